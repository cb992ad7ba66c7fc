"""One answer beside its question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sayso.consent.lexicon import (
    AGAINST,
    ALONE,
    ASKED_BIT,
    BIT,
    FOR_IT,
    OKAY,
    ORDER,
    REFUSING,
    YES,
    lexicon,
)
from sayso.consent.reading.asked import ASKED, DEED, MASKED, Asked
from sayso.consent.reading.heard import Heard, made_of, means_yes
from sayso.consent.reading.numerals import is_number

ALWAYS = 1 << len(BIT)
APPROVES, ASKS = ALWAYS << 1, ALWAYS << 2
"""Beside the meanings of its phrases: of every answer, of one that approves, of one with a question mark."""
MOST_LEAVES = 64


class Answer:
    """One answer beside its question. The question is only taken apart where it can make a difference."""

    __slots__ = (
        "_asked",
        "_flags",
        "_led",
        "_question",
        "_refusal",
        "all",
        "approves",
        "bits",
        "confidence",
        "duration",
        "found",
        "lexicon",
        "plainly",
        "said",
        "strict",
        "symbols",
        "words",
    )

    def __init__(
        self,
        heard: Heard,
        question: Callable[[], Asked],
        text: str,
        *,
        strict: bool,
        confidence: float | None = None,
        duration: float | None = None,
    ) -> None:
        self.said, self.words, self.lexicon = heard.said, heard.words, heard.lexicon
        self.strict, self.confidence, self.duration = strict, confidence, duration
        self._question = question
        self._asked: Asked | None = None
        self._flags: list[int] | None = None
        self._refusal: str | None = None
        self._led: bool | None = None
        self.plainly = heard.plain and not self.lexicon.names(self.words, text)
        """It approves whatever was asked."""
        self.symbols, self.all = heard.symbols, heard.all
        """What all of the words together mean."""
        if not self.plainly:
            asked = self._asked = question()
            self._compare(asked.flags(self.words))
            if self.all and any(not seen & ~FOR_IT for seen in self.all):
                self._compare(asked.in_place(self.words, self.flags))
        same = self.symbols is heard.symbols
        self.found = heard.found if same else self.lexicon.loose.find(self.symbols)
        self.approves = self.plainly or self._approved(self.all, strict)
        bits = ALWAYS | (APPROVES if self.approves else 0) | (ASKS if self.said.asks else 0)
        for seen in self.all:
            bits |= seen
        for seen, _ in self.found:
            bits |= seen
        self.bits = bits
        """Every meaning that is in it somewhere."""

    def _compare(self, flags: list[int]) -> None:
        """Reads the words with what the question makes of them, where that makes a difference."""
        self._flags = flags
        symbols = self.lexicon.symbols(self.words, flags)
        if symbols != self.symbols:
            self.symbols, self.all = symbols, self.lexicon.all_of(symbols)

    @property
    def asked(self) -> Asked:
        if self._asked is None:
            self._asked = self._question()
        return self._asked

    @property
    def flags(self) -> list[int]:
        """What the question makes of each word."""
        if self._flags is None:
            self._flags = self.asked.flags(self.words)
        return self._flags

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def restates(self) -> bool:
        return any(flags & (ASKED | DEED) for flags in self.flags)

    @property
    def led_by_yes(self) -> bool:
        """Whether it begins with a yes, whatever follows."""
        if self._led is None:
            ways = self.lexicon.whole.beginnings(self.symbols)
            self._led = any(self._approved(seen, strict=False) for seen in ways)
        return self._led

    def _approved(self, seen: frozenset[int], strict: bool) -> bool:
        if not seen:
            return False
        enough = YES if strict else YES | OKAY
        if means_yes(seen, enough):
            # Whatever was asked: taking a question apart takes time.
            return True
        if means_yes(seen, enough | ORDER) and not self.asked.halts:
            return True
        return ALONE in seen and bool(self.asked.words)

    def all_is(self, meanings: int, needed: int) -> bool:
        """Whether all of the words can be read as these meanings, with one of the needed ones among them."""
        return made_of(self.all, meanings, needed)

    @property
    def refusal(self) -> str:
        """The words that refuse, if it begins with them or is nothing else."""
        if self._refusal is None:
            words = self.finds("no") or self.finds("refusal") if self.bits & REFUSING else ""
            self._refusal = words or (self.text if self.all_is(AGAINST, REFUSING) else "")
        return self._refusal

    def means(self, meaning: str) -> str:
        """The words that carry this meaning somewhere in the answer, or all of it if they do together."""
        bit = BIT[meaning]
        if not self.bits & bit:
            return ""
        return self.finds(meaning) or (self.text if self.all_is(bit | ASKED_BIT, bit) else "")

    def finds(self, meaning: str) -> str:
        """The words that carry this meaning somewhere in the answer; "" where there are none."""
        bit = BIT[meaning]
        if self.bits & bit:
            for seen, end in self.found:
                if seen & bit:
                    return " ".join(self.words[self.lexicon.loose.shortest(self.symbols, bit, end) : end])
        return ""

    def other_value(self) -> str:
        """A number, a day, a currency that was not asked, or another thing in the place of one that was."""
        asking, held, before = self.lexicon.asking, self.asked.held, ""
        for at, (word, flags) in enumerate(zip(self.words, self.flags, strict=True)):
            if not flags & (ASKED | DEED):
                number = is_number(word) and (word != "1" or flags & MASKED)
                if number or word in asking.kinds:
                    return word
                if before in asking.relations and before in held and word not in asking.small:
                    return f"{before} {word}"
                if word not in self.lexicon.known and self._in_place_of_another(at) and self.led_by_yes:
                    return word
            before = word
        return ""

    def _in_place_of_another(self, at: int) -> bool:
        """Whether this word stands before a word that another one stands before in the question."""
        return at + 1 < len(self.words) and bool(self.flags[at + 1] & ASKED) and self.words[at + 1] in self.asked.held

    def opposite(self) -> str:
        """A word that turns round what was asked: "on" where "off" was asked."""
        opposites = self.lexicon.asking.opposites
        for word in () if self.plainly else self.words:
            if word in opposites and opposites[word] in self.asked.held and word not in self.asked.held:
                return word
        return ""

    def names_some(self) -> bool:
        """Whether some of the things that the question lists are named, and others not."""
        if self.plainly or not self.asked.items or self._approves_unasked():
            return False
        stems = {self.lexicon.asking.stem(word) for word in self.words}
        return 0 < sum(not item.isdisjoint(stems) for item in self.asked.items) < len(self.asked.items)

    def _approves_unasked(self) -> bool:
        """Whether it approves without anything of the question."""
        symbols = self.lexicon.symbols(self.words, [flags & MASKED for flags in self.flags])
        return means_yes(self.lexicon.all_of(symbols), YES)


@lru_cache(maxsize=128)
def what_was_asked(text: str, values: tuple[str, ...], language: str) -> Asked:
    """The question, taken apart once, however often it is asked."""
    return Asked(text, values, lexicon(language).asking)


def leaves(value: Any) -> tuple[str, ...]:
    """The values of a call, each as text behind its name: "to Miriam"."""
    found: list[str] = []
    waiting = [("", value)]
    while waiting and len(found) < MOST_LEAVES:
        name, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend((str(key)[:50], each) for key, each in value.items())
        elif isinstance(value, list | tuple):
            waiting.extend((name, each) for each in value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found.append(f"{name} {value}"[:200])
    return tuple(found)

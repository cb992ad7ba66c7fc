"""One answer beside its question, and what the words of its language say about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sayso.consent.reading.asked import ASKED, DEED, MASKED, Asked
from sayso.consent.lexicon import BIT, Lexicon, lexicon
from sayso.consent.reading.numerals import is_number
from sayso.consent.reading.words import Said

YES, OKAY, ORDER, NO, STOP = BIT["yes"], BIT["okay"], BIT["order"], BIT["no"], BIT["stop"]
REFUSING = NO | BIT["refusal"] | BIT["not now"]
ASKED_BIT, SHRUG, ALONE = BIT["asked"], BIT["shrug"], BIT["alone"]
FOR_IT = YES | OKAY | ORDER | ASKED_BIT
AGAINST = REFUSING | STOP | ASKED_BIT

SURE_ENOUGH = 0.5
"""A destructive call wants a transcript at least this certain,"""
SECONDS_A_WORD = 0.08
"""and words that could have been said in the time."""

MOST_LEAVES = 64


class Answer:
    """One answer beside its question. The question is only taken apart where it can make a difference."""

    def __init__(
        self,
        said: Said,
        question: Callable[[], Asked],
        text: str,
        words: Lexicon,
        strict: bool,
        confidence: float | None,
        duration: float | None,
    ) -> None:
        self.said, self.lexicon, self.strict = said, words, strict
        self.confidence, self.duration = confidence, duration
        self.words = said.words
        self._question = question
        self._asked: Asked | None = None
        self._flags: list[int] | None = None
        self._found: dict[int, int] | None = None
        self._refusal: str | None = None
        self.symbols = words.plain(said.words)
        self.covers = words.whole.cover(self.symbols)
        """For each number of words from the start, what they mean when read as whole phrases."""
        self.plainly = bool(self.covers) and means_yes(self.covers[-1], YES) and not words.names(said.words, text)
        """It approves whatever was asked."""
        if not self.plainly:
            self._flags = self.asked.flags(said.words)
            self.symbols = words.symbols(said.words, self._flags)
            self.covers = words.whole.cover(self.symbols)
        self.all = self.covers[-1] if self.covers else frozenset[int]()
        """What all of the words together mean."""
        self.approves = self.plainly or self._approved(self.all, strict)

    @property
    def asked(self) -> Asked:
        if self._asked is None:
            self._asked = self._question()
        return self._asked

    @property
    def flags(self) -> list[int]:
        if self._flags is None:
            self._flags = self.asked.flags(self.words)
        return self._flags

    @property
    def text(self) -> str:
        return " ".join(self.said.words)

    @property
    def restates(self) -> bool:
        return any(flags & (ASKED | DEED) for flags in self.flags)

    @property
    def led_by_yes(self) -> bool:
        """Whether it begins with a yes, whatever follows."""
        return any(self._approved(seen, strict=False) for seen in self.covers)

    def _approved(self, seen: frozenset[int], strict: bool) -> bool:
        enough = YES if self.asked.halts else YES | ORDER
        return means_yes(seen, enough if strict else enough | OKAY) or (
            bool(self.asked.words) and any(each & ALONE and not each & ~ALONE for each in seen)
        )

    def all_is(self, meanings: int, needed: int) -> bool:
        """Whether all of the words can be read as these meanings, with one of the needed ones among them."""
        for seen in self.all:
            if seen & needed and not seen & ~meanings:
                return True
        return False

    @property
    def refusal(self) -> str:
        """The words that refuse, if it begins with them or is nothing else."""
        if self._refusal is None:
            words = self.finds("no") or self.finds("refusal")
            self._refusal = words or (self.text if self.all_is(AGAINST, REFUSING) else "")
        return self._refusal

    def means(self, meaning: str) -> str:
        """The words that carry this meaning somewhere in the answer, or all of it if they do together."""
        words = self.finds(meaning)
        return words or (self.text if self.all_is(BIT[meaning] | ASKED_BIT, BIT[meaning]) else "")

    def finds(self, meaning: str) -> str:
        """The words that carry this meaning somewhere in the answer; "" where there are none."""
        if self._found is None:
            self._found = {}
            for seen, end in self.lexicon.loose.find(self.symbols):
                while seen:
                    self._found.setdefault(seen & -seen, end)
                    seen &= seen - 1
        end = self._found.get(BIT[meaning])
        return "" if end is None else self._shortest(BIT[meaning], end)

    def _shortest(self, bit: int, end: int) -> str:
        for start in range(end - 1, -1, -1):
            if any(seen & bit and at == end - start for seen, at in self.lexicon.loose.find(self.symbols[start:end])):
                return " ".join(self.words[start:end])
        return " ".join(self.words[:end])

    def other_value(self) -> str:
        """A number, a day, a currency that was not asked, or another thing in the place of one that was."""
        asking, asked, before = self.lexicon.asking, self.asked, ""
        for at, (word, flags) in enumerate(zip(self.words, self.flags, strict=True)):
            if not flags & (ASKED | DEED):
                number = is_number(word) and (word != "1" or flags & MASKED)
                if number or word in asking.kinds:
                    return word
                if before in asking.relations and before in asked.held and word not in asking.small:
                    return f"{before} {word}"
                if self.led_by_yes and word not in self.lexicon.known and self._in_place_of_another(at):
                    return word
            before = word
        return ""

    def _in_place_of_another(self, at: int) -> bool:
        """Whether this word stands before a word that another one stands before in the question."""
        return at + 1 < len(self.words) and bool(self.flags[at + 1] & ASKED) and self.words[at + 1] in self.asked.held

    def opposite(self) -> str:
        """A word that turns round what was asked: "on" where "off" was asked."""
        if self.plainly:
            return ""
        opposites = self.lexicon.asking.opposites
        for word in self.words:
            other = opposites.get(word)
            if other is not None and other in self.asked.held and word not in self.asked.held:
                return word
        return ""

    def _unasked(self) -> frozenset[int]:
        """What all of the words mean without the question."""
        symbol = self.lexicon.symbol
        symbols = [symbol(word, flags & MASKED) for word, flags in zip(self.words, self.flags, strict=True)]
        return self.lexicon.whole.cover(symbols)[-1]

    def names_some(self) -> bool:
        """Whether some of the things that the question lists are named, and others not."""
        if self.plainly or not self.asked.items or self._approves_unasked():
            return False
        stems = {self.lexicon.asking.stem(word) for word in self.words}
        return 0 < sum(not item.isdisjoint(stems) for item in self.asked.items) < len(self.asked.items)

    def _approves_unasked(self) -> bool:
        """Whether it approves without anything of the question."""
        symbols = self.lexicon.symbols(self.words, [flags & MASKED for flags in self.flags])
        return means_yes(self.lexicon.whole.cover(symbols)[-1], YES)


def means_yes(seen: frozenset[int], enough: int) -> bool:
    """Whether one of these ways to read an answer is an approval: nothing in it against it, and enough for it."""
    for each in seen:
        if each & enough and not each & ~FOR_IT:
            return True
    return False


@lru_cache(maxsize=512)
def what_was_asked(text: str, values: tuple[str, ...], language: str) -> Asked:
    """The question, taken apart once, however often it is asked."""
    return Asked(text, values, lexicon(language).asking)


def leaves(value: Any) -> tuple[str, ...]:
    """The values of a call, each as text."""
    found: list[str] = []
    waiting = [value]
    while waiting and len(found) < MOST_LEAVES:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found.append(str(value)[:200])
    return tuple(found)

"""What a question asked: which words of an answer only say it again, and which ask for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.consent.numerals import is_number
from sayso.consent.words import Spelling

SAID, ASKED, DEED, MASKED, OPEN = 1, 2, 4, 8, 16
"""What the question makes of a word: it holds it; it means it; it is its verb; the word counts as nothing but that (part
of a name, or a number of other things); nothing was asked, so that any word may be meant."""


class Asking:
    """How the questions of one language are built."""

    def __init__(self, table: Mapping[str, Any], spelling: Spelling) -> None:
        self._forms = {form: same[0] for same in table.get("forms", ()) for form in same}
        self._endings: tuple[str, ...] = tuple(sorted(table.get("form_endings", ()), key=len, reverse=True))
        self._stems: dict[str, str] = {}
        self.deed_last = bool(table.get("deed_last"))
        self.deed_after = [tuple(spelling.read(words).words) for words in table.get("deed_after", ())]
        self.verbs = frozenset(table.get("verbs", ()))
        self.decisive = frozenset(table.get("decisive", ()))
        self.skipped = frozenset(table.get("skipped", ()))
        self.small = frozenset(table.get("small", ()))
        self.articles = frozenset(table.get("articles", ()))
        self.joining = frozenset(table.get("joining", ()))
        self.dangling = frozenset(table.get("dangling", ()))
        self.relations = frozenset(table.get("relations", ()))
        self.kinds = frozenset(table.get("kinds", ()))
        self.ourselves = frozenset(table.get("ourselves", ()))
        self.negations = frozenset(table.get("negations", ()))
        self.wholes: dict[str, int] = dict(table.get("wholes", {}))
        self.halting = frozenset(map(self.stem, table.get("halting", ())))
        self.giving = frozenset(map(self.stem, table.get("giving", ())))
        self.opposites = {one: other for pair in table.get("opposites", ()) for one, other in (pair, pair[::-1])}
        self.same: dict[str, set[str]] = {}
        self.orders: dict[str, set[str]] = {}
        for group in table.get("same", ()):
            stems = {self.stem(word) for word in group}
            for stem in stems:
                self.same.setdefault(stem, set()).update(stems)
                self.orders.setdefault(stem, set()).update(group)

    def stem(self, word: str) -> str:
        """One form for all forms of a word, good enough to tell whether two are of one word."""
        known = self._stems.get(word)
        if known is None:
            if len(self._stems) > 50_000:
                self._stems.clear()
            known = self._stems[word] = self._stem(word)
        return known

    def _stem(self, word: str) -> str:
        word = self._forms.get(word, word)
        if is_number(word):
            return word
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word.removesuffix(ending)
                break
        if len(word) > 3:
            word = word.removesuffix("e")
            if word[-1] == word[-2]:
                word = word[:-1]
        return f"{word[:-1]}i" if word.endswith("y") else word


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, taken apart."""

    asking: Asking
    words: tuple[str, ...]
    held: frozenset[str]
    """Its words, as they are."""
    meant: Mapping[str, int]
    """Its words that carry meaning, and those that mean the same, by stem."""
    numbers: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    """Words of it that follow each other, articles left out, by stem."""
    counts: Mapping[str, frozenset[str]]
    """How many of what: the numbers that stand before a word."""
    items: tuple[frozenset[str], ...]
    """What it lists ("a, b and c"), by stem."""
    deeds: frozenset[str]
    """Its verbs, by stem;"""
    bases: frozenset[str]
    """and in the form that gives an order, with what means the same."""
    denied: frozenset[str]
    """What it leaves out ("without subtitles"): said without the "without", it is something else."""
    halts: bool
    """What is asked is to stop something: then a bare "stop" may mean our asking as well."""

    def flags(self, said: tuple[str, ...]) -> list[int]:
        """What the question makes of each word of an answer."""
        asking, meant = self.asking, self.meant
        if not self.words and not meant:
            return [OPEN] * len(said)
        found = []
        for at, word in enumerate(said):
            stem = asking.stem(word)
            flags = SAID if word in self.held else 0
            if is_number(word):
                flags |= self._of_number(said, at)
            elif word in asking.decisive and flags and self._in_name(said, at, found):
                flags |= MASKED | ASKED
            elif word in asking.wholes:
                flags |= meant.get(stem, 0)
            elif word in asking.ourselves:
                if found and found[-1] & DEED and self.deeds.isdisjoint(asking.giving):
                    flags |= ASKED
            elif word in asking.relations or word in asking.negations:
                if flags and self._as_there(said, at):
                    flags |= ASKED
            elif word in asking.small:
                pass
            elif stem in meant and not (stem in self.denied and not (at and said[at - 1] in asking.negations)):
                flags |= meant[stem]
                if flags & DEED and stem in asking.halting:
                    flags |= MASKED
                if flags & DEED and word not in self.bases:
                    flags ^= DEED
            found.append(flags)
        return found

    def number(self, said: tuple[str, ...], at: int) -> str:
        """A number of the answer as the question has it; "" where it has none such."""
        number = said[at]
        if number in self.numbers:
            return number
        before = said[at - 1] if at else ""
        # "at nine" for nine o'clock, "the 24" for the 24th: but not a bare "two" where tickets were counted.
        if self.counts and before not in asking_of(self) and self.asking.stem(before) not in self.meant:
            return ""
        if number.isdigit():
            ways = (f"{number}:00", *(f"{number}{ending}" for ending in ("st", "nd", "rd", "th")))
        elif number[:-2].isdigit():
            ways = (number[:-2],)
        else:
            hour, _, minutes = number.partition(":")
            ways = (hour,) if minutes == "00" else ()
        return next((way for way in ways if way in self.numbers), "")

    def _of_number(self, said: tuple[str, ...], at: int) -> int:
        after = said[at + 1] if at + 1 < len(said) else ""
        counted = self.counts.get(self.asking.stem(after))
        if counted is not None and said[at] not in counted:
            return MASKED
        return ASKED if self.number(said, at) else 0

    def _as_there(self, said: tuple[str, ...], at: int) -> bool:
        """Whether this word stands before the same word as in the question."""
        behind = at + 1
        while behind < len(said) and said[behind] in self.asking.articles:
            behind += 1
        if behind == len(said):
            return False
        after = said[behind]
        follower = (self.number(said, behind) if is_number(after) else "") or self.asking.stem(after)
        return (self.asking.stem(said[at]), follower) in self.pairs

    def _in_name(self, said: tuple[str, ...], at: int, found: list[int]) -> bool:
        """Whether this word stands beside the same telling word as in the question."""
        stem = self.asking.stem
        if at + 1 < len(said) and stem(said[at + 1]) in self.meant:
            return (stem(said[at]), stem(said[at + 1])) in self.pairs
        before = stem(said[at - 1]) if at else ""
        telling = before in self.meant and before not in self.deeds
        return bool(telling or (found and found[-1] & MASKED)) and (before, stem(said[at])) in self.pairs


def asking_of(asked: Asked) -> frozenset[str]:
    return asked.asking.small


def take_apart(text: str, more: Iterable[str], spelling: Spelling, asking: Asking) -> Asked:
    """What a question asks; `more` are values of the call, which may be said as well."""
    words = spelling.read(text).words
    sentences = [words, *(spelling.read(value).words for value in more)]
    meant: dict[str, int] = {}
    numbers: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    counts: dict[str, set[str]] = {}
    denied: set[str] = set()
    said_deeds = deeds_of(words, asking)
    deeds = frozenset(asking.stem(word) for word in said_deeds)
    bases = said_deeds.union(*(asking.orders.get(deed, ()) for deed in deeds))
    for sentence in sentences:
        telling = [word for word in sentence if word not in asking.articles]
        pairs.update((asking.stem(one), asking.stem(other)) for one, other in zip(telling, telling[1:], strict=False))
        for at, word in enumerate(sentence):
            if is_number(word):
                numbers.update(ways_to_say(sentence, at, asking))
                after = sentence[at + 1] if at + 1 < len(sentence) else ""
                if word.isdigit() and after and not is_number(after) and after not in asking.small:
                    counts.setdefault(asking.stem(after), set()).add(word)
            elif word not in asking.small and word not in asking.negations:
                stem = asking.stem(word)
                if at and (sentence[at - 1] in asking.negations or (at > 1 and sentence[at - 2] in asking.negations)):
                    denied.add(stem)
                flags = ASKED | (DEED if stem in deeds else 0)
                for same in asking.same.get(stem, {stem}):
                    meant[same] = meant.get(same, 0) | flags
    items = listed(text, spelling, asking)
    size = max(len(items), max((int(number) for number in numbers if number.isdigit() and len(number) < 9), default=0))
    for word, least in asking.wholes.items():
        if size >= least and (least != 2 or size == 2 or word != "both"):
            meant[asking.stem(word)] = ASKED
    return Asked(
        asking,
        words,
        frozenset(words),
        meant,
        frozenset(numbers),
        frozenset(pairs),
        {noun: frozenset(many) for noun, many in counts.items()},
        items,
        deeds,
        frozenset(bases),
        frozenset(denied),
        not deeds.isdisjoint(asking.halting),
    )


def deeds_of(words: tuple[str, ...], asking: Asking) -> set[str]:
    """The verbs that a question asks about."""
    found = set()
    for at in range(len(words)):
        for opener in asking.deed_after:
            if words[at : at + len(opener)] == opener:
                behind = at + len(opener)
                while behind < len(words) and words[behind] in asking.skipped:
                    behind += 1
                if behind < len(words) and words[behind] not in asking.small:
                    found.add(words[behind])
    if asking.deed_last and words and words[-1] not in asking.small:
        found.add(words[-1])
    return found or {word for word in words if word in asking.verbs and not found}


def ways_to_say(words: tuple[str, ...], at: int, asking: Asking) -> set[str]:
    """A number, and for a time of day with its part of the day the other way to count its hours."""
    number = words[at]
    hour, colon, minutes = number.partition(":")
    part = words[at + 1] if at + 1 < len(words) else ""
    ways = {number}
    if colon and hour.isdigit():
        if part == "pm" and int(hour) < 12:
            ways.add(f"{int(hour) + 12}:{minutes}")
        elif int(hour) > 12:
            ways.add(f"{int(hour) - 12}:{minutes}")
    return ways


def listed(text: str, spelling: Spelling, asking: Asking) -> tuple[frozenset[str], ...]:
    """The items of "three files: a, b and c", each as the stems of its words; none where nothing is listed."""
    _, colon, rest = text.rpartition(": ")
    if not colon:
        return ()
    parts = re.split(r",| and | und ", rest)
    items = []
    for part in parts:
        stems = frozenset(asking.stem(word) for word in spelling.read(part).words)
        if stems:
            items.append(stems)
    if len(items) < 2:
        return ()
    common = frozenset.intersection(*items)
    # "The" and the like tell two things apart only where nothing else does: "a dot txt, b dot txt".
    return tuple((item - common - asking.small) or (item - common) for item in items)

"""What a question asked: which words of an answer only say it again, and which ask for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, pairwise

from sayso.consent.reading.asking import Asking
from sayso.consent.reading.kept import Once
from sayso.consent.reading.numerals import is_number, other_hours, other_ways
from sayso.consent.reading.roles import Roles, behind

SAID, ASKED, DEED, MASKED, OPEN = 1, 2, 4, 8, 16
"""What the question makes of a word: it holds it; it means it; it is its verb; it counts as nothing but that (part
of a name, a number of other things); nothing was asked, so any word may be meant."""


_NAME = re.compile(r"(?<=[^.?!] )[^\W\d_a-z][\w'’-]*")  # noqa: RUF001 (as people type)
"""A word that begins with a capital, but not a sentence."""
_SOMEBODYS = re.compile(r"\w['’]s? ")  # noqa: RUF001 (as people type)


class Asked:
    """One question, taken apart; `more` are values of the call, which may be said as well."""

    def __init__(self, text: str, more: Iterable[str], asking: Asking) -> None:
        self.asking, self._text = asking, text
        self.words = asking.spelling.read(text, spoken=False).words
        self._values = tuple(more)
        self._sentences: tuple[tuple[str, ...], ...] = (self.words,)
        if self._values:
            self._sentences += tuple(asking.spelling.read(value).words for value in self._values)
        self.held = frozenset(self.words)
        """Its words, as they are;"""
        self._there = self.held.union(*self._sentences[1:]) if self._values else self.held
        """with those of the values of the call;"""
        self.stems = set(map(asking.telling, chain.from_iterable(self._sentences)))
        """and those that carry meaning, by stem."""
        self.stems.discard("")

    # What only some answers touch is taken from the question for these.

    @Once
    def _deeds(self) -> frozenset[str]:
        return self.asking.deeds(self.words)

    @Once
    def deeds(self) -> frozenset[str]:
        """Its verbs, by stem."""
        return frozenset(map(self.asking.stem, self._deeds))

    @Once
    def orders(self) -> frozenset[str]:
        """Its verbs as one gives an order with them, and those that mean the same."""
        return self._deeds.union(*[self.asking.orders.get(deed, ()) for deed in self.deeds])

    @Once
    def halts(self) -> bool:
        """What is asked is to stop something: then a bare "stop" may mean our asking as well."""
        return not self.deeds.isdisjoint(self.asking.halting)

    @Once
    def left_out(self) -> frozenset[str]:
        """What it leaves out ("without subtitles"): said without the "without", it is something else."""
        asking = self.asking
        found: set[str] = set()
        for sentence in self._sentences:
            if not asking.negations.isdisjoint(sentence):
                for at, word in enumerate(sentence):
                    if word in asking.negations and word not in asking.small:
                        found.update(map(asking.stem, sentence[at + 1 : at + 3]))
        return frozenset(found)

    @Once
    def _numbered(self) -> list[tuple[str, tuple[str, ...]]]:
        """Its numbers, each with the words behind it."""
        return [
            (number, sentence[at + 1 : at + 5])
            for sentence in self._sentences
            for at, number in enumerate(sentence)
            if is_number(number)
        ]

    @Once
    def numbers(self) -> frozenset[str]:
        """Its numbers, and other ways to say its hours."""
        found: set[str] = set()
        for number, after in self._numbered:
            found.add(number)
            if ":" in number:
                found.update(other_hours(number, not self.asking.afternoon.isdisjoint(after[:1])))
        return frozenset(found)

    @Once
    def counts(self) -> dict[str, set[str]]:
        """How many of what: the numbers that stand before a word."""
        asking = self.asking
        found: dict[str, set[str]] = {}
        for number, after in self._numbered:
            # "3 of the 12 files": 3 files, and 12.
            counted = [word for word in after if word not in asking.articles and not is_number(word)]
            named = number.isdigit() and counted and asking.telling(counted[0])
            if named and after[0] in (counted[0], *asking.parting):
                found.setdefault(asking.stem(counted[0]), set()).add(number)
        return found

    @Once
    def parted(self) -> bool:
        """It asks about some of many: "3 of the 12 files"."""
        parting = self.asking.parting
        return any(number.isdigit() and len(after) > 1 and after[0] in parting for number, after in self._numbered)

    def _meant(self, stem: str) -> int:
        """What the question makes of a word by this stem, or of those that mean the same."""
        meant = self.stems.intersection(self.asking.same.get(stem, (stem,)))
        if not meant:
            return 0
        return ASKED if meant.isdisjoint(self.deeds) else ASKED | DEED

    @Once
    def _size(self) -> int:
        """Of how many things it speaks: "three files" of three, "15 euros" of one."""
        units = set(map(self.asking.stem, self.asking.kinds))
        many = (int(number[:9]) for noun, numbers in self.counts.items() if noun not in units for number in numbers)
        return 0 if self.parted else max(len(self.items), max(many, default=0))

    @Once
    def _own(self) -> bool:
        """Whether what it speaks of is the person's own, as far as it says."""
        return not self.held.isdisjoint(self.asking.yours) or not _SOMEBODYS.search(self._text)

    @Once
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words of it that follow each other, articles left out, by stem."""
        found: set[tuple[str, str]] = set()
        for sentence in self._sentences:
            telling = [word for word in sentence if word not in self.asking.articles]
            stems = [self.asking.stem(word) for word in telling]
            found.update(pairwise(stems))
            for at, word in enumerate(telling):
                if word in self.asking.relations:
                    found.update((stems[at], stem) for stem in self._after(telling, stems, at))
        return frozenset(found)

    def _after(self, words: list[str], stems: list[str], at: int) -> list[str]:
        """What a relation holds on to: "from the guest list" is "from the list" as well."""
        end = next((i for i in range(at + 1, len(words)) if words[i] in self.asking.relations), len(words))
        return stems[at + 1 : min(end, at + 5)]

    @Once
    def items(self) -> tuple[frozenset[str], ...]:
        """What it lists ("three files: a, b and c"; "Ana and Tom"), each by its stems; none where nothing is listed."""
        named = next((value for value in self._values if ": " in value), self._text)
        _, colon, listed = named.rpartition(": ")
        if not colon:
            names = self.asking.names.search(self._text)
            listed = names[0] if names else ""
        parts = self.asking.joints.split(listed)
        items = [frozenset(map(self.asking.stem, self.asking.spelling.read(part).words)) for part in parts]
        items = [item for item in items if item]
        if len(items) < 2:
            return ()
        common = frozenset.intersection(*items)
        # Small words tell two things apart only where nothing else does: "a dot txt, b dot txt".
        return tuple((item - common - self.asking.small) or (item - common) for item in items)

    def flags(self, said: tuple[str, ...]) -> list[int]:
        """What the question makes of each word of an answer, wherever it stands."""
        if not self.words and not self.stems:
            return [OPEN] * len(said)
        found: list[int] = []
        flags, held, stems = 0, self.held, self.stems
        alike = self.asking.alike
        for at, word in enumerate(said):
            same, before = alike(word), flags
            flags = SAID if word in held else 0
            if same is None:
                flags |= self._of_place(said, at, before)
                if flags & MASKED and word in self.asking.decisive and said[:at].count(word) >= self.words.count(word):
                    # It is in the name once, and now said once more.
                    flags = SAID
            elif same and not stems.isdisjoint(same):
                flags |= self._of_meaning(said, at)
            found.append(flags)
        return found

    def in_place(self, said: tuple[str, ...], flags: list[int]) -> list[int]:
        """The same, where a word that stands elsewhere than in the question says nothing again."""
        kept: list[int] = []
        verbs: dict[int, str] = {}
        for at, (word, flag) in enumerate(zip(said, flags, strict=True)):
            if flag & DEED:
                verbs[at] = self.asking.stem(word)
            stays = not flag & ASKED or flag & (DEED | MASKED) or self._in_place(said, at, verbs)
            kept.append(flag if stays else flag & ~ASKED)
        return kept

    def _of_us(self, word: str, before: int) -> int:
        """ "Both", "me", "my"."""
        asking = self.asking
        if word in asking.wholes:
            return ASKED if self._size > 1 and asking.wholes[word] in (0, self._size) else 0
        if word in asking.ourselves:
            # "Book me a table", but not "send me": that would be another receiver.
            return ASKED if before & DEED and self.deeds.isdisjoint(asking.giving) else 0
        return ASKED if self._own else 0

    def _of_place(self, said: tuple[str, ...], at: int, before: int) -> int:
        """What the question makes of a word of which it makes more than its meaning."""
        word = said[at]
        if is_number(word):
            return self._of_number(said, at)
        if word not in self.asking.placed:
            return self._of_us(word, before)
        return self._where_it_stands(said, at, before)

    def _where_it_stands(self, said: tuple[str, ...], at: int, before: int) -> int:
        word, asking = said[at], self.asking
        if word in asking.decisive and word in self.held and self._in_name(said, at, before):
            return MASKED | ASKED
        if word in asking.holding:
            return ASKED if word in self._there else 0
        return 0 if word in asking.small else self._of_meaning(said, at)

    def _in_place(self, said: tuple[str, ...], at: int, verbs: dict[int, str]) -> bool:
        """Whether a word that says the question again stands where it may."""
        word = said[at]
        if word in self.asking.holding:
            return self._as_there(said, at)
        if word in self.asking.small:
            return True
        if at and said[at - 1] in self.counts.get(self.asking.stem(word), ()):
            return True
        relation, verb = behind(said, at, verbs, self.asking)
        return self.roles.holds(self.number(said, at) if is_number(word) else word, relation, verb)

    @Once
    def roles(self) -> Roles:
        names = " ".join(_NAME.findall(self._text))
        return Roles(self._sentences, " ".join((names, *self._values)), self.deeds, self.asking)

    def _of_meaning(self, said: tuple[str, ...], at: int) -> int:
        word, asking = said[at], self.asking
        stem = asking.stem(word)
        meant = self._meant(stem)
        if not meant or (stem in self.left_out and not (at and said[at - 1] in asking.negations)):
            return 0
        if meant & DEED:
            if stem in asking.halting:
                meant |= MASKED
            if word not in self.orders:
                meant &= ~DEED
        return meant

    def _of_number(self, said: tuple[str, ...], at: int) -> int:
        after = said[at + 1] if at + 1 < len(said) else ""
        counted = self.counts.get(self.asking.stem(after)) if after else None
        if counted is not None and said[at] not in counted:
            return MASKED
        return ASKED if self.number(said, at) else 0

    def number(self, said: tuple[str, ...], at: int) -> str:
        """A number of the answer as the question has it; "" where it has none such."""
        number = said[at]
        if not number or number in self.numbers:
            return number
        before = said[at - 1] if at else ""
        # "At nine" for nine o'clock, "the 24" for the 24th: but not a bare "two" where tickets were counted.
        if self.counts and before not in self.asking.small and not self._meant(self.asking.stem(before)):
            return ""
        return next((way for way in other_ways(number) if way in self.numbers and not self._counts(way)), "")

    def _counts(self, number: str) -> bool:
        return any(number in numbers for numbers in self.counts.values())

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

    def _in_name(self, said: tuple[str, ...], at: int, before: int) -> bool:
        """Whether this word stands beside the same telling word as in the question."""
        stem = self.asking.stem
        if at + 1 < len(said) and self._meant(stem(said[at + 1])):
            return (stem(said[at]), stem(said[at + 1])) in self.pairs
        earlier = stem(said[at - 1]) if at else ""
        telling = self._meant(earlier) and earlier not in self.deeds
        return bool(telling or before & MASKED) and (earlier, stem(said[at])) in self.pairs

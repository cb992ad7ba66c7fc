"""The net that phrases make: places where a word is awaited, and from each the places that come next.

It is woven from the end of each phrase to its beginning, so that phrases that end alike share their places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sayso.consent.reading.pattern import Choice, Class, Often, Pattern, PhraseError, Row, Word, parsed

DEEPEST = 8
"""Classes inside of classes."""

Places = frozenset[int]
"""Where one may be at once, in all ways to read some words."""
Bits = int
"""The same when the net is done: a bit for each place."""


def bits_of(places: Collection[int]) -> Bits:
    held = bytearray(max(places, default=0) // 8 + 1)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")


def places_of(bits: Bits) -> Iterator[int]:
    while bits:
        # From the top: the number gets shorter.
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place


class Net:
    """Places, each with a word or a slot that leads on from it; some are ends, and some stand for others."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._words: list[str] = []
        """What leads on from each place; "" from an end, or from one that stands for others;"""
        self._next: list[Places] = []
        """and where to, or for which others it stands."""
        self._meanings: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._parsed: dict[str, tuple[Pattern, ...]] = {}
        self._known: dict[tuple[str, Places], Places] = {}
        self._members: dict[tuple[str, Places], Places] = {}
        self._root: set[int] = set()
        self._opening = self._place("", frozenset())
        self._openings: set[int] = set()

    def add(self, phrase: str, meaning: int, *, opening: bool = False) -> None:
        """One more phrase; an opening one counts only where nothing but skipped phrases came before."""
        if meaning not in self._ends:
            self._ends[meaning] = self._place("", frozenset())
            self._meanings[self._ends[meaning]] = meaning
        end = self._ends[meaning]
        first = self._before(parsed(phrase), frozenset((end,)), phrase, 0)
        if end in self._spread(first):
            raise PhraseError(f"{phrase!r} may be empty")
        (self._openings if opening else self._root).update(first)

    def skip(self, phrase: str) -> None:
        """What may come before an opening phrase."""
        self._openings |= self._before(parsed(phrase), frozenset((self._opening,)), phrase, 0)

    def words(self) -> set[str]:
        """Every word that a phrase names, those with a "!" as they are."""
        return {word for word in self._words if word and not word.startswith("{")}

    @property
    def root(self) -> Bits:
        """Where phrases begin that may stand anywhere."""
        return bits_of(self._spread(self._root))

    @property
    def opening(self) -> Bits:
        """Where an utterance begins."""
        return bits_of(self._spread(self._openings | self._root))

    def leads(self) -> tuple[dict[str, Bits], list[Bits]]:
        """For each word the places that it leads on from; and where to, for each place."""
        spread = {after: bits_of(self._spread(after)) for after in set(self._next)}
        from_: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            if word:
                from_.setdefault(word, []).append(place)
        return {word: bits_of(places) for word, places in from_.items()}, [spread[after] for after in self._next]

    def meanings(self) -> dict[int, int]:
        """The places where a phrase has ended, and what it means."""
        return self._meanings

    def _place(self, word: str, after: Places) -> int:
        self._words.append(word)
        self._next.append(after)
        return len(self._words) - 1

    def _before(self, pattern: Pattern, after: Places, phrase: str, depth: int) -> Places:
        """The places from which this leads to those after it."""
        match pattern:
            case Word(word):
                known = self._known.get((word, after))
                if known is None:
                    known = self._known[word, after] = frozenset((self._place(word, after),))
                return known
            case Class(name):
                known = self._members.get((name, after))
                if known is None:
                    known = self._members[name, after] = self._any_of(name, after, phrase, depth)
                return known
            case Row(parts):
                for part in reversed(parts):
                    after = self._before(part, after, phrase, depth)
                return after
            case Choice(ways, needed):
                found = [self._before(way, after, phrase, depth) for way in ways]
                return frozenset().union(*found) if needed else after.union(*found)
            case Often(part):
                again = self._place("", frozenset())
                first = self._before(part, after | {again}, phrase, depth)
                self._next[again] = first
                return first

    def _any_of(self, name: str, after: Places, phrase: str, depth: int) -> Places:
        if name not in self._classes:
            raise PhraseError(f"{phrase!r}: there is no class {name!r}")
        if depth == DEEPEST:
            raise PhraseError(f"{phrase!r}: classes inside classes without end")
        members = self._parsed.get(name)
        if members is None:
            members = self._parsed[name] = tuple(map(parsed, self._classes[name]))
        return frozenset().union(*[self._before(member, after, phrase, depth + 1) for member in members])

    def _spread(self, places: Places | set[int]) -> Places:
        """Without those that stand for others, but with the others."""
        reached, waiting = set(places), [place for place in places if not self._words[place]]
        while waiting:
            place = waiting.pop()
            others = self._openings if place == self._opening else self._next[place]
            new = others - reached
            reached |= new
            waiting += [each for each in new if not self._words[each]]
        return frozenset(place for place in reached if self._words[place] or place in self._meanings)

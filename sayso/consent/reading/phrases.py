"""Phrases found in words, in a single pass however many there are.

The net of phrases is walked in all ways at once; where that leads is made when it is first needed and kept, so that
reading costs one look-up a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sayso.consent.reading.kept import Kept
from sayso.consent.reading.net import Bits, Net, bits_of, places_of

MOST_STATES = 20_000
"""More are never seen in talk; beyond it the states are thrown away and made anew."""

Symbol = int
"""The number of what a word of an answer may stand for."""
MEANING_BITS = 32
_MEANINGS = (1 << MEANING_BITS) - 1
NOWHERE = 0
"""The number of no places at all: nothing leads on."""


class Symbols:
    """What words may stand for: themselves, and the slots that the question opens for them. Each choice is a number."""

    def __init__(self) -> None:
        self.choices: list[tuple[str, ...]] = []
        self._numbers: dict[tuple[str, ...], Symbol] = {}

    def number(self, choice: tuple[str, ...]) -> Symbol:
        number = self._numbers.setdefault(choice, len(self.choices))
        if number == len(self.choices):
            self.choices.append(choice)
        return number


class _Within(dict[Symbol, int]):
    """Where in which phrases some words have led, from the start of a phrase. By a symbol to the number of the next."""

    __slots__ = ("_after", "ends", "places")

    def __init__(self, places: Bits, ends: frozenset[int], after: Callable[[Bits, Symbol], int]) -> None:
        self.places, self._after = places, after
        self.ends = ends
        """The meanings of the phrases that end here."""

    def __missing__(self, symbol: Symbol) -> int:
        after = self[symbol] = self._after(self.places, symbol)
        return after


class _State(dict[Symbol, "_State"]):
    """Where all ways to read the words have led. By a symbol to the next."""

    __slots__ = ("_after", "seen", "ways")

    def __init__(self, ways: tuple[int, ...], seen: frozenset[int], after: Callable[[_State, Symbol], _State]) -> None:
        self.ways = ways
        """Where within a phrase each of them has led, and in the lower bits what the phrases before it mean."""
        self.seen = seen
        """The meanings of all ways to read the words up to here as whole phrases; found ones when searching."""
        self._after = after

    def __missing__(self, symbol: Symbol) -> _State:
        after = self[symbol] = self._after(self, symbol)
        return after


class Phrases:
    """Phrases with their meanings, each meaning a bit.

    `together` are those that say something beside each other; a way to read that leads to any others is not followed.
    """

    def __init__(self, net: Net, symbols: Symbols, together: Sequence[int] = (-1,)) -> None:
        (self._from, self._next), self._meanings = net.leads(), net.meanings()
        self._together: Kept[int, bool] = Kept(lambda meanings: any(not meanings & ~each for each in together))
        self._ends = bits_of(self._meanings)
        self._choices = symbols.choices
        self._last: Kept[tuple[Symbol, ...], int] = Kept(self._last_of)
        self._numbers: dict[Bits, int] = {}
        self._withins: list[_Within] = []
        self._covers: dict[tuple[int, ...], _State] = {}
        self._finds: dict[tuple[int, ...], _State] = {}
        """The states by their ways, which tell what was seen as well."""
        self._seen: dict[frozenset[int], frozenset[int]] = {}
        self._within(0)
        self._root, opening = self._within(net.root) << MEANING_BITS, self._within(net.opening) << MEANING_BITS
        self._covering = _State((self._root,), frozenset(), self._covered)
        self._finding = _State((opening,), frozenset(), self._found)

    def knows(self, words: Iterable[str]) -> bool:
        """Whether one of these leads on anywhere."""
        return any(word in self._from for word in words)

    def all_of(self, symbols: Iterable[Symbol]) -> frozenset[int]:
        """For every way to read all of the words as phrases: what these mean together."""
        state = self._covering
        for symbol in symbols:
            state = state[symbol]
            if not state.ways:
                break
        return state.seen

    def beginnings(self, symbols: Iterable[Symbol]) -> Iterator[frozenset[int]]:
        """The same for the first word, for the first two, and so on, as far as any way leads."""
        state = self._covering
        for symbol in symbols:
            state = state[symbol]
            yield state.seen
            if not state.ways:
                break

    def find(self, symbols: Iterable[Symbol]) -> list[tuple[int, int]]:
        """The meanings found anywhere, each with the number of words up to its end."""
        found: list[tuple[int, int]] = []
        state = self._finding
        for end, symbol in enumerate(symbols, 1):
            state = state[symbol]
            if state.seen:
                found += [(meaning, end) for meaning in state.seen]
        return found

    def shortest(self, symbols: Sequence[Symbol], meaning: int, end: int) -> int:
        """Where the phrase begins that has this meaning and ends here."""
        for start in range(end - 1, 0, -1):
            if self._last.of(tuple(symbols[start:end])) & meaning:
                return start
        return 0

    def _last_of(self, symbols: tuple[Symbol, ...]) -> int:
        """The meanings of the phrases that end with the last of these."""
        meanings = 0
        for meaning, end in self.find(symbols):
            meanings |= meaning if end == len(symbols) else 0
        return meanings

    def _covered(self, state: _State, symbol: Symbol) -> _State:
        withins, together, root = self._withins, self._together.of, self._root
        ways: set[int] = set()
        seen: set[int] = set()
        for way in state.ways:
            after = withins[way >> MEANING_BITS][symbol]
            if after:
                before = way & _MEANINGS
                ways.add(after << MEANING_BITS | before)
                for meaning in withins[after].ends:
                    both = before | meaning
                    if together(both):
                        seen.add(both)
                        ways.add(root | both)
        return self._state(self._covers, ways, seen, self._covered)

    def _found(self, state: _State, symbol: Symbol) -> _State:
        ways = {self._root}
        seen: set[int] = set()
        for way in state.ways:
            after = self._withins[way >> MEANING_BITS][symbol]
            if after:
                ways.add(after << MEANING_BITS)
                seen |= self._withins[after].ends
        return self._state(self._finds, ways, seen, self._found)

    def _state(
        self,
        known: dict[tuple[int, ...], _State],
        ways: set[int],
        seen: set[int],
        after: Callable[[_State, Symbol], _State],
    ) -> _State:
        if len(known) > MOST_STATES:
            known.clear()
            self._seen.clear()
            self._covering.clear()
            self._finding.clear()
        key = tuple(sorted(ways))
        state = known.get(key)
        if state is None:
            meanings = frozenset(seen)
            state = known[key] = _State(key, self._seen.setdefault(meanings, meanings), after)
        return state

    def _after(self, places: Bits, symbol: Symbol) -> int:
        reached = 0
        for word in self._choices[symbol]:
            if word in self._from:
                for place in places_of(places & self._from[word]):
                    reached |= self._next[place]
        return self._within(reached) if reached else NOWHERE

    def _within(self, places: Bits) -> int:
        """The number of some places in phrases, to which the same words have led."""
        number = self._numbers.setdefault(places, len(self._withins))
        if number == len(self._withins):
            ends = frozenset(self._meanings[place] for place in places_of(places & self._ends))
            self._withins.append(_Within(places, ends, self._after))
        return number

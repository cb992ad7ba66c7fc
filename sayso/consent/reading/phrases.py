"""Phrases found in words, in a single pass however many there are.

The net of phrases is walked in all ways at once; where that leads is made when it is first needed and kept, so that
reading costs one look-up a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.consent.reading.kept import Kept
from sayso.consent.reading.net import Net, Places

MOST_STATES = 20_000
"""More are never seen in talk; beyond it the states are thrown away and made anew."""

Symbol = tuple[str, ...]
"""What one word of an answer may stand for: itself, and the slots that the question opens for it."""


@dataclass(slots=True, eq=False)
class _Within:
    """Where in which phrases some words have led, from the start of a phrase."""

    places: Places
    ends: frozenset[int]
    """The meanings of the phrases that these words complete."""
    moves: dict[Symbol, _Within | None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _State:
    """Where all ways to read the words have led."""

    ways: frozenset[int]
    """Numbers of ways: where within a phrase, and what the phrases before it mean."""
    seen: frozenset[int]
    """The meanings of all ways to read the words up to here as whole phrases; found ones when searching."""
    moves: dict[Symbol, _State] = field(default_factory=dict)


class Phrases:
    """Phrases with their meanings, each meaning a bit.

    `together` are those that say something beside each other; a way to read that leads to any others is not followed.
    """

    def __init__(self, net: Net, together: Sequence[int] = (-1,)) -> None:
        self._together: Kept[int, bool] = Kept(lambda meanings: any(not meanings & ~each for each in together))
        (self._from, self._next), self._meanings = net.leads(), net.meanings()
        self._withins: dict[Places, _Within] = {}
        self._ways: list[tuple[_Within, int]] = []
        self._numbers: dict[tuple[_Within, int], int] = {}
        self._states: dict[tuple[frozenset[int], frozenset[int]], _State] = {}
        self._root, opening = self._interned(net.root), self._interned(net.opening)
        self._covering = _State(frozenset((self._way(self._root, 0),)), frozenset())
        self._finding = _State(frozenset((self._way(opening, 0),)), frozenset())

    def cover(self, symbols: Iterable[Symbol]) -> list[frozenset[int]]:
        """For each number of words from the start, and every way to read them as phrases: what these mean together.

        It ends where no way leads on; the last one is then empty.
        """
        covered: list[frozenset[int]] = []
        state = self._covering
        for symbol in symbols:
            state = state.moves.get(symbol) or self._covered(state, symbol)
            covered.append(state.seen)
            if not state.ways:
                break
        return covered

    def find(self, symbols: Iterable[Symbol]) -> list[tuple[int, int]]:
        """The meanings found anywhere, each with the number of words up to its end."""
        found: list[tuple[int, int]] = []
        state = self._finding
        for end, symbol in enumerate(symbols, 1):
            state = state.moves.get(symbol) or self._found(state, symbol)
            if state.seen:
                found += [(meaning, end) for meaning in state.seen]
        return found

    def _covered(self, state: _State, symbol: Symbol) -> _State:
        ways: set[int] = set()
        seen: set[int] = set()
        for way in state.ways:
            within, before = self._ways[way]
            after = within.moves[symbol] if symbol in within.moves else self._after(within, symbol)
            if after is not None:
                ways.add(self._way(after, before))
                for meaning in after.ends:
                    if self._together[before | meaning]:
                        seen.add(before | meaning)
        for before in seen:
            ways.add(self._way(self._root, before))
        moved = state.moves[symbol] = self._state(ways, seen)
        return moved

    def _found(self, state: _State, symbol: Symbol) -> _State:
        ways = {self._way(self._root, 0)}
        seen: set[int] = set()
        for way in state.ways:
            within = self._ways[way][0]
            after = within.moves[symbol] if symbol in within.moves else self._after(within, symbol)
            if after is not None:
                ways.add(self._way(after, 0))
                seen |= after.ends
        moved = state.moves[symbol] = self._state(ways, seen)
        return moved

    def _after(self, within: _Within, symbol: Symbol) -> _Within | None:
        places: set[int] = set()
        for key in symbol:
            if key in self._from:
                for place in within.places & self._from[key]:
                    places |= self._next[place]
        after = within.moves[symbol] = self._interned(frozenset(places)) if places else None
        return after

    def _interned(self, places: Places) -> _Within:
        known = self._withins.get(places)
        if known is None:
            ends = frozenset(self._meanings[place] for place in places if place in self._meanings)
            known = self._withins[places] = _Within(places, ends)
        return known

    def _way(self, within: _Within, before: int) -> int:
        number = self._numbers.get((within, before))
        if number is None:
            number = self._numbers[within, before] = len(self._ways)
            self._ways.append((within, before))
        return number

    def _state(self, ways: set[int], seen: set[int]) -> _State:
        if len(self._states) > MOST_STATES:
            self._states.clear()
        key = (frozenset(ways), frozenset(seen))
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = _State(*key)
        return known

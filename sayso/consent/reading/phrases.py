"""Phrases found in words, in a single pass however many there are.

The net of phrases is walked in all ways at once; where that leads is made when it is first needed and kept, so that
reading costs one look-up a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.consent.reading.net import Net

MOST_STATES = 20_000
"""More are never seen in talk; beyond it the states are thrown away and made anew."""

MANY = 100
"""Nodes that are too many to go through one by one."""

Symbol = tuple[str, ...]
"""What one word of an answer may stand for: itself, and the slots that the question opens for it."""


@dataclass(slots=True, eq=False)
class _Within:
    """Where in which phrases some words have led, from the start of a phrase."""

    nodes: frozenset[int]
    ends: frozenset[int]
    """The meanings of the phrases that these words complete."""
    arcs: dict[str, set[int]] = field(default_factory=dict)
    """Where each word leads from here, over all nodes; made only where these are many."""
    moves: dict[Symbol, _Within | None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _State:
    """Where all ways to read the words have led."""

    places: tuple[tuple[_Within, int], ...]
    """Within a phrase, and what the phrases before it mean."""
    seen: frozenset[int]
    """The meanings of all ways to read the words up to here as whole phrases; found ones when searching."""
    moves: dict[Symbol, _State] = field(default_factory=dict)


class Phrases:
    """Phrases with their meanings, each meaning a bit."""

    def __init__(self, net: Net) -> None:
        self._arcs, self._free, self._ends = net.arcs(), net.free(), dict(net.ends)
        self._closures: dict[int, frozenset[int]] = {}
        self._withins: dict[frozenset[int], _Within] = {}
        self._states: dict[tuple[frozenset[tuple[_Within, int]], frozenset[int]], _State] = {}
        self._root = self._interned(self._closure(net.root))
        self._covering = _State(((self._root, 0),), frozenset())
        self._finding = _State(((self._interned(self._closure(net.opening)), 0),), frozenset())

    def cover(self, symbols: Iterable[Symbol]) -> list[frozenset[int]]:
        """For each number of words from the start, and every way to read them as phrases: what these mean together.

        It ends where no way leads on; the last one is then empty.
        """
        covered: list[frozenset[int]] = []
        state = self._covering
        for symbol in symbols:
            state = state.moves.get(symbol) or self._covered(state, symbol)
            covered.append(state.seen)
            if not state.places:
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
        places: set[tuple[_Within, int]] = set()
        seen: set[int] = set()
        for within, before in state.places:
            after = within.moves[symbol] if symbol in within.moves else self._after(within, symbol)
            if after is not None:
                places.add((after, before))
                for meaning in after.ends:
                    seen.add(before | meaning)
        for before in seen:
            places.add((self._root, before))
        moved = state.moves[symbol] = self._state(places, seen)
        return moved

    def _found(self, state: _State, symbol: Symbol) -> _State:
        places: set[tuple[_Within, int]] = {(self._root, 0)}
        seen: set[int] = set()
        for within, _ in state.places:
            after = within.moves[symbol] if symbol in within.moves else self._after(within, symbol)
            if after is not None:
                places.add((after, 0))
                seen |= after.ends
        moved = state.moves[symbol] = self._state(places, seen)
        return moved

    def _after(self, within: _Within, symbol: Symbol) -> _Within | None:
        nodes: set[int] = set()
        if len(within.nodes) < MANY:
            for node in within.nodes:
                arcs = self._arcs[node]
                if arcs:
                    for key in symbol:
                        for target in arcs.get(key, ()):
                            nodes |= self._closures.get(target) or self._closure(target)
        else:
            many = within.arcs or self._arcs_of(within)
            for key in symbol:
                for target in many.get(key, ()):
                    nodes |= self._closures.get(target) or self._closure(target)
        after = within.moves[symbol] = self._interned(frozenset(nodes)) if nodes else None
        return after

    def _arcs_of(self, within: _Within) -> dict[str, set[int]]:
        """All arcs from these nodes."""
        arcs: dict[str, set[int]] = {}
        for node in within.nodes:
            for key, targets in (self._arcs[node] or {}).items():
                arcs.setdefault(key, set()).update(targets)
        within.arcs = arcs
        return arcs

    def _interned(self, nodes: frozenset[int]) -> _Within:
        known = self._withins.get(nodes)
        if known is None:
            ends = frozenset(self._ends[node] for node in nodes if node in self._ends)
            known = self._withins[nodes] = _Within(nodes, ends)
        return known

    def _state(self, places: set[tuple[_Within, int]], seen: set[int]) -> _State:
        if len(self._states) > MOST_STATES:
            self._states.clear()
        key = (frozenset(places), frozenset(seen))
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = _State(tuple(places), key[1])
        return known

    def _closure(self, node: int) -> frozenset[int]:
        known = self._closures.get(node)
        if known is None:
            reached, waiting = {node}, [node]
            while waiting:
                for free in self._free[waiting.pop()]:
                    if free not in reached:
                        reached.add(free)
                        waiting.append(free)
            useful = (node for node in reached if self._arcs[node] or node in self._ends)
            known = self._closures[node] = frozenset(useful)
        return known

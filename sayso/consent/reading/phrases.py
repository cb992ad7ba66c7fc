"""Phrases as one automaton: what they mean is found in a single pass over the words, however many there are.

A phrase is written in words, with

    {class}     any word or phrase of that class of the language file
    {asked}     a word of the question that carries meaning, in any form; {deed}: its verb; {number}: any number;
    {open}      any word, where nothing was asked
    word!       this word, where the question holds it as well
    [a|b]       may be left out       (a|b)   one of these       either with + behind it: as often as you like

The states are made when they are first needed and kept, so that reading costs one look-up a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SLOTS = frozenset(("asked", "deed", "number", "open"))
MOST_STATES = 20_000
"""More are never seen in talk; beyond it the states are thrown away and made anew."""

FEW = 300
"""Places of a state that are gone through one by one."""

PIECE = re.compile(r"\{\w+\}\+?|\)\+?|\]\+?|[\[(|]|[^\s()\[\]|{}+]+")

Symbol = tuple[str, ...]
"""What one word of an answer may stand for: itself, and the slots that the question opens for it."""


class PhraseError(ValueError):
    """A phrase of a language file is not written as phrases are."""


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

    places: frozenset[tuple[_Within, int]]
    """Within a phrase, and what the phrases before it mean."""
    seen: frozenset[int]
    """The meanings of all ways to read the words up to here as whole phrases; found ones when searching."""
    moves: dict[Symbol, _State] = field(default_factory=dict)


class Phrases:
    """Phrases with their meanings, each meaning a bit."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._arcs: list[dict[str, list[int]]] = []
        self._free: list[list[int]] = []
        self._ends: dict[int, int] = {}
        self._closures: dict[int, frozenset[int]] = {}
        self._withins: dict[frozenset[int], _Within] = {}
        self._starts: dict[int, _Within] = {}
        self._states: dict[tuple[frozenset[tuple[_Within, int]], frozenset[int]], _State] = {}
        self._root = self._node()
        self._opening = self._node()
        self._free[self._opening].append(self._root)

    def add(self, phrase: str, meaning: int, *, opening: bool = False) -> None:
        """One more phrase; an opening one counts only where nothing but skipped phrases came before."""
        node, rest = self._choice(self._opening if opening else self._root, PIECE.findall(phrase), phrase, 0)
        if rest:
            raise PhraseError(f"{phrase!r}: {' '.join(rest)!r} is too much")
        if self._reaches(self._opening if opening else self._root, node):
            raise PhraseError(f"{phrase!r} may be empty")
        self._ends[node] = self._ends.get(node, 0) | meaning

    def skip(self, phrase: str) -> None:
        """What may come before an opening phrase."""
        node, _ = self._choice(self._opening, PIECE.findall(phrase), phrase, 0)
        self._free[node].append(self._opening)

    def words(self) -> set[str]:
        """Every word that a phrase names, those with a "!" as they are."""
        return {word for arcs in self._arcs for word in arcs if not word.startswith("{")}

    def cover(self, symbols: Iterable[Symbol]) -> list[frozenset[int]]:
        """For each number of words from the start, and every way to read them as phrases: what these mean together.

        It ends where no way leads on; the last one is then empty.
        """
        covered: list[frozenset[int]] = []
        state = self._state({(self._within(self._root), 0)}, frozenset())
        for symbol in symbols:
            state = state.moves.get(symbol) or self._covered(state, symbol)
            covered.append(state.seen)
            if not state.places:
                break
        return covered

    def find(self, symbols: Iterable[Symbol]) -> list[tuple[int, int]]:
        """The meanings found anywhere, each with the number of words up to its end."""
        found: list[tuple[int, int]] = []
        state = self._state({(self._within(self._opening), 0)}, frozenset())
        for end, symbol in enumerate(symbols, 1):
            state = state.moves.get(symbol) or self._found(state, symbol)
            if state.seen:
                found.extend((meaning, end) for meaning in state.seen)
        return found

    def _covered(self, state: _State, symbol: Symbol) -> _State:
        places: set[tuple[_Within, int]] = set()
        seen: set[int] = set()
        for within, before in state.places:
            after = self._after(within, symbol)
            if after is not None:
                places.add((after, before))
                seen.update(before | meaning for meaning in after.ends)
        places.update((self._within(self._root), before) for before in seen)
        moved = state.moves[symbol] = self._state(places, frozenset(seen))
        return moved

    def _found(self, state: _State, symbol: Symbol) -> _State:
        places: set[tuple[_Within, int]] = {(self._within(self._root), 0)}
        seen: set[int] = set()
        for within, _ in state.places:
            after = self._after(within, symbol)
            if after is not None:
                places.add((after, 0))
                seen.update(after.ends)
        moved = state.moves[symbol] = self._state(places, frozenset(seen))
        return moved

    def _after(self, within: _Within, symbol: Symbol) -> _Within | None:
        if symbol in within.moves:
            return within.moves[symbol]
        nodes: set[int] = set()
        if len(within.nodes) <= FEW:
            for node in within.nodes:
                arcs = self._arcs[node]
                for key in symbol:
                    for target in arcs.get(key, ()):
                        nodes |= self._closure(target)
        else:
            if not within.arcs:
                for node in within.nodes:
                    for key, targets in self._arcs[node].items():
                        within.arcs.setdefault(key, set()).update(targets)
            for key in symbol:
                for target in within.arcs.get(key, ()):
                    nodes |= self._closure(target)
        after = within.moves[symbol] = self._interned(nodes) if nodes else None
        return after

    def _within(self, node: int) -> _Within:
        known = self._starts.get(node)
        if known is None:
            known = self._starts[node] = self._interned(self._closure(node))
        return known

    def _interned(self, nodes: Iterable[int]) -> _Within:
        key = frozenset(nodes)
        known = self._withins.get(key)
        if known is None:
            ends = frozenset(self._ends[node] for node in key if node in self._ends)
            known = self._withins[key] = _Within(key, ends)
        return known

    def _state(self, places: set[tuple[_Within, int]], seen: frozenset[int]) -> _State:
        if len(self._states) > MOST_STATES:
            self._states.clear()
        key = (frozenset(places), seen)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = _State(key[0], seen)
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

    def _reaches(self, start: int, node: int) -> bool:
        reached, waiting = {start}, [start]
        while waiting:
            new = set(self._free[waiting.pop()]) - reached
            reached |= new
            waiting.extend(new)
        return node in reached

    def _node(self) -> int:
        self._arcs.append({})
        self._free.append([])
        return len(self._arcs) - 1

    def _choice(self, start: int, pieces: list[str], phrase: str, depth: int) -> tuple[int, list[str]]:
        """One of several ways on from a node; gives the node where they meet again."""
        if depth > 8:
            raise PhraseError(f"{phrase!r}: classes inside classes without end")
        end = self._node()
        while True:
            node, pieces = self._row(start, pieces, phrase, depth)
            self._free[node].append(end)
            if not pieces or pieces[0] != "|":
                return end, pieces
            pieces = pieces[1:]

    def _row(self, start: int, pieces: list[str], phrase: str, depth: int) -> tuple[int, list[str]]:
        node = start
        while pieces and pieces[0] != "|" and pieces[0][0] not in ")]":
            piece, pieces = pieces[0], pieces[1:]
            # A fresh node of its own: what loops must not loop over what came before.
            inner = self._node()
            self._free[node].append(inner)
            if piece in "([":
                node, pieces = self._choice(inner, pieces, phrase, depth)
                closing = ")" if piece == "(" else "]"
                if not pieces or pieces[0][0] != closing:
                    raise PhraseError(f"{phrase!r}: no {closing!r}")
                if piece == "[":
                    self._free[inner].append(node)
                repeats, pieces = pieces[0].endswith("+"), pieces[1:]
            else:
                repeats = piece.startswith("{") and piece.endswith("+")
                node = self._one(inner, piece.rstrip("+") if repeats else piece, phrase, depth)
            if repeats:
                self._free[node].append(inner)
            after = self._node()
            self._free[node].append(after)
            node = after
        return node, pieces

    def _one(self, start: int, piece: str, phrase: str, depth: int) -> int:
        name = piece[1:-1] if piece.startswith("{") else ""
        if name and name not in SLOTS:
            if name not in self._classes:
                raise PhraseError(f"{phrase!r}: there is no class {name!r}")
            end = self._node()
            for member in self._classes[name]:
                node, _ = self._choice(start, PIECE.findall(member), member, depth + 1)
                self._free[node].append(end)
            return end
        end = self._node()
        self._arcs[start].setdefault(piece, []).append(end)
        return end

"""How phrases are written, and the net of words that they make.

A phrase is written in words, with

    {class}     any word or phrase of that class of the language file
    {asked}     a word of the question that carries meaning, in any form; {deed}: its verb; {number}: any number;
    {open}      any word, where nothing was asked
    word!       this word, where the question holds it as well
    [a|b]       may be left out       (a|b)   one of these       either with + behind it: as often as you like
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

SLOTS = frozenset(("asked", "deed", "number", "open"))
PIECE = re.compile(r"\{\w+\}\+?|\)\+?|\]\+?|[\[(|]|[^\s()\[\]|{}+]+")


class PhraseError(ValueError):
    """A phrase of a language file is not written as phrases are."""


class Net:
    """Nodes with arcs from one to the next, each a word or a slot; some arcs are free."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._arcs: list[dict[str, list[int]]] = []
        self._free: list[list[int]] = []
        self.ends: dict[int, int] = {}
        """Nodes where a phrase ends, and what it means."""
        self.root = self.node()
        self.opening = self.node()
        self._free[self.opening].append(self.root)

    def add(self, phrase: str, meaning: int, *, opening: bool = False) -> None:
        """One more phrase; an opening one counts only where nothing but skipped phrases came before."""
        start = self.opening if opening else self.root
        node, rest = self._choice(start, PIECE.findall(phrase), phrase, 0)
        if rest:
            raise PhraseError(f"{phrase!r}: {' '.join(rest)!r} is too much")
        if node in self.reached(start):
            raise PhraseError(f"{phrase!r} may be empty")
        self.ends[node] = self.ends.get(node, 0) | meaning

    def skip(self, phrase: str) -> None:
        """What may come before an opening phrase."""
        node, _ = self._choice(self.opening, PIECE.findall(phrase), phrase, 0)
        self._free[node].append(self.opening)

    def words(self) -> set[str]:
        """Every word that a phrase names, those with a "!" as they are."""
        return {word for arcs in self._arcs for word in arcs if not word.startswith("{")}

    def arcs(self) -> list[dict[str, tuple[int, ...]] | None]:
        """For each node where its words lead; None where none does. In tuples, which cost the collector nothing."""
        return [{key: tuple(nodes) for key, nodes in arcs.items()} if arcs else None for arcs in self._arcs]

    def reached(self, node: int) -> set[int]:
        """What is reached from a node without a word."""
        reached, waiting = {node}, [node]
        while waiting:
            new = set(self._free[waiting.pop()]) - reached
            reached |= new
            waiting.extend(new)
        return reached

    def free(self) -> list[tuple[int, ...]]:
        return [tuple(nodes) for nodes in self._free]

    def node(self) -> int:
        self._arcs.append({})
        self._free.append([])
        return len(self._arcs) - 1

    def _choice(self, start: int, pieces: list[str], phrase: str, depth: int) -> tuple[int, list[str]]:
        """One of several ways on from a node; gives the node where they meet again."""
        if depth > 8:
            raise PhraseError(f"{phrase!r}: classes inside classes without end")
        end = self.node()
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
            inner = self.node()
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
            after = self.node()
            self._free[node].append(after)
            node = after
        return node, pieces

    def _one(self, start: int, piece: str, phrase: str, depth: int) -> int:
        name = piece[1:-1] if piece.startswith("{") else ""
        if name and name not in SLOTS:
            if name not in self._classes:
                raise PhraseError(f"{phrase!r}: there is no class {name!r}")
            end = self.node()
            for member in self._classes[name]:
                node, _ = self._choice(start, PIECE.findall(member), member, depth + 1)
                self._free[node].append(end)
            return end
        end = self.node()
        self._arcs[start].setdefault(piece, []).append(end)
        return end

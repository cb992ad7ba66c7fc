"""How phrases are written, and what they are made of.

A phrase is written in words, with

    {class}     any word or phrase of that class of the language file
    {asked}     a word of the question that carries meaning, in any form; {deed}: its verb; {number}: any number;
    {open}      any word, where nothing was asked
    word!       this word, where the question holds it as well
    [a|b]       may be left out       (a|b)   one of these       either with + behind it: as often as you like
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SLOTS = frozenset(("{asked}", "{deed}", "{number}", "{open}"))
PIECE = re.compile(r"\{\w+\}\+?|\)\+?|\]\+?|[\[(|]|[^\s()\[\]|{}+]+")


class PhraseError(ValueError):
    """A phrase of a language file is not written as phrases are."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a slot that the question fills, with its braces."""

    text: str


@dataclass(frozen=True, slots=True)
class Class:
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part after another."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    ways: tuple[Pattern, ...]
    needed: bool = True
    """Whether one of them must be there."""


@dataclass(frozen=True, slots=True)
class Often:
    """Once or more."""

    part: Pattern


Pattern = Word | Class | Row | Choice | Often


def parsed(phrase: str) -> Pattern:
    pattern, rest = _choice(PIECE.findall(phrase), phrase)
    if rest:
        raise PhraseError(f"{phrase!r}: {' '.join(rest)!r} is too much")
    return pattern


def _choice(pieces: list[str], phrase: str) -> tuple[Pattern, list[str]]:
    """Ways with a bar between them; gives what is left behind them as well."""
    ways: list[Pattern] = []
    while True:
        row, pieces = _row(pieces, phrase)
        ways.append(row)
        if not pieces or pieces[0] != "|":
            return (Choice(tuple(ways)) if len(ways) > 1 else row), pieces
        pieces = pieces[1:]


def _row(pieces: list[str], phrase: str) -> tuple[Pattern, list[str]]:
    parts: list[Pattern] = []
    while pieces and pieces[0] != "|" and pieces[0][0] not in ")]":
        piece, pieces = pieces[0], pieces[1:]
        if piece in "([":
            part, pieces = _choice(pieces, phrase)
            closing = ")" if piece == "(" else "]"
            if not pieces or pieces[0][0] != closing:
                raise PhraseError(f"{phrase!r}: no {closing!r}")
            if piece == "[":
                part = Choice((part,), needed=False)
            repeats, pieces = pieces[0].endswith("+"), pieces[1:]
        else:
            name = piece.rstrip("+")
            repeats = piece != name
            part = Class(name[1:-1]) if name[0] == "{" and name not in SLOTS else Word(name)
        parts.append(Often(part) if repeats else part)
    return (parts[0] if len(parts) == 1 else Row(tuple(parts))), pieces

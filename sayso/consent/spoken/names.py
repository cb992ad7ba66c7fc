"""The words that a name in code is made of: `readTextFile`, `read_text_file` and `read-text-file` are three words."""

from __future__ import annotations

import re
from functools import lru_cache

_PIECES = re.compile(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+")
_GAPS = re.compile(r"[\W_]+")
LONGEST = 200
"""Characters of a name that are looked at. A name is not a place to hide a text in."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters."""
    words: list[str] = []
    for run in _GAPS.split(name[:LONGEST]):
        if run.isascii():
            words += [piece.lower() for piece in _PIECES.findall(run)]
        else:
            words.append(run.lower())
    return tuple(word for word in words if word)


def word_set(text: str) -> frozenset[str]:
    """The words of a table that reads better as a line of text."""
    return frozenset(text.split())

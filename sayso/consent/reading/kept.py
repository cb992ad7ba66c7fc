"""What was found out once of a word, kept for the next time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST = 50_000
"""Kept at once; people never say as many words."""


class Kept(dict[Key, Value]):
    """For each key what a function makes of it: looked up where it was made before, which costs next to nothing."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        if len(self) >= MOST:
            self.clear()
        made = self[key] = self._make(key)
        return made

"""Any value as bounded plain JSON: nothing that a caller, a model or a server says can make a line endless."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 65_536
LONGEST_NAME = 200
MOST_CHARACTERS = 262_144
"""In all strings and keys of one value together; every item costs a few as well."""
DEEPEST = 32
ITEM = 16
"""Characters that an item costs beside its text: commas, colons, a number."""


def plain(value: object, longest: int = LONGEST_TEXT) -> Any:
    """The value as plain JSON. What is too long, too deep or no JSON is replaced by words that say so."""
    return _Room(MOST_CHARACTERS).fit(value, longest, 0)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning with the length and the digest of all of it."""
    if len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:longest]}[... cut: {len(text)} characters, sha256 {digest}]"


@dataclass
class _Room:
    """How many characters are left."""

    left: int

    def fit(self, value: object, longest: int, depth: int) -> Any:
        self.left -= ITEM
        if type(value) is str:  # nearly always, and the cases below take several times as long to get there
            return self.text(value, longest)
        match value:
            case None | bool():
                return value
            case int():
                # A number of 4,301 digits can't even be written.
                return int(value) if value.bit_length() <= 256 else f"[a whole number of {value.bit_length()} bits]"
            case float():
                return float(value) if math.isfinite(value) else None
            case str():
                return self.text(value, longest)
            case Mapping() | Sequence() | Set() if not isinstance(value, bytes | bytearray | memoryview):
                if depth >= DEEPEST:
                    return f"[nested deeper than {DEEPEST}]"
                return self.items(value, longest, depth)
        return f"[no JSON: {type(value).__name__}]"

    def text(self, text: str, longest: int) -> str:
        length = len(text)
        if length > longest or length > self.left:
            text = shortened(text, min(longest, max(self.left, 0)))
            length = len(text)
        self.left -= length
        return text

    def items(self, value: Mapping[Any, Any] | Sequence[Any] | Set[Any], longest: int, depth: int) -> Any:
        if isinstance(value, Mapping):
            pairs: dict[str, Any] = {}
            for number, (key, item) in enumerate(value.items()):
                if self.left <= 0:
                    pairs["[... cut]"] = f"{len(value) - number} more"
                    break
                pairs[self.text(key if isinstance(key, str) else repr(key), LONGEST_NAME)] = self.fit(
                    item, longest, depth + 1
                )
            return pairs
        listed: list[Any] = []
        for number, item in enumerate(value):
            if self.left <= 0:
                listed.append(f"[... cut: {len(value) - number} more]")
                break
            listed.append(self.fit(item, longest, depth + 1))
        return listed

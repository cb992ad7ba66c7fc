"""The state of filling one tool's fields from one utterance: which words are spoken for, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from .choose import Known
from .heard import Heard
from .kinds import Kind, kind_of
from .request import Request
from .schema import Field, Path, faults
from .words import ARTICLES, PREPOSITIONS, REPORTING, STOP

_LINKS = ARTICLES | {"on", "at", "is", "be"}


@dataclass
class Filling:
    """Words are claimed once; a field is filled once."""

    heard: Heard
    request: Request
    tool: Known
    now: datetime
    values: dict[Path, Any] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    asked: Field | None = None
    """The field that the person was asked for last, so that a bare answer goes there."""

    def open(self, *kinds: Kind) -> list[Field]:
        """The fields of these kinds that are still empty: the one asked for first, then the required ones."""
        found = [one for one in self.tool.fields if one.path not in self.values and kind_of(one) in kinds]
        return sorted(found, key=lambda one: (one != self.asked, not one.required))

    def put(self, one: Field, value: Any, first: int = 0, last: int = 0) -> bool:
        """Fill a field where the value fits its schema, and claim the words that it came from."""
        if any(overlap(one.path, path) for path in self.values) or not fits(one, value):
            return False
        self.values[one.path] = value
        self.claim(first, last)
        return True

    def claim(self, first: int, last: int) -> None:
        self.claimed.update(range(first, last))

    def free(self, first: int, last: int) -> bool:
        return not any(i in self.claimed for i in range(first, last))

    def before(self, i: int) -> str:
        """The preposition in front of token `i`, articles passed over; empty where there is none."""
        i -= 1
        while i >= 0 and self.heard.low(i) in ARTICLES:
            i -= 1
        return self.heard.low(i) if self.heard.low(i) in PREPOSITIONS else ""

    @cached_property
    def own(self) -> frozenset[str]:
        """The stems that name the tool itself or its server: they are never a value unless nothing else can be."""
        return self.tool.name | self.tool.label | ({self.tool.verb} if self.tool.verb else frozenset())

    def is_own(self, i: int) -> bool:
        token = self.heard.tokens[i]
        if token.stem in self.own:
            return True
        if i == self.request.verb:
            # "parking" alone is a noun, whatever stands first in "email ana" a verb.
            return bool(self.request.actions) or len(self.request.content) > 1
        if i + 1 < self.request.head and self.request.verb is not None and i > self.request.verb:
            return True
        joined = token.low + self.heard.low(i + 1)
        return joined in self.own or self.heard.low(i - 1) + token.low in self.own

    def is_content(self, i: int) -> bool:
        """Whether token `i` can be part of a value."""
        if not 0 <= i < len(self.heard.tokens) or i in self.claimed:
            return False
        token = self.heard.tokens[i]
        if token.sort in ("mark", "suffix") or self.is_own(i):
            return False
        if self.request.question and token.low in REPORTING:
            return False
        return token.low not in STOP or self._in_a_name(i)

    def _in_a_name(self, i: int) -> bool:
        """ "of" and "the" between capitals belong to a name, "one" beside a digit to a number."""
        near = (
            self.heard.tokens[i - 1] if i else None,
            self.heard.tokens[i + 1] if i + 1 < len(self.heard.tokens) else None,
        )
        if self.heard.tokens[i].low == "one":
            from .numbers import DIGITS

            return any(one is not None and one.low in DIGITS for one in near)
        if self.heard.tokens[i].capitalised and i > 0 and self.heard.cased:
            return any(one is not None and one.capitalised and one.low not in STOP for one in near)
        return False


def overlap(a: Path, b: Path) -> bool:
    """Whether two values can't both be there: the same one, or an object and what some union puts in its place."""
    return a[: len(b)] == b or b[: len(a)] == a


def fits(one: Field, value: Any) -> bool:
    """Whether a value alone satisfies its field's schema."""
    return not faults({"value": value}, {"properties": {"value": _without_references(one.schema)}})


def _without_references(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    # The whole is validated against the tool's own schema at the end, where references can be followed.
    return {key: value for key, value in schema.items() if key not in ("$ref", "allOf", "$defs", "definitions")}


def first_word(heard: Heard, words: Iterable[str]) -> int | None:
    wanted = set(words)
    return next((i for i, token in enumerate(heard.tokens) if token.low in wanted), None)

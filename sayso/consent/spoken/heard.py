"""How much of a value is said, and the value as it is spoken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a value is said."""

    text: int
    """Words of a text before only its beginning is said."""
    begins: int
    """Words of that beginning."""
    exact: int
    """Words of a path, an address, a command."""
    items: int
    """Things of a list, values of an object."""
    inside: int
    """Words of a list or an object before it is only counted."""
    spelt: int
    """Characters of an id before only its ends are spelt."""
    name: int
    """Words of a name or a phrase."""


USUAL = Room(text=12, begins=6, exact=24, items=5, inside=20, spelt=10, name=6)
SHORT = Room(text=4, begins=3, exact=8, items=2, inside=8, spelt=6, name=4)
WHOLE = Room(text=200, begins=200, exact=600, items=200, inside=100_000, spelt=64, name=40)


@dataclass(frozen=True, slots=True)
class Heard:
    """A value as it is spoken."""

    text: str
    kind: str
    exact: bool = True
    """Whether no other value of this kind is spoken so."""
    gathered: bool = False
    """Whether it says by itself what its things are: "three files: ..."."""

    @property
    def vague(self) -> bool:
        """Whether another value could sound so and must not: of all but a long text and the middle of an id."""
        return not self.exact and (self.gathered or self.kind not in ("text", "id"))

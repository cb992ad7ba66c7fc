"""From a frozen call to the sentence that is spoken for it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.consent.call import Call
from sayso.consent.settings import Grant, Settings


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as it is spoken and shown."""

    text: str
    """The whole sentence: "Shall I delete the file report dot txt?"."""
    counts: int
    """How many of its words must have been heard for an approval to count: deed and risky values are in them."""
    details: str
    """All of the call, value by value, for who asks for details; a full sentence or several."""
    values: tuple[str, ...] = ()
    """The values that it named, as they were spoken."""
    grant: Grant = "call"
    """What the sentence says that a yes covers."""


def phrase(call: Call, settings: Settings, destructive: bool, nth: int = 1) -> Question:
    """The question for this call. `nth` is which question of its task it is: later ones are worded otherwise."""
    raise NotImplementedError

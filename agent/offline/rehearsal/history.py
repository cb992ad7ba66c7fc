"""A conversation as plain values: what was said, what was called, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Said:
    """Words of the person or of the agent."""

    role: Literal["user", "assistant"]
    text: str
    interrupted: bool = False


@dataclass(frozen=True)
class Called:
    """A tool that was called. `running` marks one that hasn't returned."""

    name: str
    call_id: str
    arguments: str
    running: bool = False


@dataclass(frozen=True)
class Returned:
    """What a tool gave back."""

    name: str
    call_id: str
    text: str
    error: bool = False


@dataclass(frozen=True)
class Told:
    """An instruction for this turn; only the calls that it names matter here."""

    text: str


Event = Said | Called | Returned


def untold(events: Sequence[Event], told: Sequence[Told]) -> list[Returned]:
    """The results that the person hasn't heard: those at the end, or those that an instruction names."""
    tail: list[Returned] = []
    for event in reversed(events):
        if isinstance(event, Said):
            break
        if isinstance(event, Returned):
            tail.insert(0, event)
    if tail:
        return tail
    named = " ".join(one.text for one in told)
    return [event for event in events if isinstance(event, Returned) and event.call_id and event.call_id in named]

"""What a conversation can show of its questions and decisions, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sayso.calls import CallEvent
from sayso.consent.call import Call
from sayso.consent.effects import Reason, Way


@dataclass(frozen=True)
class QuestionEvent:
    """The person is asked. One call may be asked about several times."""

    id: str
    """The call, as its CallEvent names it."""
    call: Call = field(repr=False)
    text: str = field(repr=False)
    way: Way = "first"
    destructive: bool = True
    who: str = ""
    """The person who is asked: in a room the sid of a participant."""


@dataclass(frozen=True)
class DecisionEvent:
    """It is decided whether a call that asks runs; or a call was refused without asking."""

    id: str
    call: Call = field(repr=False)
    decision: Literal["approve", "refuse"]
    reason: Reason | None = None
    """Why it was refused."""
    who: str = ""
    """The person who decided; empty where no person did."""
    channel: str = ""
    rule: str = ""
    """The rule that read the answer, or what else decided."""


@dataclass(frozen=True)
class RemarkEvent:
    """The agent says something of its own accord about a call that runs."""

    id: str
    kind: Literal["announcement", "stall"]
    text: str = field(repr=False)


Event = QuestionEvent | DecisionEvent | CallEvent | RemarkEvent
Listener = Callable[[Any], object]

NAMES: Mapping[str, type[Event]] = {
    "question": QuestionEvent,
    "decision": DecisionEvent,
    "call": CallEvent,
    "remark": RemarkEvent,
}
"""What can be listened for, by the name that `Gatekeeper.on` takes."""

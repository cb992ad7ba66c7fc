"""What the gate asks for. Effects are carried out in the order in which they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sayso.consent.call import Call
from sayso.consent.events import Channel
from sayso.consent.question import Question

Reason = Literal[
    "denied",  # the person said no
    "stopped",  # the person said stop
    "edited",  # the person changed it: propose the changed call
    "later",  # the person wants it another time
    "silence",  # nobody answered
    "unclear",  # the answer was not understood after the last re-ask
    "expired",  # too much time went by
    "repeated",  # the same call was refused, or ended unknown or failed, in this turn
    "running",  # the same call runs already
    "enough",  # the questions of this task are used up
    "full",  # too many requests wait
    "redefined",  # the tool has changed since the call was made
    "unrecorded",  # the record can't be written
    "left",  # the person has gone
    "withdrawn",  # nobody wants it any more
    "closing",  # the session ends
]
Way = Literal["first", "again", "explain"]
RecordKind = Literal["proposed", "asked", "heard", "decided", "sent", "ended", "closed"]


@dataclass(frozen=True, slots=True)
class Ask:
    """Say this, aloud or in writing, and tell how far it was heard."""

    id: str
    """The proposal that it asks for."""
    asking: int
    """Counts every asking of a session; QuestionStarted, QuestionHeard, QuestionShown and QuestionEnded name it."""
    text: str
    """All that is to be said. It ends with the full question."""
    question: Question
    way: Way = "first"


@dataclass(frozen=True, slots=True)
class Run:
    """Send the call, exactly as it is frozen. Answered by RunStarted and RunEnded.

    Its record comes right before it. Where that one can't be written and the call's policy asks, the call is not sent:
    RecordFailed and RunEnded say so.
    """

    id: str
    call: Call


@dataclass(frozen=True, slots=True)
class Refuse:
    """The proposal does not run. `told` is the tool's result for the model."""

    id: str
    reason: Reason
    told: str


@dataclass(frozen=True, slots=True)
class Join:
    """This proposal is the same call as one that waits already, and gets whatever that one gets."""

    id: str
    other: str


@dataclass(frozen=True, slots=True)
class CancelRun:
    """Cancel the call at its server. Its RunEnded still comes."""

    id: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this to the person; nothing waits for it. `channel` names who else than the voice must learn it."""

    text: str
    channel: Channel = "voice"


@dataclass(frozen=True, slots=True)
class Record:
    """A line for the ledger. Where `confirm` is set, the gate waits for Recorded of this id before anything follows."""

    kind: RecordKind
    at: float
    id: str
    fields: Mapping[str, object] = field(default_factory=dict)
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Swallow:
    """The last final words were dealt with here: the model does not answer them."""

    why: str


@dataclass(frozen=True, slots=True)
class LetModelAnswer:
    """The last final words are for the model."""

    waiting: str | None = None
    """The proposal whose question stays open meanwhile, and is asked again after the reply."""


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Send TimePassed at this time; a later WakeAt takes the place of an earlier one; None: no need to."""

    at: float | None


Effect: TypeAlias = Ask | Run | Refuse | Join | CancelRun | Tell | Record | Swallow | LetModelAnswer | WakeAt

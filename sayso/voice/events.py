"""What a conversation can show of its questions and decisions, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

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


Event = QuestionEvent | DecisionEvent
Listener = Callable[[Event], None]

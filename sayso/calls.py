"""What a conversation can show of its calls, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sayso.consent.events import Outcome

CallState = Literal["started", "done", "failed", "refused", "cancelled", "unknown"]

ENDED_AS: Mapping[Outcome, CallState] = {
    "ok": "done",
    "failed": "failed",
    "unknown": "unknown",
    "cancelled": "cancelled",
}


@dataclass(frozen=True)
class CallEvent:
    """A call of a tool began or ended."""

    id: str
    server: str
    """The label of its server; "agent" for a tool of the agent's own."""
    tool: str
    state: CallState
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)
    """The result, or what went wrong. Never in a log message."""

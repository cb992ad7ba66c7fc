"""What a conversation can show of its calls, as plain values, and how it is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from sayso.consent.events import Outcome

logger = logging.getLogger("sayso")

E = TypeVar("E")

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


def show_to(listener: Callable[[E], object], event: E) -> None:
    """Whoever looks on must not stop what goes on, nor make it look as if it had failed."""
    try:
        listener(event)
    except Exception as error:
        logger.error("a listener failed", extra={"cause": type(error).__name__})


def written(arguments: Mapping[str, Any]) -> str:
    """Arguments as they stand between the brackets of a call."""
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())

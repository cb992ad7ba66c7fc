"""What a conversation can show of its servers and their calls, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sayso.problems import Problem

ServerState = Literal["connecting", "ready", "failed", "closed"]
CallState = Literal["started", "done", "failed", "refused", "cancelled", "unknown"]


@dataclass(frozen=True)
class ServerEvent:
    """A server became ready, or could not be reached, or was lost."""

    server: str
    state: ServerState
    late: bool = False
    """Whether the session had already begun without it."""
    problem: Problem | None = None


@dataclass(frozen=True)
class CallEvent:
    """A call of a tool began or ended."""

    id: str
    server: str
    tool: str
    state: CallState
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)
    """The result, or what went wrong. Never in a log message."""


Event = ServerEvent | CallEvent
Listener = Callable[[Event], None]

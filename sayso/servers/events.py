"""What a conversation can show of its servers and their calls, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sayso.calls import CallEvent
from sayso.problems import Problem

ServerState = Literal["connecting", "ready", "failed", "closed"]


@dataclass(frozen=True)
class ServerEvent:
    """A server became ready, or could not be reached, or was lost."""

    server: str
    state: ServerState
    late: bool = False
    """Whether the session had already begun without it."""
    problem: Problem | None = None


Event = ServerEvent | CallEvent
Listener = Callable[[Event], None]

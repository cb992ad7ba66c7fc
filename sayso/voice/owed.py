"""The replies that LiveKit still owes for calls which let go of their turn: it makes them when the floor is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession
from livekit.agents.voice.events import ToolExecutionUpdatedEvent

_FINAL = "_final"
"""LiveKit's mark for the result of a call that had been answered before, as still running."""


class Owed:
    """The calls that have ended without the person having heard of it."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._calls: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, call_id: str) -> None:
        """A call that had let go of its turn has ended; its tool is about to say so to LiveKit."""
        self._calls.add(call_id + _FINAL)

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("tool_execution_updated", self._updated)

    def _updated(self, event: ToolExecutionUpdatedEvent) -> None:
        update = event.update
        if update.type == "tool_call_ended" and update.id == update.call_id + _FINAL:
            if update.status == "cancelled":
                # The tool itself was cancelled: it has no result, and so gets no reply.
                self._calls.discard(update.id)
        elif update.type == "tool_reply_updated" and update.status != "scheduled":
            self._calls.difference_update(update.update_ids)
        self._changed()

"""The replies that LiveKit still owes for calls which let go of their turn: it makes them when the floor is free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from livekit.agents import AgentSession, ConversationItemAddedEvent, llm
from livekit.agents.voice.events import ToolExecutionUpdatedEvent, ToolReplyUpdated

# Which agent a late reply is for, and that it is dropped with its agent, LiveKit tells by no public name.
from livekit.agents.voice.tool_executor import _RunningTasks

from sayso.voice.late import Retelling
from sayso.voice.passed import FINAL
from sayso.voice.telling import Telling


class Owed:
    """The calls that have ended without the person having heard of it."""

    def __init__(self, changed: Callable[[], None], asked: Callable[[], bool], language: str = "en") -> None:
        self._changed = changed
        self.results = Telling()
        self._retelling = Retelling(asked, lambda id_: id_ in self._calls, self._told, self.results, language)
        self._calls: dict[str, Any] = {}
        """Each with what LiveKit runs its tool by, which has the reply until it is scheduled."""
        self._scheduled: set[str] = set()
        self._session: AgentSession[Any] | None = None

    def __bool__(self) -> bool:
        """Whether there is any to come. One that an AgentTask holds up is none: the task may have something to ask."""
        return any(id_ in self._scheduled or not _is_held_up(executor) for id_, executor in self._calls.items())

    def add(self, call_id: str) -> None:
        """A call that had let go of its turn has ended; its tool is about to say so to LiveKit."""
        running = _RunningTasks.get(self._session, {}).get(call_id) if self._session is not None else None
        self._calls[call_id + FINAL] = running.executor if running is not None else None

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("tool_execution_updated", self._updated)
        session.on("conversation_item_added", self._added)
        session.on("user_input_transcribed", self._retelling.heard)

    def _updated(self, event: ToolExecutionUpdatedEvent) -> None:
        update = event.update
        if update.type == "tool_call_ended" and update.id == update.call_id + FINAL:
            if update.status == "cancelled" or not self._is_coming(update.id):
                # The tool itself was cancelled, or has said that there is nothing to tell: it gets no reply.
                self._drop([update.id])
        elif update.type == "tool_reply_updated":
            if update.status == "scheduled":
                self.results.scheduled(update.speech_id, update.update_ids)
                self._scheduled.update(id_ for id_ in update.update_ids if id_ in self._calls)
            else:
                self._replied(update)
        self._changed()

    def _replied(self, update: ToolReplyUpdated) -> None:
        """A reply for results is over. What it did not get to tell is told again: its own, and those of other servers
        that it was to tell with them."""
        left = self.results.of(update.speech_id)
        is_untold = update.status == "interrupted" or self.results.has_failed(update.speech_id)
        self.results.ended(update.speech_id)
        if is_untold and self._session is not None and any(id_ in self._calls for id_ in left):
            self._retelling.again(self._session, left)
            self._drop(id_ for id_ in update.update_ids if id_ not in left)
        else:
            self._drop(update.update_ids)

    def _told(self, ids: list[str]) -> None:
        self._drop(ids)
        self._changed()

    def close(self) -> None:
        self._retelling.close()

    def _is_coming(self, id_: str) -> bool:
        """Whether a call that has just ended gets a reply."""
        executor = self._calls.get(id_)
        if executor is None or id_ in self._scheduled:
            return True
        return any(getattr(item, "call_id", "") == id_ for one in executor._pending_updates for item in one.items)

    def _added(self, event: ConversationItemAddedEvent) -> None:
        if isinstance(event.item, llm.AgentHandoff):
            # With the agent before, the replies that it alone would have made have gone.
            self._drop([id_ for id_, executor in self._calls.items() if _is_over(executor)])
            self._changed()

    def _drop(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._calls.pop(id_, None)
            self._scheduled.discard(id_)


def _agents(executor: Any) -> Any:
    """What the agent is doing whose own it is; None where it is the session's."""
    return executor._owning_activity if executor is not None else None


def _is_over(executor: Any) -> bool:
    """Whether it was an agent's own, and that agent has gone."""
    activity = _agents(executor)
    return activity is not None and bool(activity._closed)


def _is_held_up(executor: Any) -> bool:
    """Whether its agent has to wait until another one is done."""
    activity = _agents(executor)
    return activity is not None and bool(activity.scheduling_paused)

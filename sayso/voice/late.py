"""Results that come when the conversation has gone on: introduced as late, told again where they were talked over."""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession, UserInputTranscribedEvent, llm
from livekit.agents.voice.agent_activity import ActivityClosedError

from sayso.approval import is_closing
from sayso.consent.answer import interpret
from sayso.voice.idle import idle
from sayso.voice.passed import FINAL
from sayso.voice.rules import noted
from sayso.voice.telling import Telling, has_failed, listed, to_tell, with_latest

LATE = (
    "The result of {names} comes late: the person has spoken of something else since. Begin with what it is about, as "
    'in "About the file from before:".'
)
AGAIN = (
    "You were interrupted while you told the result of {names}. Where the person has not heard what it says, tell it "
    "now, once, and begin with what it is about. Reply with no text at all where they have."
)
MOST = 3
"""How often a result is told, all in all, that is talked over each time."""

BREATH = 0.6
"""Seconds of quiet before a result is told again: whoever talked over it goes first, and is answered first."""


def introduced(chat_ctx: llm.ChatContext, is_answer: Callable[[str], bool]) -> llm.ChatContext:
    """The conversation with a word at its end about what comes late."""
    names = late_names(chat_ctx.items, is_answer)
    return noted(chat_ctx, LATE.format(names=listed(names))) if names else chat_ctx


def late_names(items: list[llm.ChatItem], is_answer: Callable[[str], bool]) -> list[str]:
    """The tools whose results the model is about to tell, where the person spoke of something else since the call."""
    begun = {item.call_id: place for place, item in enumerate(items) if isinstance(item, llm.FunctionCall)}
    topics = [place for place, item in enumerate(items) if is_of_the_person(item) and not is_answer(item.id)]
    newest = max(topics, default=-1)
    return [one.name for one in to_tell(items) if newest > begun.get(one.call_id.removesuffix(FINAL), len(items))]


def missing(
    chat_ctx: llm.ChatContext, history: llm.ChatContext, ids: list[str]
) -> list[llm.FunctionCall | llm.FunctionCallOutput]:
    """Of these calls and their results, what a session's history has and this conversation has not."""
    found = [item for item in history.items if isinstance(item, llm.FunctionCall | llm.FunctionCallOutput)]
    return [item for item in found if item.call_id in ids and chat_ctx.get_by_id(item.id) is None]


def is_of_the_person(item: llm.ChatItem) -> bool:
    return isinstance(item, llm.ChatMessage) and item.role == "user"


class Retelling:
    """Tells results again that were talked over. LiveKit makes the reply for a late result once."""

    def __init__(
        self,
        asked: Callable[[], bool],
        is_owed: Callable[[str], bool],
        done: Callable[[list[str]], None],
        results: Telling,
        language: str = "en",
    ) -> None:
        self._asked = asked
        """Whether a question is put, or waits for its answer."""
        self._is_owed = is_owed
        """Whether a result is still to be told."""
        self._done = done
        """Told of the results about which nothing more is to be said."""
        self._results = results
        self._language = language
        self._told: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def again(self, session: AgentSession[Any], ids: list[str]) -> None:
        """The reply about these was interrupted."""
        task = asyncio.create_task(self._tell(session, ids), name="sayso retelling")
        self._told.update(ids)
        self._tasks.add(task)
        # It may be cancelled before it begins, and nothing may go on waiting for it.
        task.add_done_callback(functools.partial(self._ended, ids))

    def _ended(self, ids: list[str], task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        for id_ in ids:
            del self._told[id_]
        self._done(ids)

    def heard(self, event: UserInputTranscribedEvent) -> None:
        """The person has said something. A stop that the gate takes is in no history."""
        if event.is_final and self._is_stop(event.transcript):
            self.close()

    def _is_stop(self, words: str) -> bool:
        return interpret(words, language=self._language).kind == "stop"

    def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()

    async def _tell(self, session: AgentSession[Any], ids: list[str]) -> None:
        while ids_left := [id_ for id_ in ids if self._told[id_] < MOST]:
            self._told.update(ids_left)
            try:
                speech = self._say(session, ids_left) if await self._is_free(session) else None
            except (ActivityClosedError, RuntimeError):
                if is_closing(session):
                    return
                # Drained for another agent, which is about to be there.
                await asyncio.sleep(BREATH)
                continue
            if speech is None:
                return
            self._results.scheduled(speech.id, ids_left)
            await speech
            self._results.ended(speech.id)
            if not speech.interrupted and not has_failed(speech):
                return

    async def _is_free(self, session: AgentSession[Any]) -> bool:
        """Waits until nobody speaks or is asked. False where the person said stop meanwhile."""
        before = len(session.history.items)
        while True:
            await idle(session)
            await asyncio.sleep(BREATH)
            quiet = session.agent_state not in ("speaking", "thinking") and session.user_state != "speaking"
            if quiet and session.current_speech is None and not self._asked():
                break
        since = [item for item in session.history.items[before:] if isinstance(item, llm.ChatMessage)]
        return not any(item.role == "user" and self._is_stop(item.text_content or "") for item in since)

    def _say(self, session: AgentSession[Any], ids: list[str]) -> Any:
        """The model replies to the results once more, as if they had just come."""
        chat_ctx = session.current_agent.chat_ctx.copy()
        # Another agent may have taken over. What was the one before's alone is nothing to it.
        chat_ctx.insert([item for item in missing(chat_ctx, session.history, ids) if self._is_owed(item.call_id)])
        chat_ctx = with_latest(chat_ctx, ids)
        results = [one.name for one in chat_ctx.items if isinstance(one, llm.FunctionCallOutput) and one.call_id in ids]
        if not results:
            return None
        instructions = AGAIN.format(names=listed(results))
        return session.generate_reply(instructions=instructions, chat_ctx=chat_ctx, tool_choice="none")

"""Saying a question when the floor is free, and knowing how far it came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from livekit.agents import RunContext
from livekit.agents.voice import SpeechHandle

from sayso.consent.effects import Ask


class Questions:
    """Puts one question at a time; a new one takes the place of the one before."""

    def __init__(
        self,
        ready: Callable[[], Awaitable[None]],
        ended: Callable[[Ask, bool], None],
        failed: Callable[[Ask, Exception], None],
    ) -> None:
        self._ready = ready
        """Waits for what should be told before another question."""
        self._ended = ended
        """Told when a question has ended, and whether it was cut off."""
        self._failed = failed
        """Told when it could not be put at all."""
        self._ask: Ask | None = None
        self._task: asyncio.Task[None] | None = None
        self._speech: SpeechHandle | None = None

    @property
    def busy(self) -> bool:
        """Whether a question is on its way to the person."""
        return self._task is not None and not self._task.done()

    def is_said_by(self, speech: SpeechHandle | None) -> bool:
        """Whether the agent's words just now are a question's."""
        return speech is not None and speech is self._speech

    def put(self, ask: Ask, ctx: RunContext[Any]) -> None:
        self.drop()
        self._ask = ask
        self._task = asyncio.create_task(self._put(ask, ctx), name="sayso question")

    def drop(self, id_: str | None = None) -> None:
        """What is on its way is not wanted any more: the question for this call, or any."""
        if self._ask is None or id_ not in (None, self._ask.id):
            return
        if self._task is not None:
            self._task.cancel()
        if self._speech is not None and not self._speech.done():
            self._speech.interrupt(force=True)
        self._ask = self._task = self._speech = None

    async def _put(self, ask: Ask, ctx: RunContext[Any]) -> None:
        try:
            await self._ready()
            # What else there is to say comes first: a reply that waits, and what belongs to the call's own turn.
            async with ctx.foreground():
                await ctx.speech_handle
                # Outside of the conversation that the model sees: it is ours, and not to be imitated.
                self._speech = speech = ctx.session.say(ask.text, add_to_chat_ctx=False)
                await speech
        except Exception as error:
            self._failed(ask, error)
        else:
            self._ended(ask, speech.interrupted)

"""A turn that LiveKit runs for somebody who types (`session.run`, its console by text) lasts until all of it is told.

LiveKit's run ends with the reply to the words. An answer that the gate takes has none, and what comes of it, a call's
result or the next question, would be in no run. LiveKit's console by text shows what is in a run and nothing else: a
question would count as shown that nobody was shown.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Protocol

from livekit.agents import AgentSession
from livekit.agents.voice import SpeechHandle

from sayso.approval import is_closing

SLOW = 1.0
"""Seconds of a call that a turn waits for. Who waits for longer could not say stop."""

LONGEST = 60.0
"""Seconds that a model is given to tell of a result."""


class Busy(Protocol):
    """Who has something to say."""

    @property
    def running(self) -> object:
        """The calls that run."""
        ...

    @property
    def telling(self) -> bool:
        """Whether a question or a result is on its way to the person."""
        ...

    def changed(self) -> asyncio.Future[None]:
        """Done when something of this may have changed."""
        ...


def go_on(session: AgentSession[Any], reply: SpeechHandle | None, busy: Busy) -> None:
    """Has the run of these words, where there is one, end when all that comes of them is told."""
    run = session._global_run_state
    if run is not None and reply is not None and not run.done():
        run._watch_handle(asyncio.create_task(_told(session, reply, busy), name="sayso typed turn"))


async def _told(session: AgentSession[Any], reply: SpeechHandle, busy: Busy) -> None:
    await reply
    with suppress(TimeoutError):
        async with asyncio.timeout(SLOW):
            while busy.running and not is_closing(session):
                await busy.changed()
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            while busy.telling and not is_closing(session):
                await busy.changed()

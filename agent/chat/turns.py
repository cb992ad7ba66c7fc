"""Whose turn it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from livekit.agents import AgentSession
from livekit.agents.voice.agent_activity import ActivityClosedError

from agent.chat.lines import Lines
from agent.chat.screen import Screen
from sayso.calls import CallEvent
from sayso.voice.gatekeeper import Gatekeeper

PROMPT_AFTER = 1.0
"""Seconds that a call may take until the person is shown that they can type meanwhile."""


class Turns:
    """Hands out the person's lines, each when it is their turn.

    It is when the agent has finished, or waits for an answer. While a call runs, a line that comes meanwhile is taken
    too, so that a "stop" stops it; one that was there before waits for what comes of the call.
    """

    def __init__(self, session: AgentSession[Any], keeper: Gatekeeper, lines: Lines, screen: Screen) -> None:
        self._session = session
        self._keeper = keeper
        self._lines = lines
        self._screen = screen
        self._busy_since: float | None = None
        keeper.on("call", self._call_changed)

    async def next(self) -> str | None:
        """The next line; None where there are no more."""
        while True:
            await self._agent_is_silent()
            if not self._keeper.busy:
                self._busy_since = None
                self._screen.ready_for_you()
                came = await self._before_anything_changes(self._lines.come())
            else:
                came = await self._before_anything_changes(self._lines.come_after(self._busy_from_now()), PROMPT_AFTER)
            if came:
                return await self._lines.next()

    def _call_changed(self, event: CallEvent) -> None:
        if event.state == "started":
            # From here on and not from when it is noticed: a stop may have come in between.
            self._busy_from_now()

    def _busy_from_now(self) -> float:
        """Since when it is busy: from now on, where it was not before."""
        if self._busy_since is None:
            self._busy_since = asyncio.get_running_loop().time()
        return self._busy_since

    async def _agent_is_silent(self) -> None:
        # The session may close below it, as after an error that LiveKit does not survive.
        with contextlib.suppress(ActivityClosedError):
            await self._session.wait_for_idle()
        self._screen.agent_ends()

    async def _before_anything_changes(self, line: Coroutine[Any, Any, None], patience: float | None = None) -> bool:
        """Whether a line came first."""
        coming = asyncio.ensure_future(line)
        try:
            done, _ = await asyncio.wait(
                (coming, self._keeper.changed()), timeout=patience, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            coming.cancel()
        if not done and self._keeper.running:
            self._screen.ready_for_you()
        return coming in done

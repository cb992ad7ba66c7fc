"""How late the machine was: a conversation is played in real time, and a hold-up says nothing about its gate."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

BEAT = 0.02


class Pulse:
    """Beats for as long as its block lasts."""

    def __init__(self) -> None:
        self.latest = 0.0
        """By how many seconds a beat was too late at most."""
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Pulse:
        self._task = asyncio.create_task(self._beat(), name="sayso pulse")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _beat(self) -> None:
        while True:
            due = time.monotonic() + BEAT
            await asyncio.sleep(BEAT)
            self.latest = max(self.latest, time.monotonic() - due)

"""Waiting until a session has nothing to do."""

from __future__ import annotations

import asyncio
from typing import Any

from livekit.agents import AgentSession


async def idle(session: AgentSession[Any]) -> None:
    """Returns when nothing is being said, heard or worked out."""
    while True:
        try:
            await session.wait_for_idle()
        except asyncio.CancelledError:
            # LiveKit lets out that a wait of its own was cancelled: for the end of a turn that went on after all.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            await asyncio.sleep(0)
        else:
            return

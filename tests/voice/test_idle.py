"""Waiting until a session has nothing to do, though LiveKit's own wait may end as if we had been cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sayso.voice.idle import idle


class Session:
    """Whose first waits for the end of a turn are given up, as where the person goes on speaking."""

    def __init__(self, given_up: int) -> None:
        self.given_up = given_up
        self.waits = 0
        self.at_work = asyncio.Event()

    async def wait_for_idle(self) -> None:
        self.waits += 1
        if self.waits <= self.given_up:
            turn = asyncio.create_task(asyncio.sleep(60))
            asyncio.get_running_loop().call_soon(turn.cancel)
            await asyncio.shield(turn)
        else:
            await self.at_work.wait()


async def test_the_end_of_a_wait_of_livekits_own_is_not_taken_for_our_own() -> None:
    session: Any = Session(given_up=2)
    session.at_work.set()
    await idle(session)
    assert session.waits == 3


async def test_who_is_cancelled_while_waiting_is_cancelled() -> None:
    session: Any = Session(given_up=0)
    waiting = asyncio.create_task(idle(session))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert session.waits == 1

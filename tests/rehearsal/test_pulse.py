"""How late the machine was while something was played."""

from __future__ import annotations

import asyncio
import time

import pytest

from sayso.rehearsal.pulse import Pulse

pytestmark = pytest.mark.realtime


async def test_a_hold_up_of_the_loop_is_seen_and_the_pulse_ends_with_its_block() -> None:
    async with Pulse() as pulse:
        await asyncio.sleep(0.05)
        time.sleep(0.3)  # noqa: ASYNC251 -- the hold-up
        await asyncio.sleep(0.05)
    assert pulse.latest >= 0.25
    assert not any(task.get_name() == "sayso pulse" for task in asyncio.all_tasks())

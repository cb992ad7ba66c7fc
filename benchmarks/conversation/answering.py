"""From the final transcript of "yes" to the request at the server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.conversation.shop import Shop
from benchmarks.conversation.talk import PATIENCE
from benchmarks.conversation.ways import WANTED, WAYS, YES, Way, opened
from sayso.rehearsal.scenario import TurnDetection

BLOCK = 10
"""Rounds that a session is used for, after one that does not count."""
LOOK = 0.005
"""Seconds between two looks at the server's record."""

Key = tuple[str, TurnDetection]


async def measure(
    shop: Shop, folder: Path, rounds: int, detections: Sequence[TurnDetection], seed: int
) -> dict[Key, list[float]]:
    """Milliseconds of each round of each way. The ways take turns, in an order that changes with every lap."""
    keys: list[Key] = [(name, detection) for detection in detections for name in WAYS]
    found: dict[Key, list[float]] = {key: [] for key in keys}
    order = random.Random(seed)  # noqa: S311 - an order of measurements
    while (left := rounds - len(found[keys[0]])) > 0:
        for key in order.sample(keys, len(keys)):
            name, detection = key
            async with opened(WAYS[name](shop, detection, folder)) as way:
                await once(way, shop)
                found[key] += [await once(way, shop) for _ in range(min(BLOCK, left))]
    return found


async def once(way: Way, shop: Shop) -> float:
    """Milliseconds of one round."""
    await way.talk.is_asked(WANTED)
    before, count = shop.size, len(shop.requests())
    said = await way.talk.says(YES)
    async with asyncio.timeout(PATIENCE):
        while shop.size == before:  # noqa: ASYNC110 - no event tells of another process's record
            await asyncio.sleep(LOOK)
    await way.rests()
    if len(requests := shop.requests()) != count + 1:
        raise RuntimeError("one yes made more than one request")
    return 1000 * (requests[-1] - said)

"""How long closing takes while calls wait for an answer and others run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.conversation.shop import Shop
from benchmarks.conversation.talk import PATIENCE, Talk
from benchmarks.conversation.ways import Assistant
from sayso import Gatekeeper, open_ledger
from sayso.rehearsal.scenario import ModelCall, Rule
from sayso.servers.toolset import ServerToolset

WAITING = 5
RUNNING = 3
GATE = "the gate's own part"
SESSION = "the whole session"


async def measure(shop: Shop, folder: Path, rounds: int) -> dict[str, Sequence[float]]:
    """Milliseconds of the gate's part, and of the session with it, each in sessions of their own that take turns."""
    found: dict[str, list[float]] = {GATE: [], SESSION: []}
    for _ in range(rounds):
        for name, values in found.items():
            values.append(await once(shop, folder, gate_alone=name == GATE))
    return dict(found)


async def once(shop: Shop, folder: Path, *, gate_alone: bool) -> float:
    """Milliseconds of one closing."""
    orders = tuple(ModelCall("shop__order", {"name": f"book {n}"}) for n in range(WAITING))
    studies = tuple(ModelCall("shop__study", {"name": f"book {n}"}) for n in range(RUNNING))
    toolset = ServerToolset(shop.declared("study"))
    keeper = Gatekeeper(open_ledger(environ={"SAYSO_LEDGER_DIR": str(folder)}))
    talk = Talk(Assistant(instructions="Be brief."), [Rule(on="all", calls=orders + studies)], "vad", [toolset])
    keeper.attend(talk.session)
    await talk.start()
    await toolset.connection.settled()
    await talk.is_asked("Order and study them all.")
    async with asyncio.timeout(PATIENCE):
        while len(keeper.pending()) < WAITING or len(keeper.running) < RUNNING:
            await keeper.changed()
    began = time.perf_counter()
    if gate_alone:
        keeper.close()
    else:
        await talk.session.aclose()
    took = time.perf_counter() - began
    if keeper.pending():
        raise RuntimeError("something still waits after the end")
    await talk.session.aclose()
    return 1000 * took

"""The processor time and memory that the gate adds to a session.

`python -m benchmarks.conversation.weight URL FOLDER CASE TURNS` holds one spoken conversation of so many turns in a
process of its own and prints what they took. The turns are the same in every case, so what one case takes more than
another is what it adds: it is not divided by how long the conversation lasted, which is not the same in each. `gate`:
our toolset, an agent that asks, a gate, its ledger on disk; `toolset`: the same without agent and gate; `livekit`: with
its own toolset. Every turn makes one call that needs no approval.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from livekit.agents import Agent, llm

from benchmarks.conversation.shop import Shop
from benchmarks.conversation.talk import Talk
from sayso.rehearsal.scenario import ModelCall, Rule
from tests.repository.files import ROOT

BOOK = {"name": "atlas"}
CASES = {
    "gate": "with the gate",
    "toolset": "without the gate",
    "livekit": "without anything of Sayso",
}


GATE, TOOLSET = "sayso.voice.gatekeeper", "sayso.servers.toolset"
STRANGE: Mapping[str, Sequence[str]] = {"gate": (), "toolset": (GATE,), "livekit": (GATE, TOOLSET)}
"""What each case must not have loaded."""


@dataclass(frozen=True)
class Weight:
    """What a process took for its conversation."""

    processor: float
    """Seconds of the processor for all turns together."""
    lasted: float
    """Seconds by the clock from the first turn's beginning to the last one's end."""
    turns: int
    memory: float
    """The most that it had in memory at once, in MB."""


async def converse(shop: Shop, folder: Path, case: str, turns: int) -> Weight:
    toolset: llm.Toolset
    agent: Agent
    agent, tool = Agent(instructions="Be brief."), "shop__look"
    # Imported where it is used, so that the other processes have none of it.
    if case == "gate":
        from benchmarks.conversation.ways import Assistant

        agent = Assistant(instructions="Be brief.")
    if case != "livekit":
        from sayso.servers.toolset import ServerToolset

        toolset = ServerToolset(shop.declared("look"))
    else:
        from livekit.agents.llm.mcp import MCPServerHTTP, MCPToolset

        tool = "look"
        toolset = MCPToolset(id="shop", mcp_server=MCPServerHTTP(shop.url))
    rules = (Rule(result="seen", reply="It is there."), Rule(on="look", calls=(ModelCall(tool, BOOK),)))
    talk = Talk(agent, rules, "vad", [toolset])
    if case == "gate":
        from sayso import Gatekeeper, open_ledger

        Gatekeeper(open_ledger(environ={"SAYSO_LEDGER_DIR": str(folder)})).attend(talk.session)
    # A case that has loaded what it is said to be without would hide what the gate adds.
    strange = [name for name in STRANGE[case] if name in sys.modules]
    assert not strange, f"{case} has loaded {strange}"  # noqa: S101 -- or it measures nothing
    await talk.start()
    await turn(talk)
    used, began = time.process_time(), time.perf_counter()
    for _ in range(turns):
        await turn(talk)
    used, lasted = time.process_time() - used, time.perf_counter() - began
    await talk.session.aclose()
    return Weight(used, lasted, turns, most_memory())


def most_memory() -> float:
    """The most that this process had in memory at once, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage tells counts what the process that started this one had in memory then.
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


async def turn(talk: Talk) -> None:
    await talk.says("Look for the atlas.")
    await talk.is_answered()


def measure(shop: Shop, folder: Path, repeats: int, turns: int) -> dict[str, Sequence[Weight]]:
    """Each case in processes of its own that take turns."""
    found: dict[str, list[Weight]] = {case: [] for case in reversed(CASES.keys())}
    for number in range(repeats):
        for case in CASES if number % 2 else reversed(CASES.keys()):
            command = [sys.executable, "-m", "benchmarks.conversation.weight", shop.url, str(folder), case, str(turns)]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            found[case].append(Weight(**json.loads(done.stdout.splitlines()[-1])))
    return dict(found)


def main() -> None:
    logging.disable(logging.INFO)
    url, folder, case, turns = sys.argv[1:]
    shop = Shop(url, Path(os.devnull))
    weight = asyncio.run(converse(shop, Path(folder), case, int(turns)))
    print(json.dumps(weight.__dict__))


if __name__ == "__main__":
    main()

"""A call that needs no approval: through our toolset with a gate attending, and through LiveKit's own MCPToolset.

Each call is a whole one of LiveKit's: proposed by the model, executed in the session with its RunContext, its result
given to the model. Measured from the model's request that proposes it to the request that holds its result.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from livekit.agents import Agent, llm
from livekit.agents.llm.mcp import MCPServerHTTP, MCPToolset

from benchmarks.conversation.shop import Shop
from benchmarks.conversation.talk import Talk
from benchmarks.conversation.ways import BOOK, Assistant
from sayso import Gatekeeper, open_ledger
from sayso.rehearsal.scenario import ModelCall, Rule
from sayso.servers.toolset import ServerToolset

WARM = 20
FRESH = 25
"""Calls after which both begin with an empty conversation: LiveKit copies it for every reply."""
OURS = "Sayso's toolset, gate attending"
THEIRS = "livekit's MCPToolset"


class Caller:
    """A session whose model calls the tool whenever it is spoken to."""

    def __init__(self, tool: str, agent: Agent, toolset: llm.Toolset) -> None:
        rules = (Rule(result="seen", reply="Yes."), Rule(on="look", calls=(ModelCall(tool, BOOK),)))
        self._agent = agent
        self._asked: list[float] = []
        self.talk = Talk(agent, rules, None, [toolset])
        self.talk.model.asked = lambda _: self._asked.append(time.perf_counter())

    async def call(self) -> float:
        """Milliseconds of one call."""
        self._asked.clear()
        await self.talk.session.run(user_input="Look for it.")
        asked, told = self._asked
        return 1000 * (told - asked)

    async def begin_anew(self) -> None:
        await self._agent.update_chat_ctx(llm.ChatContext.empty())


async def measure(shop: Shop, folder: Path, pairs: int) -> dict[str, Sequence[float]]:
    """Milliseconds of each call. The two take turns, and turns in going first."""
    toolset = ServerToolset(shop.declared("look"))
    ours = Caller("shop__look", Assistant(instructions="Be brief."), toolset)
    keeper = Gatekeeper(open_ledger(environ={"SAYSO_LEDGER_DIR": str(folder)}))
    keeper.attend(ours.talk.session)
    own = MCPToolset(id="shop", mcp_server=MCPServerHTTP(shop.url))
    theirs = Caller("look", Agent(instructions="Be brief."), own)
    for caller in (ours, theirs):
        await caller.talk.start()
    await toolset.connection.settled()
    found: dict[str, list[float]] = {OURS: [], THEIRS: []}
    callers = [(OURS, ours), (THEIRS, theirs)]
    for number in range(WARM + pairs):
        if number % FRESH == 0:
            for _, caller in callers:
                await caller.begin_anew()
        for name, caller in callers if number % 2 else reversed(callers):
            took = await caller.call()
            if number >= WARM:
                found[name].append(took)
    for _, caller in callers:
        await caller.talk.session.aclose()
    return dict(found)

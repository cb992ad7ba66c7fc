"""How long a session takes to start with MCP servers: Sayso beside LiveKit's own MCPToolset, in one run.

    .venv/bin/python benchmarks/session_start.py [--servers 10] [--rounds 3]

Each round starts both, in turn, with N stdio servers, and then with one server that hangs. A start is measured to the
moment from which the agent can speak; `all tools` is when the last tool can be called.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.llm.mcp import MCPServerStdio, MCPToolset

from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.toolset import ServerToolset, toolsets

DESK = ("-m", "mcp_servers.desk", "--empty")
HANGS = ("-c", "import time; time.sleep(60)")
ROOT = Path(__file__).resolve().parent.parent


async def start(tools: Sequence[llm.Tool | llm.Toolset]) -> tuple[float, float]:
    """Seconds to the end of the start, and to the last tool."""
    session: AgentSession[None] = AgentSession(tools=[*tools], vad=None)
    began = time.perf_counter()
    await session.start(Agent(instructions="Be brief."))
    started = time.perf_counter() - began
    for toolset in tools:
        if isinstance(toolset, ServerToolset):
            await toolset.connection.settled()
    everything = time.perf_counter() - began
    await session.aclose()
    return started, everything


def ours(arguments: Sequence[Sequence[str]]) -> list[ServerToolset]:
    return toolsets(
        DeclaredServer(f"s{i}", f"s{i}", Stdio(sys.executable, tuple(args), cwd=ROOT), connect_timeout=30)
        for i, args in enumerate(arguments)
    )


def theirs(arguments: Sequence[Sequence[str]], *, alike: bool) -> list[MCPToolset]:
    # Two servers with a tool of the same name stop a session of theirs, so only the first one's tools are kept.
    made: list[MCPToolset] = []
    for i, args in enumerate(arguments):
        server = MCPServerStdio(sys.executable, list(args), cwd=ROOT, client_session_timeout_seconds=5)
        made.append(OnlyFirst(id=f"s{i}", mcp_server=server, empty=alike and i > 0))
    return made


class OnlyFirst(MCPToolset):
    def __init__(self, *, id: str, mcp_server: MCPServerStdio, empty: bool) -> None:  # noqa: A002 - LiveKit's name
        super().__init__(id=id, mcp_server=mcp_server)
        self._empty = empty

    @property
    def tools(self) -> Sequence[llm.Tool | llm.Toolset]:
        return [] if self._empty else super().tools


async def measure(servers: int, rounds: int) -> None:
    cases: dict[str, list[Sequence[str]]] = {f"{servers} servers": [DESK] * servers, "1 server that hangs": [HANGS]}
    for name, arguments in cases.items():
        figures: dict[str, list[float]] = {"sayso": [], "livekit": [], "tools": []}
        for _ in range(rounds):
            started, everything = await start(ours(arguments))
            figures["sayso"].append(started)
            figures["tools"].append(everything)
            started, _ = await start(theirs(arguments, alike=True))
            figures["livekit"].append(started)
        sayso, livekit, tools = (statistics.median(figures[k]) for k in ("sayso", "livekit", "tools"))
        print(
            f"{name}: sayso starts in {sayso:.2f} s (all tools {tools:.2f} s), "
            f"livekit's MCPToolset in {livekit:.2f} s: ratio {livekit / sayso:.1f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(measure(options.servers, options.rounds))

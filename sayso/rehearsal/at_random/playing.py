"""Dialogues at random, each played in a session of its own."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.config.load import load
from sayso.problems import Problem, SaysoError
from sayso.rehearsal.at_random.checking import unapproved
from sayso.rehearsal.at_random.dialogue import dialogue
from sayso.rehearsal.record import VARIABLE
from sayso.rehearsal.running import Played, play_with
from sayso.servers.connection import Connection
from sayso.servers.declared import DeclaredServer
from sayso.servers.tools import ServerTool


@dataclass(frozen=True)
class Stock:
    """What the servers offer."""

    tools: tuple[ServerTool, ...]
    asking: frozenset[tuple[str, str]]
    """Those that ask, by server and name, as the policies say."""


@dataclass(frozen=True)
class Series:
    """Some dialogues of one seed against the servers of one file."""

    seed: str
    numbers: range
    config: Path | None
    environment: Mapping[str, str]
    at_once: int = 1

    def servers(self, record: Path) -> tuple[DeclaredServer, ...]:
        return load(self.config, {**self.environment, VARIABLE: str(record)}).servers


def numbered(seed: str, count: int) -> tuple[str, range]:
    """`S/17` is the seed S from its dialogue 17 on."""
    name, slash, number = seed.rpartition("/")
    if not slash:
        return seed, range(1, 1 + count)
    if not number.isascii() or not number.isdecimal():
        raise SaysoError(Problem("bad-seed", "", f"--seed {seed} ends in no number", "write it as it was printed"))
    return name, range(int(number), int(number) + count)


async def play_series(series: Series, told: Callable[[Played], object]) -> list[Played]:
    """All of them, as many at once as may be; `told` of each as it ends."""
    turn = asyncio.Semaphore(series.at_once)
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder:
        stock = await look_over(series.servers(Path(folder) / "nothing.jsonl"))

        async def one(number: int) -> Played:
            async with turn:
                played = await play_one(series, number, stock, Path(folder) / f"{number}.jsonl")
            told(played)
            return played

        return list(await asyncio.gather(*(one(number) for number in series.numbers)))


async def play_one(series: Series, number: int, stock: Stock, record: Path) -> Played:
    scenario = dialogue(series.seed, number, stock.tools)
    played = await play_with(scenario, scenario.options.mode, series.servers(record), record)
    more = tuple(unapproved(played.seen.calls, played.shown, stock.asking))
    return replace(played, broken=played.broken + more)


async def look_over(servers: Sequence[DeclaredServer]) -> Stock:
    """Connects each once. Raises SaysoError where that can't be done, or where nothing can be called."""
    connections = [Connection(server) for server in servers]
    for connection in connections:
        connection.open()
    try:
        for connection in connections:
            await connection.settled()
        problems = [connection.problem for connection in connections if connection.problem is not None]
        found = [(server.label, c.tools) for server, c in zip(servers, connections, strict=True)]
    finally:
        for connection in connections:
            await connection.close()
    if not problems and not any(tools for _, tools in found):
        problems = [Problem("no-tools", "", "no server offers a tool", "name servers that do with --config")]
    if problems:
        raise SaysoError(problems)
    return Stock(tuple(in_order(found)), frozenset((label, t.name) for label, ts in found for t in ts if t.policy.asks))


def in_order(found: Iterable[tuple[str, Sequence[ServerTool]]]) -> list[ServerTool]:
    """However servers list them, the same seed finds the same."""
    return sorted((tool for _, tools in found for tool in tools), key=lambda tool: tool.model_name)

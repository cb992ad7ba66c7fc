"""Connects every declared server once, all at the same time, and says what was found."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer, Http
from sayso.servers.events import ServerState
from sayso.servers.tools import ServerTool


@dataclass(frozen=True)
class Found:
    """One server after an attempt to connect."""

    server: DeclaredServer
    state: ServerState
    tools: tuple[ServerTool, ...]
    problem: Problem | None
    seconds: float | None
    """How long connecting and listing took."""

    @property
    def asks(self) -> int:
        return sum(tool.policy.asks for tool in self.tools)


def survey(servers: Iterable[DeclaredServer]) -> list[Found]:
    """Connects, lists and closes. Nothing comes from a cache."""
    return asyncio.run(_survey(list(servers)))


async def _survey(servers: list[DeclaredServer]) -> list[Found]:
    return list(await asyncio.gather(*(_find(server) for server in servers)))


async def _find(server: DeclaredServer) -> Found:
    from sayso.servers.connection import Connection

    connection = Connection(server)
    connection.open()
    await connection.settled()
    found = Found(server, connection.state, connection.tools, connection.problem, connection.list_seconds)
    await connection.close()
    return found


def transport_name(server: DeclaredServer) -> str:
    return "streamable HTTP" if isinstance(server.transport, Http) else "stdio"

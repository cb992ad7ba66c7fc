"""A practice whose time stands still: Saturday 21 November 2026, ten past ten in the morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.server import MCPServer
from mcp_types import CallToolResult, TextContent

from mcp_servers.desk import demo, schema
from mcp_servers.desk.book import Book
from mcp_servers.desk.server import build

NOW = datetime(2026, 11, 21, 10, 10)
TODAY = NOW.date()
TUESDAY = date(2026, 11, 24)
"""The day on which Ana Silva sees Doctor Weber at half past nine."""


def a_book(folder: Path, clock: Callable[[], datetime] = lambda: NOW) -> Book:
    """An empty book."""
    path = folder / "desk.sqlite"
    schema.prepare(path)
    return Book(path, clock)


def a_desk(folder: Path, *, demo_data: bool = True, seconds: float = 0.0) -> MCPServer[Any]:
    """The desk's server, without a process around it."""
    book = a_book(folder)
    return build(book, seconds, lambda today: demo.ensure(book.path, today) if demo_data else None)


def text_of(result: CallToolResult) -> str:
    """The text of a result, which is always one part."""
    (part,) = result.content
    assert isinstance(part, TextContent)
    return part.text


async def call(server: MCPServer[Any], tool: str, **arguments: Any) -> CallToolResult:
    """One call by a client."""
    async with Client(server) as client:
        return await client.call_tool(tool, arguments)


async def answer(server: MCPServer[Any], tool: str, **arguments: Any) -> str:
    """The text of a call that is not refused."""
    result = await call(server, tool, **arguments)
    assert not result.is_error, text_of(result)
    return text_of(result)


async def refusal(server: MCPServer[Any], tool: str, **arguments: Any) -> str:
    """The sentence of a call that is refused."""
    result = await call(server, tool, **arguments)
    assert result.is_error, text_of(result)
    return text_of(result)


def held(book: Book, day: date) -> Sequence[tuple[time, str, str]]:
    """What is in the book for a day."""
    return [(one.at, one.patient, one.doctor) for one in book.appointments(day)]

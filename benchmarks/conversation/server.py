"""An MCP server that notes when each request reached it, by the clock that all processes of a machine share.

`python -m benchmarks.conversation.server FILE` serves streamable HTTP, prints its address, and ends with its standard
input. The time is taken first, and goes into the file after that.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path

from mcp.server import MCPServer

from tests.scenarios.servers.shelf import serve_http

server = MCPServer("shop")


def note() -> None:
    at = time.monotonic()
    with Path(sys.argv[1]).open("a") as file:
        file.write(f"{at!r}\n")


@server.tool()
async def order(name: str) -> str:
    """Orders a book."""
    note()
    return f"ordered {name}"


@server.tool()
async def look(name: str) -> str:
    """Looks for a book."""
    return f"seen {name}"


@server.tool()
async def study(name: str) -> str:
    """Reads a book, which takes its time."""
    await asyncio.sleep(60)
    return f"read {name}"


if __name__ == "__main__":
    logging.disable()
    serve_http(server)

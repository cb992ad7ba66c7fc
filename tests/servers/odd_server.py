"""An MCP server with every kind of tool and result that ours do not have. Speaks stdio, or HTTP with a port."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import AudioContent, CallToolResult, EmbeddedResource, ImageContent, ResourceLink, TextContent
from mcp.types import TextResourceContents as TextResource
from mcp.types import ToolAnnotations as Notes

server = MCPServer("odd")


@server.tool(annotations=Notes(read_only_hint=True))
def words(text: str) -> str:
    """Says the text again."""
    return text


@server.tool(annotations=Notes(read_only_hint=False, destructive_hint=True))
def remove(name: str) -> str:
    """Removes something."""
    mark = os.environ.get("ODD_MARK")
    if mark:
        Path(mark).write_text(name)
    return f"removed {name}"


@server.tool()
def fail() -> str:
    """Always fails."""
    raise ToolError("the shelf is empty")


@server.tool()
def everything() -> CallToolResult:
    """Answers with each kind of part."""
    return CallToolResult(
        content=[
            TextContent(type="text", text="first"),
            ImageContent(type="image", data="AAAA", mime_type="image/png"),
            AudioContent(type="audio", data="A" * 4000, mime_type="audio/wav"),
            ResourceLink(type="resource_link", name="notes", uri="file:///notes.txt"),
            EmbeddedResource(type="resource", resource=TextResource(uri="file:///a.txt", text="inside")),
        ],
        structured_content={"count": 2, "names": ["a", "b"]},
    )


@server.tool()
async def slow(ctx: Context, seconds: float = 60.0) -> str:
    """Takes its time, and leaves a mark when it is told to stop."""
    if began := os.environ.get("ODD_BEGAN"):
        Path(began).touch()
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        mark = os.environ.get("ODD_MARK")
        if mark:
            written = Path(f"{mark}.new")
            written.write_text("cancelled")
            written.rename(mark)  # whoever waits for it finds it whole
        raise
    return "slept"


@server.tool()
def vanish() -> str:
    """Ends the server in the middle of the call."""
    os._exit(7)


@server.tool(name="a.name/with:signs")
def signs() -> str:
    """Has a name that no provider takes."""
    return "signs"


@server.tool(name="a_very_long_name_" * 5)
def long_name() -> str:
    """Has a name that is too long."""
    return "long"


if __name__ == "__main__":
    if sys.argv[1:]:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run("stdio")

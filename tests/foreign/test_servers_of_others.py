"""MCP servers that others wrote, through `tools` and `chat` as a user would have them. npm's come by npx."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import environment
from tests.foreign.installed import FIRST_DOWNLOAD, VERSION
from tests.loopback import openai
from tests.loopback.openai import Call, Reply, Request
from tests.programs import free_port
from tests.waiting import until

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(300)]


def npm(name: str, *args: str) -> dict[str, Any]:
    package = f"@modelcontextprotocol/server-{name}@{VERSION}"
    return {"command": "npx", "args": ["-y", package, *args], "connect_timeout": FIRST_DOWNLOAD}


def python(module: str, *args: str) -> dict[str, Any]:
    return {"command": "python", "args": ["-m", module, *args], "connect_timeout": 30}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a note, which is a repository with one commit as well."""
    (tmp_path / "note.txt").write_text("the milk is in the fridge")
    identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.invalid"]
    for words in (["init", "-q"], ["add", "note.txt"], [*identity, "commit", "-q", "-m", "Note where the milk is"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture(scope="module")
def everything_over_http() -> Iterator[str]:
    port = free_port()
    package = f"@modelcontextprotocol/server-everything@{VERSION}"
    process = subprocess.Popen(
        [Path(sys.executable).with_name("npx"), "-y", package, "streamableHttp"],
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )

    def answers() -> bool:
        assert process.poll() is None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        asyncio.run(until(answers, FIRST_DOWNLOAD))
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        # npx starts node, which starts the server: the whole group ends.
        os.killpg(process.pid, 15)
        process.wait(20)


def agent(arguments: list[str], config: Path, *, typed: str = "", **settings: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "agent", *arguments, "--config", str(config)],
        cwd=config.parent,
        env=environment(**settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def write_config(folder: Path, servers: dict[str, Any]) -> Path:
    config = folder / "mcp.json"
    config.write_text(json.dumps({"mcpServers": servers}))
    return config


def test_their_tools_are_listed_with_their_hints_and_every_one_asks(folder: Path, everything_over_http: str) -> None:
    servers = {
        "files": npm("filesystem", str(folder)),
        "everything": npm("everything", "stdio"),
        "everything http": {"url": everything_over_http},
        "memory": npm("memory"),
        "time": python("mcp_server_time", "--local-timezone", "UTC"),
        "git": python("mcp_server_git", "--repository", str(folder)),
    }
    listed = json.loads(agent(["tools", "--json"], write_config(folder, servers)))
    tools = {s["label"]: {t["name"]: t for t in s["tools"]} for s in listed["servers"]}
    assert {s["label"]: s["state"] for s in listed["servers"]} == dict.fromkeys(servers, "ready")
    assert tools["files"]["read_text_file"]["hints"]["readOnlyHint"] is True
    assert tools["files"]["write_file"]["hints"]["destructiveHint"] is True
    assert {"echo", "get-sum"} <= set(tools["everything"])
    assert set(tools["everything"]) == set(tools["everything http"])
    assert tools["everything http"]["get-sum"]["model_name"] == "everything_http__get-sum"
    assert "read_graph" in tools["memory"]
    assert "convert_time" in tools["time"]
    assert "git_status" in tools["git"]
    assert all(tool["asks"] and tool["class"] == "destructive" for found in tools.values() for tool in found.values())


async def test_a_chat_calls_a_tool_of_each_and_tells_what_it_said(folder: Path, everything_over_http: str) -> None:
    calls = {
        "read the note": Call("files__read_text_file", {"path": str(folder / "note.txt")}),
        "add": Call("everything__get-sum", {"a": 20, "b": 22}),
        "echo": Call("everything_http__echo", {"message": "over http"}),
        "remember": Call("memory__read_graph"),
        "convert": Call(
            "time__convert_time",
            {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"},
        ),
        "log": Call("git__git_log", {"repo_path": str(folder)}),
        "picture": Call("everything__get-tiny-image"),
    }
    free = {"require_approval": "never"}
    servers = {
        "files": npm("filesystem", str(folder)) | free,
        "everything": npm("everything", "stdio") | free,
        "everything http": {"url": everything_over_http} | free,
        "memory": npm("memory") | {"env": {"MEMORY_FILE_PATH": str(folder / "memory.jsonl")}} | free,
        "time": python("mcp_server_time", "--local-timezone", "UTC") | free,
        "git": python("mcp_server_git", "--repository", str(folder)) | free,
    }

    def answer(request: Request) -> Reply:
        if request.last["role"] == "tool":
            return Reply(f"It says: {request.last_text}")
        call = calls.get(request.last_text)
        return Reply(calls=(call,)) if call is not None else Reply("Hello.")

    config = write_config(folder, servers)
    async with openai.serve(answer) as server:
        settings = {"OPENAI_BASE_URL": server.url, "SAYSO_LLM_MODEL": "loopback", "OPENAI_API_KEY": "loopback"}
        typed = "\n".join(calls) + "\n"
        said = await asyncio.to_thread(agent, ["chat", "--json"], config, typed=typed, **settings)
    events = [json.loads(line) for line in said.splitlines()]
    done = {e["tool"]: e["result"] for e in events if e["type"] == "tool" and e["state"] == "done"}
    assert done["read_text_file"] == "the milk is in the fridge"
    assert "42" in done["get-sum"]
    assert "over http" in done["echo"]
    assert "entities" in done["read_graph"]
    assert "21:00" in done["convert_time"]
    assert "Note where the milk is" in done["git_log"]
    assert "[image, image/png" in done["get-tiny-image"]
    told = [e["text"] for e in events if e["type"] == "agent"]
    assert any("the milk is in the fridge" in text for text in told)

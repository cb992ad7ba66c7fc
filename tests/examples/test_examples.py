"""Each example does what its first lines say: imported as it is, with a model that needs no key, and real servers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from livekit import rtc
from livekit.agents import AgentSession, llm, mcp

import sayso
from examples import before, events, own_agent, own_tool
from sayso.approval import approver_of
from sayso.testing import Call, ScriptedModel
from sayso.testing.model import Reply
from tests.repository.files import ROOT

pytestmark = pytest.mark.realtime

BOOK = Call("desk__book_appointment", patient="Zoe Quist", date="tomorrow", time="9:30")
REPLIES: dict[str, Reply] = {"Book Zoe Quist.": BOOK, "Who comes?": Call("desk__find_appointments", date="tomorrow")}


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty desk of our own, declared as a user would declare it."""
    desk = {
        "command": sys.executable,
        "args": ["-m", "mcp_servers.desk", "--empty"],
        "cwd": str(ROOT),
        "env": {"SAYSO_DESK_DB": str(tmp_path / "desk.sqlite")},
        "connect_timeout": 30,
        "require_approval": {"never": ["find_appointments"]},
    }
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": {"desk": desk}}))
    monkeypatch.setenv("SAYSO_CONFIG", str(tmp_path / "mcp.json"))
    monkeypatch.setenv("SAYSO_LEDGER_DIR", str(tmp_path / "ledger"))


async def connected(session: AgentSession[None]) -> None:
    for toolset in session.tools:
        assert isinstance(toolset, sayso.ServerToolset)
        await toolset.connection.settled()


async def say(session: AgentSession[None], words: str) -> None:
    """Says it, and waits for all that comes of it."""
    await session.run(user_input=words)
    keeper = approver_of(session)
    assert isinstance(keeper, sayso.Gatekeeper)
    async with asyncio.timeout(20):
        await keeper.rests(session)


def said(session: AgentSession[None]) -> list[str]:
    return [item.text_content or "" for item in session.history.items if isinstance(item, llm.ChatMessage)]


async def test_the_three_lines_put_a_real_servers_tools_behind_the_gate(tmp_path: Path) -> None:
    session = own_agent.gated(llm=ScriptedModel(REPLIES), vad=None)
    await session.start(own_agent.Assistant(), record=False)
    await connected(session)
    await say(session, "Book Zoe Quist.")
    await say(session, "Who comes?")
    assert not any("1 appointment tomorrow" in line for line in said(session))
    await say(session, "Yes.")
    await say(session, "Who comes?")
    assert "1 appointment tomorrow" in said(session)[-1]
    await session.aclose()
    assert list((tmp_path / "ledger").glob("*.jsonl"))


async def test_in_a_room_that_is_left_open_nothing_is_approved_and_one_line_of_the_log_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    monkeypatch.setattr("sayso.voice.rooms.logger.error", lines.append)
    monkeypatch.setattr("sayso.approval.logger.error", lines.append)
    session = own_agent.gated(llm=ScriptedModel(REPLIES), vad=None)
    # A room of LiveKit's own that is connected to nothing; session_host is left as LiveKit has it.
    await session.start(own_agent.Assistant(), room=rtc.Room(), record=False)
    await connected(session)
    await session.run(user_input="Book Zoe Quist.")
    await session.run(user_input="Yes.")
    await session.run(user_input="Who comes?")
    assert not any("1 appointment tomorrow" in line for line in said(session))
    await session.aclose()
    assert len(lines) == 1
    assert "set session_host=False in session.start(...)" in lines[0]


@pytest.mark.parametrize("form", [before.by_servers, before.by_toolset])
async def test_before_them_the_same_call_runs_without_anybody_being_asked(
    form: Callable[..., AgentSession[None]], tmp_path: Path
) -> None:
    env = {"SAYSO_DESK_DB": str(tmp_path / "desk.sqlite")}
    arguments = ["-m", "mcp_servers.desk", "--empty"]
    desk = mcp.MCPServerStdio(sys.executable, arguments, env=env, cwd=ROOT, client_session_timeout_seconds=30)
    unasked = Call("book_appointment", **BOOK.arguments)
    session = form(desk, llm=ScriptedModel({"Book Zoe Quist.": unasked}), vad=None)
    await session.start(before.Assistant(), record=False)
    await session.run(user_input="Book Zoe Quist.")
    await session.aclose()
    assert "Booked" in said(session)[-1]


@pytest.mark.parametrize(
    ("call", "done"),
    [
        (Call("refund", order=7), "Order 7 is paid back."),
        (Call("write", to="Ana", text="hello"), "The letter to Ana is on its way: hello"),
        (Call("forget", order=8), "Order 8 is deleted."),
    ],
)
async def test_each_tool_of_ones_own_runs_after_a_yes_alone(call: Call, done: str) -> None:
    session = own_tool.gated(llm=ScriptedModel({"Do it.": call, "Look.": Call("look_up", order=9)}), vad=None)
    await session.start(own_tool.Clerk(), record=False)
    await say(session, "Look.")
    assert said(session)[-1] == "There is no order 9."
    await say(session, "Do it.")
    assert done not in said(session)
    await say(session, "Yes.")
    assert said(session)[-1] == done
    await session.aclose()


async def test_the_events_tell_the_whole_conversation_and_nothing_that_was_said_or_given() -> None:
    seen: list[events.Event] = []
    session = events.gated(seen.append, llm=ScriptedModel(REPLIES), vad=None)
    await session.start(events.Assistant(), record=False)
    await connected(session)
    await say(session, "Book Zoe Quist.")
    await say(session, "Yes.")
    await session.aclose()
    lines = [events.line(event) for event in seen]
    assert [line.split()[0] for line in lines if "server " not in line] == ["question", "decision", "call", "call"]
    assert not [line for line in lines if "Zoe" in line or "Quist" in line]


def test_the_tests_of_the_example_run_as_its_first_lines_say() -> None:
    (command,) = [
        line.split() for line in (ROOT / "examples" / "refund_test.py").read_text().splitlines() if "-m pytest" in line
    ]
    program = [sys.executable, *command[1:], "-q"]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr


LINES = (
    "class Assistant(sayso.Asking, Agent):",
    "tools = sayso.toolsets(sayso.load_config().servers)",
    "tools=[*tools],",
    "sayso.Gatekeeper(sayso.open_ledger()).attend(session)",
    "await session.start(Assistant(), room=ctx.room, session_host=False)",
)
"""What changes in an agent, in its order."""


def places(text: str) -> list[int]:
    return [text.find(line) for line in LINES]


@pytest.mark.parametrize("document", ["README.md", "docs/own-agents.md"])
def test_the_three_lines_of_the_documents_are_those_of_the_example_and_in_an_order_that_works(document: str) -> None:
    example = (ROOT / "examples" / "own_agent.py").read_text()
    assert [line for line, place in zip(LINES, places(example), strict=True) if place < 0] == []
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(), re.DOTALL)
    after = [block for block in blocks if LINES[3] in block]
    assert len(after) == 1
    assert -1 not in places(after[0])
    assert places(after[0]) == sorted(places(after[0]))
    # Each of them is marked where it stands.
    assert re.findall(r"# (\d): ", after[0]) == ["1", "2", "3"] == re.findall(r"# (\d): ", example)


@pytest.mark.parametrize("document", ["README.md", "docs/own-agents.md"])
def test_what_the_documents_show_as_before_is_what_the_example_before_does(document: str) -> None:
    text, example = (ROOT / document).read_text(), (ROOT / "examples" / "before.py").read_text()
    for form in ("AgentSession(mcp_servers=[", 'AgentSession(tools=[mcp.MCPToolset(id="desk", mcp_server='):
        assert form in text
        assert form in example.replace("AgentSession[None](", "AgentSession(")


def test_every_example_is_in_the_index() -> None:
    index = (ROOT / "examples" / "README.md").read_text()
    names = [path.name for path in (ROOT / "examples").glob("*.py")]
    assert len(names) == 5
    assert [name for name in names if f"]({name})" not in index] == []

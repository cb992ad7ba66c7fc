"""docs/chat.md and docs/commands.md say what the commands really print."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from agent.__main__ import main as agent
from sayso.calls import CallState
from sayso.commands import main as sayso
from sayso.consent.effects import Reason
from tests.commands.program import ROOT, odd, write_config

CHAT = (ROOT / "docs" / "chat.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()

Capture = pytest.CaptureFixture[str]


def firsts(text: str, heading: str) -> set[str]:
    """The names in the first column of the table that follows a line."""
    table = text.split(heading, 1)[1].split("\n\n| ", 1)[1].split("\n\n", maxsplit=1)[0]
    rows = table.splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_types_and_states_of_a_chats_events_are_documented() -> None:
    assert firsts(CHAT, "## Events") == {"you", "agent", "tool", "notice", "question", "decision"}
    assert firsts(CHAT, "The `state` of a `tool`") == set(get_args(CallState))


def test_the_reasons_of_a_refusal_are_documented() -> None:
    assert firsts(CHAT, "The `reason` of a refusal") == set(get_args(Reason))


def test_the_examples_of_events_are_json_of_a_documented_type() -> None:
    lines = CHAT.split("```json\n")[1].split("```")[0].splitlines()
    events = [json.loads(line) for line in lines]
    assert {event["type"] for event in events} == {"you", "agent", "tool", "notice", "question", "decision"}


def test_every_field_of_check_is_documented(tmp_path: Path, capsys: Capture) -> None:
    agent(["check", "--json", "--config", str(write_config(tmp_path, odd=odd()))])
    data = json.loads(capsys.readouterr().out)
    fields = {"file", "parts[]", "problems[]", "warnings[]", *(f"servers[].{name}" for name in data["servers"][0])}
    assert {name.removesuffix("[]") for name in fields if "." not in name} | {"servers"} == set(data)
    assert fields <= firsts(COMMANDS, "## `check --json`")


def test_every_field_of_a_tool_is_documented(tmp_path: Path, capsys: Capture) -> None:
    sayso(["tools", "--json", "--config", str(write_config(tmp_path, odd=odd()))])
    (server,) = json.loads(capsys.readouterr().out)["servers"]
    assert set(server["tools"][0]) == firsts(COMMANDS, "## `tools --json`")
    assert set(server) == {"label", "transport", "state", "problem", "tools"}


def test_every_command_is_documented(capsys: Capture) -> None:
    agent(["--help"])
    listed = {line.split()[0] for line in capsys.readouterr().out.split("Commands:\n")[1].splitlines()}
    assert firsts(COMMANDS, "# Commands") - {"--text"} == listed

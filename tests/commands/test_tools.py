"""`sayso tools`: every tool with its arguments, hints, class and policy."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from sayso.consent.settings import Settings
from tests.commands.program import odd, write_config

GONE = {"url": "http://127.0.0.1:9/mcp"}
Capture = pytest.CaptureFixture[str]


def listed(config: Path, *options: str) -> int:
    return sayso(["tools", "--config", str(config), *options])


def test_each_tool_is_shown_with_arguments_hints_policy_and_class(tmp_path: Path, capsys: Capture) -> None:
    server = {**odd(), "require_approval": {"never": ["words"]}, "allowed_tools": ["words", "remove", "slow"]}
    assert listed(write_config(tmp_path, odd=server)) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "odd (stdio, ready, 3 tools, 2 ask)"
    words = out[out.index("  words\n") : out.index("  remove\n")].splitlines()
    assert [line.strip() for line in words[1:]] == [
        "does       Says the text again.",
        "arguments  text",
        "hints      readOnlyHint: true",
        "policy     runs: listed under never",
        "class      destructive: its server is not trusted to say otherwise",
    ]
    slow = out[out.index("  slow\n") :]
    assert "arguments  [seconds]" in slow
    assert "hints      none" in slow
    assert "policy     asks: not listed, and unlisted tools ask" in slow


def test_json_has_each_tool_with_its_schema_and_policy(tmp_path: Path, capsys: Capture) -> None:
    server = {**odd(), "trusted": True, "allowed_tools": ["words", "slow"]}
    assert listed(write_config(tmp_path, odd=server), "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["servers"]
    assert (entry["label"], entry["transport"], entry["state"], entry["problem"]) == ("odd", "stdio", "ready", None)
    words, slow = entry["tools"]
    assert words == {
        "name": "words",
        "model_name": "odd__words",
        "description": "Says the text again.",
        "parameters": words["parameters"],
        "hints": {"readOnlyHint": True},
        "asks": False,
        "why": "runs: require_approval is never",
        "class": "ordinary",
        "why_class": "its trusted server says that it only reads",
        "settings": {**asdict(Settings()), "answer_mode": "fast"},
    }
    assert words["parameters"]["required"] == ["text"]
    assert slow["class"] == "destructive"
    assert slow["settings"]["answer_mode"] == "careful"


def test_a_grant_is_shown_where_it_is_more_than_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    tools = {
        "words": {"grant": "turn", "destructive": False},
        "slow": {"grant": "session", "destructive": False},
        "remove": {"grant": "session"},
        "fail": {"destructive": False},
        "vanish": {"grant": "turn"},
    }
    approval = {"never": ["vanish"]}
    server = {**odd(), "require_approval": approval, "tools": tools, "allowed_tools": list(tools)}
    config = write_config(tmp_path, odd=server)
    assert listed(config) == 0
    blocks = re.split(r"^  (\w+)$", capsys.readouterr().out, flags=re.MULTILINE)
    said = {name: re.findall(r"grant +(.*)", text) for name, text in zip(blocks[1::2], blocks[2::2], strict=True)}
    assert said == {
        "words": ["turn: a yes covers ordinary calls on this server until the task ends"],
        "slow": ["session: a yes covers the same call until the session ends"],
        "remove": ["call: session does not hold for destructive tools"],
        "fail": [],
        "vanish": [],
    }
    assert listed(config, "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["servers"]
    grants = {tool["name"]: tool["settings"]["grant"] for tool in entry["tools"]}
    assert grants == {"words": "turn", "slow": "session", "remove": "call", "fail": "call", "vanish": "call"}


def test_a_server_that_can_not_be_reached_is_said_on_standard_error_and_the_others_are_listed(
    tmp_path: Path, capsys: Capture
) -> None:
    assert listed(write_config(tmp_path, odd=odd(), gone=GONE)) == 2
    shown = capsys.readouterr()
    assert "odd (stdio, ready, 8 tools, 0 ask)" in shown.out
    assert "gone (streamable HTTP, failed)" in shown.out
    assert shown.err.endswith("[server-not-running]\n")


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_into_the_terminal_with_its_columns_under_each_other(
    columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert listed(write_config(tmp_path, odd=odd())) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= columns
    assert {line.index("  ", 6) for line in lines if line.startswith("      class")} == {11}


def test_a_broken_file_is_one_line_for_each_fault(tmp_path: Path, capsys: Capture) -> None:
    assert listed(write_config(tmp_path, a={"command": 1}, b={})) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line[:7] for line in shown.err.splitlines()] == ["error: ", "error: "]

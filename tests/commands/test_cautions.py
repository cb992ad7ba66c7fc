"""What `sayso check` warns of once it knows a server's tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sayso.commands import main as sayso
from sayso.commands.cautions import cautions
from sayso.commands.survey import Found
from sayso.config.load import load
from sayso.consent.policy import Hints
from sayso.servers.tools import ListedTool, choose_tools
from tests.commands.program import odd, write_config

SCHEMA = {"properties": {"patient": {"type": "string"}, "guest": {"type": "object"}, "day": {}}}
SAID = Hints(destructive=True)
LOOSE = 'or if it may run, write "destructive": false for it under tools [destructive-unasked]'
GRANT = (
    'what counts as destructive is always asked about one by one; write "destructive": false where that is too strict'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def warned(entry: Mapping[str, Any], tools: Mapping[str, Hints], **top: Any) -> list[str]:
    """The warnings about a server with these tools, after its place."""
    Path("mcp.json").write_text(json.dumps({**top, "mcpServers": {"x": {"command": "c", **entry}}}))
    (server,) = load(Path("mcp.json"), {}).servers
    listed = [ListedTool(name, "", SCHEMA, hints) for name, hints in tools.items()]
    found = Found(server, "ready", choose_tools(server, listed), None, 0.1)
    return [str(problem).removeprefix("mcp.json: mcpServers.x: ") for problem in cautions([found])]


# A destructiveHint under never.


@pytest.mark.parametrize(
    ("approval", "cure"),
    [
        ("never", "list under never the tools that may run, without this one"),
        ({"never": ["wipe"]}, 'take "wipe" out of never'),
        ({"never": {"tool_names": ["wipe"]}}, 'take "wipe" out of never'),
    ],
)
def test_a_tool_that_runs_although_its_server_calls_it_destructive_is_a_warning(approval: Any, cure: str) -> None:
    (line,) = warned({"require_approval": approval}, {"wipe": SAID, "look": Hints(read_only=True)})
    assert line == f'"wipe" runs unasked, and its server calls it destructive; {cure}, {LOOSE}'


def test_a_server_that_calls_a_tool_read_only_and_destructive_is_quoted_with_both() -> None:
    entry = {"trusted": True, "require_approval": {"never": {"read_only": True}}}
    (line,) = warned(entry, {"wipe": Hints(read_only=True, destructive=True)})
    what = '"wipe" runs unasked, and its server calls it destructive and read-only at once'
    assert line == f'{what}; list "wipe" under always, {LOOSE}'


@pytest.mark.parametrize("hints", [Hints(), Hints(destructive=False), Hints(read_only=False), Hints(read_only=True)])
def test_a_hint_that_is_missing_or_says_otherwise_is_no_warning(hints: Hints) -> None:
    assert warned({"require_approval": "never"}, {"wipe": hints}) == []


def test_a_destructive_tool_that_asks_is_no_warning() -> None:
    assert warned({"require_approval": {"never": ["look"]}}, {"wipe": SAID, "look": Hints()}) == []


def test_who_says_of_that_very_tool_that_it_is_not_destructive_is_not_warned() -> None:
    tools = {"wipe": {"destructive": False}}
    assert warned({"require_approval": "never", "tools": tools}, {"wipe": SAID}) == []


@pytest.mark.parametrize("said", [{"destructive": False}, {"tools": {"wipe": {"destructive": True}}}])
def test_a_word_on_all_tools_or_another_word_on_this_one_leaves_the_warning(said: dict[str, Any]) -> None:
    (line,) = warned({"require_approval": "never", **said}, {"wipe": SAID})
    assert line.endswith("[destructive-unasked]")


# A grant that covers nothing.


def test_a_grant_of_a_destructive_tool_is_a_warning() -> None:
    entry = {"tools": {"book": {"grant": "session"}, "find": {"grant": "turn", "destructive": False}}}
    (line,) = warned(entry, {"book": Hints(), "find": Hints(), "move": Hints()})
    assert line == f'grant has no effect on "book": {GRANT} [grant-unused]'


@pytest.mark.parametrize("top", [{"grant": "turn"}, {}])
def test_a_grant_for_tools_that_are_all_destructive_is_one_warning(top: dict[str, Any]) -> None:
    entry = {} if top else {"grant": "turn"}
    (line,) = warned(entry, dict.fromkeys("abcde", Hints()), **top)
    assert line == f'grant has no effect on "a", "b", "c" and 2 more: {GRANT} [grant-unused]'


def test_a_grant_that_holds_for_some_tools_of_a_server_is_no_warning() -> None:
    entry = {"grant": "turn", "tools": {"find": {"destructive": False}}}
    assert warned(entry, {"find": Hints(), "wipe": Hints()}) == []


def test_a_grant_for_tools_that_run_anyway_is_no_warning() -> None:
    assert warned({"grant": "turn", "require_approval": "never"}, {"find": Hints()}) == []


# A template that names what is not there.


def test_a_template_that_names_no_argument_of_its_tool_is_a_warning() -> None:
    (line,) = warned({"tools": {"cancel": {"say": "cancel what {patient} has on {date}"}}}, {"cancel": Hints()})
    what = 'say of "cancel" names "date", which is no argument of the tool'
    cure = 'it has "patient", "guest", "day"; until then the question is worded without say'
    assert line == f"{what}; {cure} [say-argument]"


def test_a_template_may_look_into_an_argument() -> None:
    assert warned({"tools": {"cancel": {"say": "cancel the room of {guest.name}"}}}, {"cancel": Hints()}) == []


def test_a_template_for_all_tools_may_fit_some_of_them() -> None:
    entry = {"say": "find {name}", "tools": {"cancel": {"grace": 1}}}
    assert warned(entry, {"cancel": Hints(), "look": Hints()}) == []


# All of them in the command.


def test_a_warning_about_a_tool_is_printed_and_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = write_config(tmp_path, odd=odd())
    assert sayso(["check", "--config", str(config)]) == 0
    lines = capsys.readouterr().out.splitlines()
    (warning,) = [line for line in lines if line.startswith("warning: ")]
    assert warning.startswith(f'warning: {config}: mcpServers.odd: "remove" runs unasked, ')
    assert sayso(["check", "--config", str(config), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["problems"] == []
    assert [f"warning: {line}" for line in data["warnings"]] == [warning]


def test_without_connecting_nothing_is_known_of_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["check", "--no-connect", "--config", str(write_config(tmp_path, odd=odd()))]) == 0
    assert "warning" not in capsys.readouterr().out

"""How asking goes: each level of the file over the one above it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from sayso.config.asking import NUMBERS
from sayso.config.keys import ASKING
from sayso.consent.policy import Hints, decide
from sayso.consent.settings import Settings
from tests.config.reading import one, read

OTHERS: dict[str, Any] = {
    "grant": "session",
    "max_approvals": 5,
    "expires_after": 60.0,
    "max_pending": 2,
    "max_reasks": 0,
    "first_silence": 4.5,
    "final_silence": 30.0,
    "answer_mode": "fast",
    "grace": 1.0,
    "say": "find {name}",
    "announce": "One second.",
    "announce_after": 0.0,
    "first_stall": 0.1,
    "next_stall": 2.5,
    "max_stalls": 0,
}
"""For each setting a value that is not its default."""

each_setting = pytest.mark.parametrize(("key", "value"), OTHERS.items())


def test_every_setting_has_a_key_of_its_own_name() -> None:
    assert {field.name for field in fields(Settings)} == set(OTHERS) == set(ASKING) - {"destructive"}


def test_without_a_word_in_the_file_the_defaults_hold() -> None:
    server = one({"command": "c", "tools": {"a": {}}})
    assert server.settings == server.settings_for("a") == server.settings_for("b") == Settings()


@each_setting
def test_a_setting_of_the_file_holds_for_every_server_and_tool(key: str, value: Any) -> None:
    config = read({key: value, "servers": {"x": {"command": "c", "tools": {"a": {}}}, "y": {"command": "c"}}})
    for server in config.servers:
        assert getattr(server.settings, key) == getattr(server.settings_for("a"), key) == value


@each_setting
def test_a_setting_of_a_server_holds_for_its_own_tools_alone(key: str, value: Any) -> None:
    config = read({"servers": {"x": {"command": "c", key: value, "tools": {"a": {}}}, "y": {"command": "c"}}})
    x, y = config.servers
    assert getattr(x.settings_for("a"), key) == getattr(x.settings_for("b"), key) == value
    assert y.settings == Settings()


@each_setting
def test_a_setting_of_a_tool_holds_for_that_tool_alone(key: str, value: Any) -> None:
    server = one({"command": "c", "tools": {"a": {key: value}, "b": {}}})
    assert server.settings_for("a") == Settings(**{key: value})
    assert server.settings_for("b") == server.settings_for("c") == Settings()


def test_the_nearest_level_wins_and_null_leaves_it_to_the_one_above() -> None:
    tools = {"a": {"max_reasks": 3}, "b": {"max_reasks": None}, "c": {"grace": 2}}
    config = read({"max_reasks": 1, "servers": {"x": {"command": "c", "max_reasks": 2, "tools": tools}}})
    (server,) = config.servers
    assert [server.settings_for(tool).max_reasks for tool in "abcd"] == [3, 2, 2, 2]
    assert server.settings_for("c").grace == 2


def test_settings_stand_beside_a_tools_array_of_openai_and_in_its_entries() -> None:
    entry = {"type": "mcp", "server_label": "x", "server_url": "https://h/mcp", "grant": "turn"}
    config = read({"max_pending": 3, "tools": [{**entry, "tools": {"a": {"grant": "session"}}}]})
    (server,) = config.servers
    assert (server.settings.max_pending, server.settings.grant) == (3, "turn")
    assert server.settings_for("a") == Settings(max_pending=3, grant="session")


@pytest.mark.parametrize(
    ("file", "server", "tool", "destructive"),
    [
        (None, None, None, True),
        (False, None, None, False),
        (False, True, None, True),
        (True, False, None, False),
        (True, True, False, False),
        (False, False, True, True),
        (False, None, True, True),
    ],
)
def test_the_nearest_word_on_the_class_of_a_tool_wins(
    file: bool | None, server: bool | None, tool: bool | None, destructive: bool
) -> None:
    entry = {"command": "c", "destructive": server, "tools": {"a": {"destructive": tool}}}
    (declared,) = read({"destructive": file, "servers": {"x": entry}}).servers
    assert decide(declared.rules, "a", Hints()).destructive is destructive


@pytest.mark.parametrize("key", NUMBERS)
def test_both_bounds_of_a_number_are_within(key: str) -> None:
    for value in (NUMBERS[key].low, NUMBERS[key].high):
        assert getattr(one({"command": "c", key: value}).settings, key) == value


def test_a_count_that_is_written_with_a_fraction_of_nothing_is_a_count() -> None:
    assert repr(one({"command": "c", "max_approvals": 4.0}).settings.max_approvals) == "4"


def test_a_variable_stands_for_a_word_and_for_a_template() -> None:
    entry = {"command": "c", "grant": "${GRANT:-turn}", "tools": {"a": {"say": "${VERB} the file {path}"}}}
    server = one(entry, {"VERB": "delete"})
    assert server.settings.grant == "turn"
    assert server.settings_for("a").say == "delete the file {path}"


def test_a_variable_of_the_file_may_be_an_input() -> None:
    inputs = [{"id": "how", "default": "fast"}]
    (server,) = read({"inputs": inputs, "answer_mode": "${input:how}", "servers": {"x": {"command": "c"}}}).servers
    assert server.settings.answer_mode == "fast"


@pytest.mark.parametrize(
    ("entry", "noted"),
    [
        ({"say": "find {name}"}, True),
        ({"say": "find {name}", "allowed_tools": ["find", "look"]}, True),
        ({"say": "find {name}", "allowed_tools": ["find"]}, False),
        ({"tools": {"find": {"say": "find {name}"}}}, False),
    ],
)
def test_one_template_for_several_tools_is_noted(entry: dict[str, Any], noted: bool) -> None:
    notes = read({"servers": {"x": {"command": "c", **entry}}}).notes
    assert [(note.code, note.where) for note in notes] == [("say-shared", "mcp.json: servers.x.say")] * noted


def test_one_template_for_the_whole_file_is_noted() -> None:
    (note,) = read({"say": "find {name}", "servers": {"x": {"command": "c"}}}).notes
    what = "words the question of several tools, whatever each of them does"
    assert str(note) == f"mcp.json: say: {what}; move it to the tool that it speaks of, under tools [say-shared]"

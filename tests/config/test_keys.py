"""The one table of keys."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.config.environment import ConfigError
from sayso.config.keys import APPROVAL, FILTER, INPUT, SERVER, TOOL, TOP, Ignored, Refused, Used
from tests.config.reading import read

TABLES = {"top": TOP, "server": SERVER, "tool": TOOL, "approval": APPROVAL, "filter": FILTER, "input": INPUT}


def holding(table: str, key: str, value: Any) -> tuple[dict[str, Any], str]:
    """A sound file with one more key in it, and where the key stands."""
    entry: dict[str, Any] = {"command": "c"}
    match table:
        case "top":
            return {"servers": {"x": entry}, key: value}, key
        case "server":
            return {"servers": {"x": {**entry, key: value}}}, f"servers.x.{key}"
        case "tool":
            return {"servers": {"x": {**entry, "tools": {"a": {key: value}}}}}, f"servers.x.tools.a.{key}"
        case "approval":
            entry["require_approval"] = {key: value}
            return {"servers": {"x": entry}}, f"servers.x.require_approval.{key}"
        case "filter":
            entry["allowed_tools"] = {key: value}
            return {"servers": {"x": entry}}, f"servers.x.allowed_tools.{key}"
    return {"servers": {"x": entry}, "inputs": [{"id": "a", key: value}]}, f"inputs[0].{key}"


def rows(kind: type[Ignored | Refused]) -> list[Any]:
    return [
        pytest.param(name, key, fate.why, id=f"{name}-{key}")
        for name, table in TABLES.items()
        for key, fate in table.items()
        if isinstance(fate, kind)
    ]


@pytest.mark.parametrize(("table", "key", "why"), rows(Ignored))
@pytest.mark.parametrize("value", [False, "text", 1, ["a"], {"a": "b"}], ids=str)
def test_an_ignored_key_is_one_line_and_changes_nothing(table: str, key: str, why: str, value: Any) -> None:
    with_key, where = holding(table, key, value)
    config = read(with_key)
    assert [str(note) for note in config.notes] == [f"mcp.json: {where}: ignored; {why} [key-ignored]"]
    without, _ = holding(table, key, None)
    assert config.servers == read(without).servers


@pytest.mark.parametrize(("table", "key", "why"), rows(Refused))
def test_a_refused_key_is_one_line_with_the_reason(table: str, key: str, why: str) -> None:
    value, where = holding(table, key, ["a"])
    with pytest.raises(ConfigError) as refused:
        read(value)
    assert str(refused.value).startswith(f"mcp.json: {where}: {why}; ")
    assert [problem.code for problem in refused.value.problems] == ["key-refused"]


def test_every_key_that_is_used_is_known_by_one_name() -> None:
    for table in TABLES.values():
        names = {fate.name for fate in table.values() if isinstance(fate, Used)}
        # Each name is a key itself, except for those that are OpenAI's in full.
        assert names - set(table) <= {"label"}


@pytest.mark.parametrize(
    "key",
    [
        "alwaysAllow",
        "autoApprove",
        "trust",
        "disabled",
        "dev",
        "envFile",
        "auth",
        "inputs",
        "defer_loading",
        "allowed_callers",
        "headers",
    ],
)
def test_the_keys_that_people_have_are_in_the_table(key: str) -> None:
    assert key in SERVER or key in TOP


def test_no_key_of_another_client_loosens_an_approval() -> None:
    for key in ("alwaysAllow", "autoApprove", "trust", "default_tools_approval_mode"):
        for value in (True, "never", "auto", ["*"], ["a"]):
            config = read({"servers": {"x": {"command": "c", key: value}}})
            assert config.servers[0].rules.otherwise == "always"
            assert config.servers[0].rules.never is None

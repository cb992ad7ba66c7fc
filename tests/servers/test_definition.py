"""The digest of a tool's definition: a tool that changes is another tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sayso.consent.policy import Hints
from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.tools import ListedTool, choose_tools, definition_of

SCHEMA: Mapping[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
LISTED = ListedTool("find", "Finds.", SCHEMA, Hints(read_only=True, destructive=False))


@pytest.mark.parametrize(
    "changed",
    [
        replace(LISTED, name="fine"),
        replace(LISTED, description="Finds and sends."),
        replace(LISTED, parameters={**SCHEMA, "required": []}),
        replace(LISTED, parameters={**SCHEMA, "properties": {"name": {"type": "string", "description": "Whose."}}}),
        replace(LISTED, hints=Hints(read_only=None, destructive=False)),
        replace(LISTED, hints=Hints(read_only=True, destructive=True)),
        replace(LISTED, hints=Hints(read_only=True, destructive=False, idempotent=True)),
        replace(LISTED, hints=Hints(read_only=True, destructive=False, open_world=False)),
        replace(LISTED, name="find\0Finds.", description=""),
    ],
)
def test_each_part_of_a_definition_changes_its_digest(changed: ListedTool) -> None:
    assert definition_of(changed) != definition_of(LISTED)


def test_the_same_definition_has_the_same_digest_in_whatever_order_it_is_written() -> None:
    turned = {key: SCHEMA[key] for key in reversed(list(SCHEMA))}
    assert list(turned) != list(SCHEMA)
    assert definition_of(replace(LISTED, parameters=turned)) == definition_of(LISTED)


def test_a_chosen_tool_carries_the_digest_of_what_its_server_listed() -> None:
    (tool,) = choose_tools(DeclaredServer("a", "a", Stdio("true")), [LISTED])
    assert tool.definition == definition_of(LISTED)


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), "\ud83d", {1, 2}, b"bytes", {1: 2, "a": 3}])
def test_a_schema_that_no_json_can_hold_has_a_digest_of_its_own(odd: Any) -> None:
    strange = definition_of(replace(LISTED, parameters={**SCHEMA, "default": odd}))
    assert strange == definition_of(replace(LISTED, parameters={**SCHEMA, "default": odd}))
    assert strange != definition_of(replace(LISTED, parameters={**SCHEMA, "default": None}))


def test_a_schema_beyond_all_depth_is_never_the_same_as_another() -> None:
    deep: dict[str, Any] = {}
    for _ in range(200_000):
        deep = {"a": deep}
    try:
        assert definition_of(replace(LISTED, parameters=deep)) != definition_of(replace(LISTED, parameters=deep))
    finally:
        while deep:  # freed from the outside in: some Pythons would free it by recursion
            deep = deep["a"]


def test_a_schema_that_holds_itself_has_a_digest() -> None:
    itself: dict[str, Any] = {}
    itself["a"] = itself
    assert definition_of(replace(LISTED, parameters=itself)) != definition_of(LISTED)

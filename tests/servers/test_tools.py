from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.policy import Filter, Hints, Rules
from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.tools import LONGEST_NAME, ListedTool, choose_tools, model_name


def server(**fields: object) -> DeclaredServer:
    return DeclaredServer("Front Desk", "front_desk", Stdio("true"), **fields)  # type: ignore[arg-type]


def test_a_tool_is_known_to_the_model_by_its_servers_prefix() -> None:
    (tool,) = choose_tools(server(), [ListedTool("find")])
    assert tool.model_name == "front_desk__find"


def test_only_allowed_tools_exist_for_the_model() -> None:
    declared = server(allowed=Filter(names=frozenset({"find"})))
    assert [t.name for t in choose_tools(declared, [ListedTool("find"), ListedTool("remove")])] == ["find"]


def test_an_empty_list_of_allowed_tools_allows_none() -> None:
    assert choose_tools(server(allowed=Filter(names=frozenset())), [ListedTool("find")]) == ()


def test_a_name_that_is_listed_twice_counts_once() -> None:
    listed = [ListedTool("find", "first"), ListedTool("find", "second")]
    assert [t.description for t in choose_tools(server(), listed)] == ["first"]


def test_an_unlisted_tool_asks() -> None:
    (tool,) = choose_tools(server(rules=Rules(never=Filter(names=frozenset({"find"})))), [ListedTool("other")])
    assert tool.policy.asks


def test_a_server_that_claims_to_only_read_still_asks_and_is_destructive_unless_it_is_trusted() -> None:
    listed = [ListedTool("find", hints=Hints(read_only=True))]
    rules = Rules(never=Filter(read_only=True))
    (tool,) = choose_tools(server(rules=rules), listed)
    assert tool.policy.asks
    assert tool.policy.destructive
    (trusted,) = choose_tools(server(rules=Rules(never=Filter(read_only=True), trusted=True)), listed)
    assert not trusted.policy.asks
    assert not trusted.policy.destructive


def test_a_schema_that_is_no_object_becomes_one() -> None:
    (tool,) = choose_tools(server(), [ListedTool("find", parameters={"type": "string", "properties": 3})])
    assert tool.parameters == {"type": "object", "properties": {}}


def test_a_server_that_lists_the_very_name_which_another_of_its_tools_would_get_stops_nothing() -> None:
    def digest(tool: str, attempt: int) -> str:
        return hashlib.sha256(f"front_desk\0{tool}\0{attempt}".encode()).hexdigest()[:8]

    names = ["a b", f"a_b_{digest('a_b', 0)}", f"a_b_{digest('a_b', 1)}", "a_b"]
    chosen = [t.model_name for t in choose_tools(server(), [ListedTool(n) for n in names])]
    assert len(set(chosen)) == 4


def test_tools_of_two_long_labels_that_begin_alike_have_different_names() -> None:
    left, right = "p" * 60 + "left", "p" * 60 + "right"
    assert model_name(left, "find") != model_name(right, "find")
    assert len(model_name(left, "not_connected")) <= LONGEST_NAME


@pytest.mark.parametrize("required", [None, 5, "name", ["name", 3, "other", ["name"]]])
def test_required_is_a_list_of_names_that_are_there(required: object) -> None:
    schema = {"properties": {"name": {"type": "string"}, "bad": 3}, "required": required}
    (tool,) = choose_tools(server(), [ListedTool("find", parameters=schema)])
    assert tool.parameters["required"] == (["name"] if isinstance(required, list) else [])
    assert tool.parameters["properties"] == {"name": {"type": "string"}, "bad": {}}


@given(
    st.lists(st.text(min_size=1, max_size=90), unique=True, max_size=30),
    st.from_regex(r"[a-z][a-z0-9_]{0,40}", fullmatch=True),
)
def test_no_name_is_ever_refused_by_a_provider_and_no_two_tools_ever_share_one(names: list[str], prefix: str) -> None:
    declared = DeclaredServer("x", prefix, Stdio("true"))
    chosen = [t.model_name for t in choose_tools(declared, [ListedTool(n) for n in names])]
    assert len(set(chosen)) == len(names)
    assert all(len(n) <= LONGEST_NAME and n.isascii() and n.replace("_", "").replace("-", "").isalnum() for n in chosen)


def test_a_long_name_keeps_its_name_for_the_model_next_time() -> None:
    assert model_name("desk", "a" * 90) == model_name("desk", "a" * 90)
    assert model_name("desk", "a" * 90) != model_name("desk", "a" * 91)

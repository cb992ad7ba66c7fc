"""The names of tools that only the server knows."""

from __future__ import annotations

from sayso.servers.tool_names import missing_tools
from tests.config.reading import one


def test_a_name_that_the_server_does_not_have_is_one_line_with_the_names_it_has() -> None:
    server = one({"command": "c", "require_approval": {"never": ["read", "serch"]}})
    problem = missing_tools(server, ["write", "search", "read"])
    assert str(problem) == (
        "mcp.json: mcpServers.x.require_approval.never[1]: the server has no tool serch (did you mean search?); "
        "it has: read, search, write [tool-missing]"
    )


def test_every_key_that_names_tools_is_held_against_the_server() -> None:
    server = one(
        {
            "command": "c",
            "allowed_tools": {"tool_names": ["a"]},
            "require_approval": {"always": {"tool_names": ["b"]}, "never": ["c"]},
            "tools": {"d": {"destructive": False}},
        }
    )
    problem = missing_tools(server, ["e"])
    assert problem is not None
    for name, key in [
        ("a", "allowed_tools.tool_names[0]"),
        ("b", "require_approval.always.tool_names[0]"),
        ("c", "require_approval.never[0]"),
        ("d", "tools.d"),
    ]:
        assert f"no tool {name}" in str(problem)
        assert f"mcpServers.x.{key}" in str(problem)


def test_names_that_the_server_has_are_no_problem() -> None:
    assert missing_tools(one({"command": "c", "allowed_tools": ["a"]}), ["a", "b"]) is None
    assert missing_tools(one({"command": "c"}), []) is None


def test_a_server_without_tools_is_said_to_have_none() -> None:
    problem = missing_tools(one({"command": "c", "tools": ["a"]}), [])
    assert str(problem).endswith("the server has no tool a; it has: no tools at all [tool-missing]")


def test_a_tools_name_cannot_forge_a_line() -> None:
    problem = missing_tools(one({"command": "c", "allowed_tools": ["a"]}), ["a\nerror: all is lost"])
    assert "\n" not in str(problem)

"""The last door before the server: a tool that asks is called with the gate's Run of exactly this call, once."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.consent.call import Call, freeze
from sayso.consent.effects import Run
from sayso.consent.policy import Rules
from sayso.servers.connection import CallFailedError, Connection
from sayso.servers.results import result_text
from sayso.servers.tools import ServerTool
from tests.repository.files import sources
from tests.servers.test_connection import connected, named, odd

pytestmark = pytest.mark.realtime

REPORT = {"name": "report"}


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[tuple[Connection, ServerTool, Path]]:
    mark = tmp_path / "mark"
    async with connected(odd(mark, rules=Rules())) as connection:
        yield connection, named(connection, "remove"), mark


def frozen(tool: ServerTool, name: str = "report", server: str = "odd", definition: str = "") -> Call:
    return freeze(server, tool.name, definition or tool.definition, {"name": name})


async def test_without_an_approval_nothing_is_sent(asking: tuple[Connection, ServerTool, Path]) -> None:
    connection, tool, mark = asking
    with pytest.raises(CallFailedError, match="was not approved"):
        await connection.call(tool, REPORT)
    assert not mark.exists()


async def test_with_the_run_of_this_call_it_is_sent_once(asking: tuple[Connection, ServerTool, Path]) -> None:
    connection, tool, mark = asking
    run = Run("1", frozen(tool))
    assert result_text(await connection.call(tool, REPORT, run)) == "removed report"
    mark.unlink()
    with pytest.raises(CallFailedError, match="used before"):
        await connection.call(tool, REPORT, run)
    assert not mark.exists()


async def test_a_tool_of_another_listing_is_not_called(asking: tuple[Connection, ServerTool, Path]) -> None:
    connection, tool, mark = asking
    for earlier in (replace(tool, definition="earlier"), replace(tool, policy=replace(tool.policy, asks=False))):
        run = Run("1", frozen(earlier, definition=earlier.definition)) if earlier.policy.asks else None
        with pytest.raises(CallFailedError, match="has changed or is gone"):
            await connection.call(earlier, REPORT, run)
    assert not mark.exists()


async def test_an_approval_of_another_call_opens_nothing(asking: tuple[Connection, ServerTool, Path]) -> None:
    connection, tool, mark = asking
    others = (
        frozen(tool, "letter"),
        frozen(tool, server="even"),
        frozen(tool, definition="changed"),
        replace(frozen(tool), tool="words"),
        replace(frozen(tool), arguments_json='{"name":"letter"}'),
    )
    for i, call in enumerate(others):
        with pytest.raises(CallFailedError, match="another call"):
            await connection.call(tool, REPORT, Run(str(i), call))
    assert not mark.exists()


def test_only_the_gate_makes_a_run() -> None:
    makers = {
        path
        for path, tree in sources("sayso", "agent").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Run"
    }
    assert makers == {"sayso/consent/deciding.py"}

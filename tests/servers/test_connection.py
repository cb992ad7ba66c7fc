"""A connection to real processes, in real time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sayso.consent.policy import Filter, Rules
from sayso.servers.connection import CallFailedError, Connection, OutcomeUnknownError
from sayso.servers.declared import DeclaredServer, Http, Mention, Stdio
from sayso.servers.results import result_text
from sayso.servers.tools import ServerTool
from tests.waiting import until

pytestmark = pytest.mark.realtime

ODD = str(Path(__file__).with_name("odd_server.py"))


def odd(mark: Path | None = None, **fields: object) -> DeclaredServer:
    env = {"ODD_MARK": str(mark)} if mark is not None else {}
    transport = Stdio(sys.executable, (ODD,), env)
    given = {"rules": Rules(otherwise="never"), "connect_timeout": 20, **fields}
    return DeclaredServer("odd", "odd", transport, "mcp.json: mcpServers.odd", **given)  # type: ignore[arg-type]


def program(command: str, *args: str, cwd: Path | None = None, connect_timeout: float = 20) -> DeclaredServer:
    transport = Stdio(command, args, {}, cwd)
    return DeclaredServer("it", "it", transport, "mcp.json: mcpServers.it", connect_timeout=connect_timeout)


@asynccontextmanager
async def connected(server: DeclaredServer) -> AsyncIterator[Connection]:
    connection = Connection(server)
    connection.open()
    try:
        await connection.settled()
        yield connection
    finally:
        await connection.close()


def named(connection: Connection, name: str) -> ServerTool:
    return next(tool for tool in connection.tools if tool.name == name)


async def test_a_tool_is_called_with_its_arguments_and_answers() -> None:
    async with connected(odd()) as connection:
        assert connection.state == "ready"
        result = await connection.call(named(connection, "words"), {"text": "hello"})
        assert result_text(result) == "hello"


async def test_a_tool_that_asks_is_not_called_by_any_other_way_than_the_toolset_either(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    async with connected(odd(mark, rules=Rules())) as connection:
        with pytest.raises(CallFailedError, match="approval"):
            await connection.call(named(connection, "remove"), {"name": "x"})
    assert not mark.exists()


async def test_hints_come_along_with_the_tools() -> None:
    async with connected(odd()) as connection:
        assert named(connection, "words").hints.read_only is True
        assert named(connection, "remove").hints.destructive is True
        assert named(connection, "fail").hints.read_only is None


async def test_every_kind_of_part_becomes_text() -> None:
    async with connected(odd()) as connection:
        result = await connection.call(named(connection, "everything"), {})
        assert result_text(result).splitlines() == [
            "first",
            "[image, image/png, 3 bytes: not shown]",
            "[audio, audio/wav, 3 kB: not shown]",
            "[link to notes: file:///notes.txt]",
            "inside",
            '{"count":2,"names":["a","b"]}',
        ]


async def test_a_call_that_takes_too_long_is_of_unknown_outcome_and_is_cancelled_at_the_server(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    async with connected(odd(mark, timeout=0.3)) as connection:
        with pytest.raises(OutcomeUnknownError, match=r"no answer within 0\.3 s"):
            await connection.call(named(connection, "slow"), {})
        await until(mark.exists)
        assert mark.read_text() == "cancelled"


async def test_a_cancelled_call_is_cancelled_at_the_server(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    async with connected(odd(mark, timeout=None)) as connection:
        call = asyncio.create_task(connection.call(named(connection, "slow"), {}))
        # A second answered call on the same pipe means that the first was read before it.
        await asyncio.sleep(0)
        await connection.call(named(connection, "words"), {"text": "x"})
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await until(mark.exists)
        assert mark.read_text() == "cancelled"


async def test_a_server_that_ends_during_a_call_leaves_the_outcome_unknown_and_says_that_it_is_lost() -> None:
    async with connected(odd()) as connection:
        with pytest.raises(OutcomeUnknownError, match="the connection was lost"):
            await connection.call(named(connection, "vanish"), {})
        assert connection.state == "failed"
        assert connection.problem is not None
        assert connection.problem.code == "server-lost"


async def test_a_call_after_the_end_of_a_connection_fails_and_reaches_nobody() -> None:
    async with connected(odd()) as connection:
        tool = named(connection, "words")
    with pytest.raises(CallFailedError, match="odd is not connected"):
        await connection.call(tool, {"text": "x"})


async def test_closing_ends_the_child_process() -> None:
    async with connected(odd()) as connection:
        assert connection.state == "ready"
        children = psutil.Process().children(recursive=True)
        assert any(ODD in child.cmdline() for child in children)
    assert not any(child.is_running() and ODD in child.cmdline() for child in children)


async def test_closing_while_still_connecting_ends_the_child_process() -> None:
    connection = Connection(program("sleep", "61"))
    connection.open()
    await until(lambda: any("61" in child.cmdline() for child in psutil.Process().children(recursive=True)))
    await connection.close()
    assert not any("61" in child.cmdline() for child in psutil.Process().children(recursive=True))


async def test_a_tool_name_that_the_server_does_not_have_is_a_problem_that_lists_the_names_it_has() -> None:
    declared = odd(allowed=Filter(names=frozenset({"wrods"})))
    async with connected(with_mention(declared, "wrods")) as connection:
        assert connection.state == "failed"
        assert connection.problem is not None
        assert "words" in str(connection.problem)
        assert "wrods" in str(connection.problem)


def with_mention(server: DeclaredServer, name: str) -> DeclaredServer:
    return replace(server, mentions=(Mention(name, "allowed_tools[0]"),))


@pytest.mark.parametrize(
    ("server", "code", "words"),
    [
        (program("no-such-program"), "server-program-missing", 'the program "no-such-program" was not found'),
        (program("/etc/passwd"), "server-not-executable", '"/etc/passwd" may not be run'),
        (program("cat", cwd=Path("/no/such")), "server-folder-missing", "the folder /no/such does not exist"),
        (
            program(sys.executable, "-c", "import sys; print('no shelf', file=sys.stderr); sys.exit(3)"),
            "server-ended",
            'its last words were "no shelf"',
        ),
        (
            DeclaredServer(
                "it",
                "it",
                Stdio(sys.executable, ("-c", "import os; raise SystemExit(os.environ['KEY'])"), {"KEY": "hunter2-x"}),
                "mcp.json: mcpServers.it",
            ),
            "server-ended",
            'its last words were "..."',
        ),
        (program("sleep", "60", connect_timeout=0.5), "server-silent", "did not answer within 0.5 s"),
        (
            program("sh", "-c", "echo welcome; sleep 60", connect_timeout=1),
            "server-not-mcp",
            "writes something other than MCP to its standard output",
        ),
    ],
)
async def test_each_cause_of_a_child_process_that_cannot_be_used_has_its_own_line(
    server: DeclaredServer, code: str, words: str
) -> None:
    async with connected(server) as connection:
        assert connection.state == "failed"
        assert connection.problem is not None
        assert connection.problem.code == code
        assert words in connection.problem.what
        assert connection.problem.where == "mcp.json: mcpServers.it"
        assert connection.problem.cure


LISTING = """
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("method") == "initialize":
        info = {"name": "bad", "version": "1"}
        result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
    elif message.get("method") == "tools/list":
        if ANSWER is not None:
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **ANSWER}), flush=True)
    elif "id" in message:
        error = {"code": -32601, "message": "no such method"}
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}), flush=True)
"""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"result": {"tools": [{"name": 5}]}}, "lists its tools in a way that is not valid MCP"),
        ({"error": {"code": -32603, "message": "shelf on fire"}}, "refuses to list its tools"),
        (None, "did not list its tools within 0.5 s"),
    ],
)
async def test_a_list_of_tools_that_can_not_be_used_is_told_as_such(
    answer: object, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.servers.connection.LIST_TIMEOUT", 0.5 if answer is None else 20)
    async with connected(program(sys.executable, "-c", f"ANSWER = {answer!r}\n{LISTING}")) as connection:
        assert connection.problem is not None
        assert connection.problem.code == "server-list"
        assert words in connection.problem.what


def test_no_secret_of_a_declared_server_shows_in_its_representation() -> None:
    local = Stdio("npx", ("--token", "s3cret"), {"KEY": "s3cret"})
    remote = Http("https://u:s3cret@host/s3cret?key=s3cret", {"Authorization": "s3cret"})
    assert "s3cret" not in repr([DeclaredServer("a", "a", local), DeclaredServer("b", "b", remote)])

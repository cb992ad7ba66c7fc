"""The desk as a process: `python -m mcp_servers.desk`."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from mcp import Client
from mcp.client.stdio import stdio_client

from tests.mcp_servers.practice import text_of
from tests.mcp_servers.started import DESK, ROOT, desk_parameters, run

pytestmark = pytest.mark.realtime


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_that_speaks_stdio_is_answered_from_the_book(tmp_path: Path, mode: str) -> None:
    async with Client(stdio_client(desk_parameters(tmp_path)), mode=mode) as client:
        found = await client.call_tool("find_appointments", {"date": "tomorrow"})
        assert "appointments tomorrow, " in text_of(found)


async def test_the_book_is_kept_in_the_working_directory_where_nothing_else_is_said(tmp_path: Path) -> None:
    async with Client(stdio_client(desk_parameters(tmp_path))) as client:
        await client.call_tool("find_appointments", {})
    assert (tmp_path / ".data" / "desk.sqlite").is_file()


async def test_what_one_desk_books_the_next_one_finds(tmp_path: Path) -> None:
    where = {"SAYSO_DESK_DB": str(tmp_path / "deep" / "er" / "book.sqlite")}
    async with Client(stdio_client(desk_parameters(tmp_path, "--empty", **where))) as client:
        booked = await client.call_tool(
            "book_appointment", {"patient": "Zoe Quist", "date": "tomorrow", "time": "9:30"}
        )
        assert not booked.is_error
    async with Client(stdio_client(desk_parameters(tmp_path, SAYSO_DESK_DEMO="0", **where))) as client:
        found = await client.call_tool("find_appointments", {})
    assert text_of(found).startswith("1 appointment to come: ")


def serving(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, *DESK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "SAYSO_DESK_DB": str(folder / "desk.sqlite")},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    process.stdin.flush()
    assert '"id":1' in process.stdout.readline()
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_desk_without_a_word(tmp_path: Path, number: signal.Signals) -> None:
    process = serving(tmp_path)
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert process.communicate() == ("", "")


def test_the_desk_ends_when_its_client_goes(tmp_path: Path) -> None:
    process = serving(tmp_path)
    assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0


def test_a_file_that_is_something_elses_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photo (name TEXT)")
    ended = run(DESK, SAYSO_DESK_DB=str(path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"{path} is not this desk's file (something else); name another one in SAYSO_DESK_DB [desk-not-ours]\n"
    )


def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to look like one to SQLite, which reads the first bytes " * 20)
    for path in (text, text / "below", tmp_path):
        ended = run(DESK, SAYSO_DESK_DB=str(path))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith(f"the desk can't use {path} (")
        assert ended.stderr.endswith("; name another file in SAYSO_DESK_DB [desk-no-file]\n")
        assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("seconds", ["soon", "-1", "nan", "inf"])
def test_seconds_that_are_none_are_refused_in_one_line(seconds: str) -> None:
    ended = run(DESK, SAYSO_DESK_REMINDER_SECONDS=seconds)
    assert ended.returncode == 2
    assert ended.stderr == (
        f"SAYSO_DESK_REMINDER_SECONDS is '{seconds}'; give a number of seconds, such as 0.3 [desk-bad-seconds]\n"
    )


def test_the_servers_load_nothing_of_livekit() -> None:
    code = (
        "import sys, mcp_servers.desk.server, mcp_servers.handbook.server, mcp_servers.handbook.serve\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('livekit', 'sayso', 'agent', 'rich', 'typer')])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ended.stdout == "[]\n"

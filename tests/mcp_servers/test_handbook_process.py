"""The handbook as a process: how it starts, serves and ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import Client

from mcp_servers.handbook.__main__ import PAGES, _arguments, _run
from mcp_servers.handbook.environment import read_environment
from tests.mcp_servers.practice import text_of
from tests.mcp_servers.started import HANDBOOK, INITIALIZE, ROOT, Started, ask, handbook, run

pytestmark = pytest.mark.realtime
EVERYWHERE = "0.0.0.0"  # noqa: S104 - how one asks for it is what is tested
TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def open_one() -> Iterator[Started]:
    """A handbook without a token."""
    with handbook() as started:
        yield started


def test_one_line_says_where_it_is_when_it_is_ready(open_one: Started) -> None:
    assert open_one.line == f"handbook is ready at http://127.0.0.1:{open_one.port}/mcp\n"
    assert ask(open_one.url, body=INITIALIZE)[0] == 200


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_that_speaks_streamable_http_is_answered_from_the_pages(open_one: Started, mode: str) -> None:
    async with Client(open_one.url, mode=mode) as client:
        found = await client.call_tool("search_handbook", {"query": "refunds"})
    assert "A deposit is paid back in full up to a day before" in text_of(found)


async def test_a_file_dropped_into_the_folder_is_found_without_a_restart(tmp_path: Path) -> None:
    with handbook("--folder", str(tmp_path)) as started:
        async with Client(started.url) as client:
            before = await client.call_tool("search_handbook", {"query": "zeppelin"})
            (tmp_path / "travel.md").write_text("# Travel\n\nWe go by zeppelin.")
            after = await client.call_tool("search_handbook", {"query": "zeppelin"})
            (tmp_path / "travel.md").unlink()
            gone = await client.call_tool("search_handbook", {"query": "zeppelin"})
    assert text_of(before) == "The handbook has nothing about 'zeppelin'. Its pages are: none yet."
    assert text_of(after) == "Travel: We go by zeppelin."
    assert text_of(gone) == text_of(before)


async def test_the_environment_names_the_folder_and_the_feedback_file(tmp_path: Path) -> None:
    (tmp_path / "travel.md").write_text("We go by zeppelin.")
    feedback = tmp_path / "said" / "f.jsonl"
    with handbook(HANDBOOK_FOLDER=str(tmp_path), HANDBOOK_FEEDBACK=str(feedback)) as started:
        async with Client(started.url) as client:
            await client.call_tool("submit_feedback", {"text": "Good.", "page": "travel"})
    assert json.loads(feedback.read_text())["page"] == "travel"


def test_the_environment_files_of_the_folder_hold_its_settings(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text(f"HANDBOOK_TOKEN={TOKEN}\n")
    (tmp_path / ".env").write_text("HANDBOOK_TOKEN=another\n")
    with handbook(started_in=tmp_path, HANDBOOK_TOKEN="") as started:
        assert ask(started.url, body=INITIALIZE)[0] == 401
        assert ask(started.url, {"Authorization": f"Bearer {TOKEN}"}, INITIALIZE)[0] == 200


def test_the_token_that_chat_gives_its_handbook_wins_over_the_files(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("HANDBOOK_TOKEN=another\n")
    with handbook(started_in=tmp_path, HANDBOOK_TOKEN=TOKEN) as started:
        assert ask(started.url, {"Authorization": "Bearer another"}, INITIALIZE)[0] == 401
        assert ask(started.url, {"Authorization": f"Bearer {TOKEN}"}, INITIALIZE)[0] == 200


@pytest.mark.parametrize("data", [b"HANDBOOK_TOKEN=s3cret\xff", b"HANDBOOK_TOKEN=s3cret\0"])
def test_an_environment_file_that_cannot_be_read_is_refused_without_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        read_environment()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        ".env is not UTF-8 text, or has a null character in it; save it as UTF-8 [handbook-bad-env]\n"
    )


def test_of_the_files_only_its_own_variables_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDBOOK_HOSTS", "")
    before = dict(os.environ)
    Path(".env").write_text("ONE_OF_OURS=s3cret\nHANDBOOK_HOSTS=handbook.example\n")
    read_environment()
    assert dict(os.environ) == {**before, "HANDBOOK_HOSTS": "handbook.example"}


async def test_a_client_goes_on_after_the_handbook_was_started_anew() -> None:
    with handbook() as first:
        port = str(first.port)
        client = Client(first.url, mode="legacy")
        await client.__aenter__()
        assert not (await client.call_tool("search_handbook", {"query": "refunds"})).is_error
    with handbook("--port", port):
        assert not (await client.call_tool("search_handbook", {"query": "refunds"})).is_error
        await client.__aexit__(None, None, None)


# How it starts


def test_without_a_token_it_does_not_listen_to_others() -> None:
    for host in (EVERYWHERE, "::"):
        ended = run(HANDBOOK, "--port", "0", "--host", host)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == (
            f"others could reach {host}; set HANDBOOK_TOKEN, or stay with 127.0.0.1 [handbook-needs-token]\n"
        )


def test_with_a_token_it_listens_to_others() -> None:
    with handbook("--host", EVERYWHERE, HANDBOOK_TOKEN=TOKEN) as started:
        assert started.line == f"handbook is ready at http://0.0.0.0:{started.port}/mcp\n"
        there = f"http://127.0.0.1:{started.port}/mcp"
        assert ask(there, body=INITIALIZE)[0] == 401
        assert ask(there, {"Authorization": f"Bearer {TOKEN}"}, INITIALIZE)[0] == 200


def test_a_taken_port_is_refused_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(HANDBOOK, "--port", str(port))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"port {port} is taken; choose another by --port, or 0 for any that is free [handbook-port-taken]\n"
    )


@pytest.mark.parametrize(
    ("arguments", "token", "line"),
    [
        (
            "--folder /no/such",
            "",
            "there is no folder /no/such; name one by --folder or HANDBOOK_FOLDER [handbook-no-folder]",
        ),
        (
            "",
            "two words",
            (
                "HANDBOOK_TOKEN can't be sent in a header; use letters, digits and signs without blanks "
                "[handbook-bad-token]"
            ),
        ),
        (
            "--port 70000",
            "",
            ("there is no port 70000; choose one up to 65535 by --port, or 0 for any that is free [handbook-bad-port]"),
        ),
        (
            "--host 192.0.2.1 --port 0",
            "x",
            (
                "can't listen at 192.0.2.1, port 0 (Cannot assign requested address); try --host 127.0.0.1 "
                "[handbook-bad-host]"
            ),
        ),
        (
            "--host no..such",
            "x",
            "there is no address 'no..such' to listen at; try --host 127.0.0.1 [handbook-bad-host]",
        ),
    ],
)
def test_what_it_cannot_start_with_is_refused_in_one_line(arguments: str, token: str, line: str) -> None:
    ended = run(HANDBOOK, *arguments.split(), HANDBOOK_TOKEN=token)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", line + "\n")


def test_a_python_without_full_text_search_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(_: Path) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr("mcp_servers.handbook.index.Index", without)
    with socket.socket() as unused, pytest.raises(SystemExit) as ended:
        _run(_arguments().parse_args([]), PAGES, "", unused)
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "this Python's SQLite has no full-text search (no such module: fts5); use one with FTS5 [handbook-no-search]\n"
    )


# How it ends


def listening(started: Started) -> socket.socket:
    """A client that keeps listening for events, as most do."""
    client = socket.create_connection(("127.0.0.1", started.port))
    client.sendall(b"GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
    assert client.recv(12) == b"HTTP/1.1 200"
    return client


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly_though_a_client_is_listening(number: signal.Signals) -> None:
    with handbook() as started, listening(started):
        started.process.send_signal(number)
        # Seen: 0.5 s. More only because this machine may be busy.
        assert started.process.wait(timeout=5) == 0
        assert started.process.stderr is not None
        assert started.process.stderr.read() == ""


def test_it_ends_when_its_standard_input_closes() -> None:
    with handbook() as started, listening(started):
        out, err = started.process.communicate(timeout=5)
    assert (out, err, started.process.returncode) == ("", "", 0)


def test_it_goes_along_with_a_parent_that_dies() -> None:
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, *{HANDBOOK!r}, '--port', '0', '--until-stdin-closes'],"
        " stdin=subprocess.PIPE)\n"
        "child.wait()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("handbook is ready at ")
    process.kill()
    process.wait()
    # The child holds the other end of this pipe, so the end of input is the child's end.
    assert process.stdout.read() == ""


def test_without_the_option_it_serves_on_when_standard_input_is_closed() -> None:
    process = subprocess.Popen(
        [sys.executable, *HANDBOOK, "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ,
    )
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    assert ask(url, body=INITIALIZE)[0] == 200
    process.terminate()
    assert process.wait(timeout=5) == 0
    process.stdout.close()

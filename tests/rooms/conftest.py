"""A real LiveKit server and a real worker on loopback, for the tests of this folder."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import PATIENCE, desk, environment, odd, write_config
from tests.foreign.installed import files_program
from tests.programs import end, free_port, livekit_server, started
from tests.waiting import until

SERVERS = {"desk", "odd", "files"}
KEY, SECRET = "devkey", "secret"


@dataclass(frozen=True)
class Hotel:
    """A LiveKit server: where rooms are."""

    url: str
    log: Path


@pytest.fixture(scope="session")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotel]:
    program = livekit_server()
    folder = tmp_path_factory.mktemp("livekit")
    port, tcp, udp = free_port(), free_port(), free_port()
    config = f"port: {port}\nrtc:\n  tcp_port: {tcp}\n  udp_port: {udp}\n  use_external_ip: false\n"
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "--dev", "--bind", "127.0.0.1", "--node-ip", "127.0.0.1", "--config-body", config],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    try:
        wait_for_http(f"http://127.0.0.1:{port}", process, log)
        yield Hotel(f"ws://127.0.0.1:{port}", log)
    finally:
        end(process)


@pytest.fixture(scope="session")
def worker(hotel: Hotel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`python -m agent start` with the offline parts, the desk, the odd server and one for the files in `files`.

    Gives the folder of all its files.
    """
    folder = tmp_path_factory.mktemp("worker")
    log = folder / "worker.log"
    slow = odd(folder / "cancelled") | {"require_approval": {"never": ["slow"]}, "timeout": None}
    slow["env"] |= {"ODD_BEGAN": str(folder / "began")}
    node, script = files_program()
    (folder / "files" / "archive").mkdir(parents=True)
    files: dict[str, Any] = {"command": node, "args": [script, str(folder / "files")], "cwd": str(folder / "files")}
    files["connect_timeout"] = PATIENCE
    servers = {"desk": desk(folder), "odd": slow, "files": files}
    assert set(servers) == SERVERS
    config = write_config(folder, **servers)
    env = worker_environment(hotel, config)
    with started([sys.executable, "-m", "agent", "start"], log, "registered worker", env):
        yield folder


async def has_its_tools(folder: Path, room: str) -> None:
    """Waits until the agent in this room has every server: it greets without them, and answers without them."""

    def ready() -> set[str]:
        lines = (folder / "worker.log").read_text().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return {one["server"] for one in told if one.get("room") == room and one.get("state") == "ready"}

    await until(lambda: ready() == SERVERS, PATIENCE)


def decided(folder: Path, asked: str) -> list[tuple[str, str, str]]:
    """Each decision in the conversation in which this participant was asked: what, by whom and by which channel.

    By the ledger of the worker of this folder.
    """
    lines = [line for file in (folder / "ledger").glob("*.jsonl") for line in file.read_text().splitlines()]
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
    theirs = {one["session"] for one in entries if one["kind"] == "asked" and one["fields"]["who"] == asked}
    assert len(theirs) == 1
    fields = [one["fields"] for one in entries if one["kind"] == "decided" and one["session"] in theirs]
    return [(one["decision"], one["who"], one["channel"]) for one in fields]


def booked(folder: Path, patient: str) -> list[str]:
    """At which times somebody has an appointment tomorrow, by the desk's own book."""
    tomorrow = date.today() + timedelta(days=1)
    query = "SELECT at FROM appointment JOIN patient ON patient.id = patient WHERE name = ? AND day = ? ORDER BY at"
    with closing(sqlite3.connect(folder / "desk.sqlite")) as db:
        return [at for (at,) in db.execute(query, (patient, tomorrow.isoformat()))]


def worker_environment(hotel: Hotel, config: Path) -> dict[str, str]:
    return environment(
        LIVEKIT_URL=hotel.url,
        LIVEKIT_API_KEY=KEY,
        LIVEKIT_API_SECRET=SECRET,
        SAYSO_HTTP_PORT="0",
        SAYSO_CONFIG=str(config),
        SAYSO_LEDGER_DIR=str(config.parent / "ledger"),
    )


def wait_for_http(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}:\n{log.read_text(errors='replace')[-2000:]}")

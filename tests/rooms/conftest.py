"""A LiveKit server and a worker for the tests of this folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.program import PATIENCE, desk, odd
from tests.foreign.installed import files_program
from tests.programs import livekit_server
from tests.rooms.hotel import Hotel, open_hotel, working


@pytest.fixture(scope="session")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotel]:
    with open_hotel(livekit_server(), tmp_path_factory.mktemp("livekit")) as one:
        yield one


@pytest.fixture(scope="session")
def worker(hotel: Hotel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A worker with the desk, the odd server and one for the files in `files`. Gives the folder of all its files."""
    folder = tmp_path_factory.mktemp("worker")
    slow = odd(folder / "cancelled") | {"require_approval": {"never": ["slow"]}, "timeout": None}
    slow["env"] |= {"ODD_BEGAN": str(folder / "began")}
    node, script = files_program()
    (folder / "files" / "archive").mkdir(parents=True)
    files: dict[str, Any] = {"command": node, "args": [script, str(folder / "files")], "cwd": str(folder / "files")}
    files["connect_timeout"] = PATIENCE
    with working(hotel, folder, desk=desk(folder), odd=slow, files=files):
        yield folder


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

"""The desk's file: its tables, and how it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mcp_servers.desk.names import key
from mcp_servers.refused import Refused

APPLICATION = 0x5A1D_DE5C
"""Written into the file, so that nobody else's database is taken for a desk's."""
VERSION = 1
WAIT_SECONDS = 10
"""How long one call waits for another process that is writing."""

DOCTORS = ("Doctor Klein", "Doctor Rossi", "Doctor Weber")

# Two rules are the database's own, so that no program can break them: a doctor sees one person at a time, and a
# person is in one place at a time.
TABLES = """
CREATE TABLE doctor (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE patient (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE appointment (
    id INTEGER PRIMARY KEY,
    patient INTEGER NOT NULL REFERENCES patient (id),
    doctor INTEGER NOT NULL REFERENCES doctor (id),
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (doctor, day, at),
    UNIQUE (patient, day, at)
) STRICT;
CREATE INDEX appointment_by_day ON appointment (day, at);
CREATE TABLE reminder (
    appointment INTEGER NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    sent TEXT NOT NULL,
    UNIQUE (appointment, day, at)
) STRICT;
CREATE TABLE demo_day (
    day TEXT PRIMARY KEY
) STRICT;
"""


class NotADesk(Exception):  # noqa: N818 - reads better where it is caught
    """The file is a database of something else, or of another version."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one look."""
    # isolation_level=None: transactions begin and end where we say so, never by a guess of the driver.
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA foreign_keys = ON")
            yield db
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Refused("The appointment book is busy. Please try again in a moment.") from error
            raise


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that holds the only right to write from its beginning to its end."""
    with reading(path) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def prepare(path: Path) -> None:
    """Make the folder, the file and the tables where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as db:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if application == APPLICATION and version == VERSION:
            return
        if not empty:
            raise NotADesk(f"version {version}" if application == APPLICATION else "something else")
        for statement in TABLES.split(";")[:-1]:
            db.execute(statement)
        db.executemany("INSERT INTO doctor (name, key) VALUES (?, ?)", [(name, key(name)) for name in DOCTORS])
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")

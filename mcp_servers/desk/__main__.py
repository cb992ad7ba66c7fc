"""`python -m mcp_servers.desk`: serve the desk over standard input and output."""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
from datetime import datetime
from pathlib import Path

from mcp_servers.fail import fail
from mcp_servers.refused import Refused

REMINDER_SECONDS = 0.3


def main() -> None:
    """Open the book and serve it until the client closes its end."""
    # A thread waits on standard input and can't be woken. Every change to the book is one transaction, so ending at
    # once loses nothing.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: os._exit(0))
    options = _arguments().parse_args()
    path = Path(os.environ.get("SAYSO_DESK_DB") or ".data/desk.sqlite")
    seconds = _seconds(os.environ.get("SAYSO_DESK_REMINDER_SECONDS"))
    demo_data = not options.empty and os.environ.get("SAYSO_DESK_DEMO", "1") != "0"

    from mcp_servers.desk import demo, schema
    from mcp_servers.desk.book import Book

    try:
        schema.prepare(path)
    except schema.NotADesk as found:
        fail("desk-not-ours", f"{path} is not this desk's file ({found}); name another one in SAYSO_DESK_DB")
    except (OSError, sqlite3.Error, Refused) as error:
        fail("desk-no-file", f"the desk can't use {path} ({error}); name another file in SAYSO_DESK_DB")

    from mcp_servers.desk.server import build

    server = build(Book(path, datetime.now), seconds, lambda today: demo.ensure(path, today) if demo_data else None)
    server.run("stdio")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mcp_servers.desk", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="begin without demo appointments (also SAYSO_DESK_DEMO=0)")
    return parser


def _seconds(given: str | None) -> float:
    try:
        seconds = float(given) if given else REMINDER_SECONDS
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 3600:
        fail("desk-bad-seconds", f"SAYSO_DESK_REMINDER_SECONDS is {given!r}; give a number of seconds, such as 0.3")
    return seconds


if __name__ == "__main__":
    main()

"""Ledgers as files that are there: which of a folder, whose, and their lines, in pieces whatever their size."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.consent.ledger import MOST_BYTES, Linked, read_line

if sys.platform != "win32":  # nothing is locked there, and so nothing of another process is mended
    import fcntl

NAME = re.compile(r"\d{8}T\d{6}Z-\d+-[0-9a-f]+\.jsonl")
"""When it was begun, by which process, and a few letters for two that agree in both."""

LAST = 65_536
"""Bytes at a file's end that are looked at at once."""


def files_of(folder: Path) -> list[Path]:
    """The ledgers of a folder, the oldest first."""
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)), key=_age)


def _age(path: Path) -> tuple[str, int, str]:
    """By the second it was begun, then by when it was last written, since several processes begin in one second."""
    try:
        written = path.stat().st_mtime_ns
    except OSError:
        written = 0
    return path.name[:16], written, path.name


def lines_of(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each line from where the file stands, without its line break, and whether it has one.

    Of a line that is longer than any of ours only the beginning is given.
    """
    while line := file.readline(MOST_BYTES + 1):
        whole, rest = line.endswith(b"\n"), line
        while not whole and len(rest) > MOST_BYTES:
            rest = file.readline(MOST_BYTES + 1)
            whole = rest.endswith(b"\n")
        yield (line[:-1] if line.endswith(b"\n") else line), whole


def last_lines(file: BinaryIO, count: int) -> int:
    """Where the last `count` lines of a file begin; a torn one at its end is not counted."""
    end = position = file.seek(0, os.SEEK_END)
    breaks = 0
    while position > 0:
        start = max(0, position - LAST)
        file.seek(start)
        block = file.read(position - start)
        at = len(block)
        while (at := block.rfind(b"\n", 0, at)) >= 0:
            breaks += 1
            if breaks > count:
                return start + at + 1
        position = start
    return 0 if count > 0 else end


def is_finished(path: Path) -> bool:
    """Whether the last line says that its process was done with this file."""
    with path.open("rb") as file:
        file.seek(-min(LAST, file.seek(0, os.SEEK_END)), os.SEEK_END)
        end = file.read()
    read = read_line(end[:-1].rpartition(b"\n")[2]) if end.endswith(b"\n") else ""
    return isinstance(read, Linked) and read.entry.kind == "closed" and not read.entry.session


def lock(fd: int) -> bool:
    """Takes the lock that a writer holds while it has its file open. False: another has it, or none can be had."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def in_use(path: Path) -> bool:
    """Whether a process has this ledger open for writing."""
    if sys.platform == "win32" or not path.is_file():  # to open a pipe is to wait for its other end
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False

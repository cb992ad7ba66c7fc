"""One ledger open for writing: its bytes on the disk and the end of its chain, always in step."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sayso.consent.ledger import MOST_BYTES, Entry, Head, beginning, line_of
from sayso.consent.ledger_check import Check
from sayso.ledger.reading import lines_of, lock
from sayso.ledger.settings import LedgerError
from sayso.problems import Problem

UNFINISHED = ".new"
"""What a file's name ends in until its opening record is on the disk."""


class Chain:
    """Where the disk refuses, OSError is raised, and the file ends where it ended before, or else is `spoilt`."""

    def __init__(self, path: Path, fd: int, size: int, head: Head) -> None:
        self.path = path
        self.head = head
        self.spoilt = False
        self._fd = fd
        self._size = size
        self._id = identity(os.fstat(fd))

    @classmethod
    def begin(cls, folder: Path, fields: Mapping[str, object]) -> Chain:
        """A new file, which no other process writes to, with its opening record on the disk."""
        make_private(folder)
        begun = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        path = folder / f"{begun}-{os.getpid()}-{secrets.token_hex(3)}.jsonl"
        # Nobody ever sees a ledger without its opening record: it gets its name when the record is on the disk.
        unfinished = folder / f".{path.name}{UNFINISHED}"
        fd = os.open(unfinished, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            lock(fd)
            chain = cls(path, fd, 0, beginning(path.name))
            chain.append([own("opened", "", {"file": path.name, "pid": os.getpid(), **fields})], sync=True)
            unfinished.rename(path)
            sync_folder(folder)
        except BaseException:
            os.close(fd)
            unfinished.unlink(missing_ok=True)
            raise
        return chain

    @classmethod
    def resume(cls, path: Path) -> tuple[Chain, Check]:
        """A file that another process began and left, mended, with what was found in it.

        Raises LedgerError where a process still has it, or where more is wrong with it than a torn end.
        """
        fd = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            if not lock(fd):
                cure = "wait until it has ended"
                raise LedgerError(Problem("ledger-in-use", str(path), "another process writes to it", cure))
            check, head, size, torn = survey(path)
            chain = cls(path, fd, size, head)
            chain.mend(torn)
        except BaseException:
            os.close(fd)
            raise
        return chain, check

    def mend(self, torn: bytes) -> None:
        """Cuts off a torn end and records what it was."""
        if torn:
            os.ftruncate(self._fd, self._size)
        text = torn.decode("ascii", "backslashreplace")
        digest = hashlib.sha256(torn).hexdigest()
        fields = {"bytes": len(torn), "sha256": digest, "text": text} if torn else {"bytes": 0}
        self.append([own("mended", "", fields)], sync=True)

    def append(self, entries: Sequence[Entry], *, sync: bool) -> None:
        """All of them, or none."""
        head, lines = self.head, []
        for entry in entries:
            line, head = line_of(head, entry)
            lines.append(line)
        data = b"".join(lines)
        try:
            write_all(self._fd, data)
            if sync:
                os.fsync(self._fd)
        except BaseException:
            self._cut_back()
            raise
        self._size += len(data)
        self.head = head

    def is_ours(self) -> bool:
        """Whether the file still is where it was and as long as it was when this process wrote last."""
        try:
            opened, named = os.fstat(self._fd), self.path.stat()
        except OSError:
            return False
        return identity(opened) == identity(named) == self._id and opened.st_size == self._size

    def close(self) -> None:
        """Lets go of the file, and with it of the lock."""
        try:
            if (
                identity(os.fstat(self._fd)) == self._id
            ):  # somebody else may have closed it, and the number be another's
                os.close(self._fd)
        except OSError:
            pass

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._fd, self._size)
        except OSError:
            self.spoilt = True


def make_private(folder: Path) -> None:
    """The folder and all above it that are not there yet, for this user alone."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)  # says so where it is no folder


def open_to_all(folder: Path) -> Problem | None:
    """What is wrong with a folder in which every user of the machine may put and remove files."""
    try:
        everybody = os.name == "posix" and folder.stat().st_mode & 0o002
    except OSError:
        return None
    if not everybody:
        return None
    what = "every user of this machine may write there, so any of them can remove a ledger or put another in its place"
    return Problem("ledger-folder-open", str(folder), what, "take that away (chmod o-w), or set SAYSO_LEDGER_DIR")


def survey(path: Path) -> tuple[Check, Head, int, bytes]:
    """What a whole ledger holds, where its chain ends, how many bytes of it are sound, and the torn ones after them."""
    check, size, torn = Check(), 0, b""
    faults = []
    with path.open("rb") as file:
        for line, whole in lines_of(file):
            if whole:
                faults += check.take(line)
                size += len(line) + 1
            else:
                torn = line
    faults += [fault for fault in check.end() if fault.kind != "unclosed"]
    if faults or check.head is None or len(torn) > MOST_BYTES:
        what = "more is wrong with it than a line that a crash has torn"
        cure = "see what it is with sayso ledger verify; nothing more is written to it"
        raise LedgerError(Problem("ledger-not-mended", str(path), what, cure))
    return check, check.head, size, torn


def own(kind: str, session: str, fields: Mapping[str, Any]) -> Entry:
    """A record of the writer's own."""
    return Entry(now(), None, session, kind, "", fields)


def now() -> str:
    """By the wall clock, in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def write_all(fd: int, data: bytes) -> None:
    """A full disk may take the first part of it only."""
    while data:
        data = data[os.write(fd, data) :]


def sync_folder(folder: Path) -> None:
    """So that a file's name survives a crash of the machine, as its content does."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows can't, and need not
        return
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

"""The writer of the ledger: one file a process, only ever appended to, private to its user.

What must be on disk is on disk when `write` returns. What could not be written raises LedgerError, leaves no half line
behind, and is tried anew with the next record; so the caller can refuse what it can't record, and go on when it can.
"""

from __future__ import annotations

import atexit
import errno
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from sayso.consent.effects import Record
from sayso.consent.ledger import Entry, Keep, entry_of
from sayso.ledger.disk import Chain, now, open_to_all, own
from sayso.ledger.mending import mend_folder
from sayso.ledger.settings import LedgerError, LedgerSettings, ledger_settings
from sayso.problems import Problem

__all__ = ["LedgerError", "LedgerFile", "open_ledger"]

logger = logging.getLogger("sayso")

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_files: dict[tuple[int, LedgerSettings], LedgerFile] = {}
_opening = threading.Lock()


def open_ledger(session: str = "", environ: Mapping[str, str] | None = None) -> LedgerFile:
    """This process's ledger, with the beginning of a session in it.

    What processes that are gone have left unfinished in the folder is mended first. Raises LedgerError where the
    environment's settings can't be used or nothing can be written there.
    """
    settings = ledger_settings(environ)
    with _opening:
        file = _files.get((os.getpid(), settings))
        if file is None or file.is_shut:
            mend_folder(settings.folder)
            file = LedgerFile(settings.folder, settings.keep)
            atexit.register(file.shut)
            _files[os.getpid(), settings] = file
            if file.caution is not None:
                logger.warning("the ledger is not safe where it is", extra={"problem": str(file.caution)})
    if session:
        file.begin(session)
    return file


class LedgerFile:
    """A ledger of this process. Its methods may be called from any thread."""

    def __init__(self, folder: Path, keep: Keep | None = None, *, chain: Chain | None = None) -> None:
        """Begins a new file, or goes on with one that is open. Raises LedgerError where that can't be done."""
        self.folder = folder
        self.keep = Keep() if keep is None else keep
        self.is_shut = False
        self._chain = chain
        self._last = ""
        """The name of the last file, and the digest of its last line."""
        self._sessions: dict[str, None] = {}
        """Those that have no closing record yet, in order."""
        self._closed: set[str] = set()
        """Those that have one. A call that ends after it does not open them again."""
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._append([], sync=False)

    @classmethod
    def reopen(cls, path: Path, keep: Keep | None = None) -> LedgerFile:
        """Goes on with a file that another process has left, mending its torn end.

        Raises LedgerError where a process still has it, or where more is wrong with it.
        """
        try:
            chain, check = Chain.resume(path)
        except OSError as error:
            raise unwritable(path, error) from error
        file = cls(path.parent, keep, chain=chain)
        file._sessions.update(dict.fromkeys(check.sessions))
        return file

    @property
    def path(self) -> Path:
        """The file that is written now; the folder where there is none at the moment."""
        return self.folder if self._chain is None else self._chain.path

    @property
    def caution(self) -> Problem | None:
        """What should be known of the folder, though a ledger can be written there."""
        return open_to_all(self.folder)

    @property
    def head(self) -> str:
        """The digest of the last line; empty where no file is open at the moment."""
        return "" if self._chain is None else self._chain.head.digest

    def begin(self, session: str) -> None:
        """Records that a session has begun, so that its closing record is missed where it was cut off."""
        with self._held():
            self._append([own("opened", session, {})], sync=False)
            self._sessions[session] = None
            self._closed.discard(session)

    def write(self, records: Sequence[Record], session: str) -> None:
        """Appends them all, or none. Where one of them asks for confirmation, they are on disk when this returns;
        LedgerError says that they are not."""
        with self._held():
            time = now()
            entries = [entry_of(record, session, time, self.keep) for record in records]
            self._append(entries, sync=any(record.confirm for record in records))
            if any(record.kind == "closed" for record in records):
                self._note_closed(session)
            elif session not in self._closed:
                self._sessions[session] = None

    def close(self, session: str) -> str:
        """Sees to it that a session's closing record is on disk; gives the digest of the last line."""
        with self._held():
            unclosed = [own("closed", session, {})] if session in self._sessions else []
            self._append(unclosed, sync=True)
            self._note_closed(session)
            return self.head

    def shut(self) -> None:
        """This process is done with the file: says so in it, and lets go of it. Never raises."""
        if self.is_shut or self._pid != os.getpid():
            return
        with self._lock:
            # A session without its closing record stays without: nobody here knows how it ended.
            if self._chain is not None and not self._sessions:
                with suppress(LedgerError):
                    self._append([own("closed", "", {})], sync=True)
            self._let_go()
            self.is_shut = True

    def __enter__(self) -> LedgerFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.shut()

    def _held(self) -> threading.Lock:
        """The lock to write under. After a fork the child begins anew: file and lock are its parent's."""
        if self._pid != os.getpid():
            self._pid, self._lock = os.getpid(), threading.Lock()
            self._sessions, self._closed = {}, set()
            self._let_go()
        return self._lock

    def _append(self, entries: Sequence[Entry], *, sync: bool) -> None:
        if self.is_shut:
            raise LedgerError(Problem("ledger-unwritable", str(self.folder), "is shut", "open it anew"))
        try:
            if self._chain is None:
                self._chain = Chain.begin(self.folder, self._circumstances())
                resumed = [own("opened", session, {}) for session in self._sessions]
                self._chain.append(resumed, sync=False)
            elif not self._chain.is_ours():
                raise other_hands(self.path)
            self._chain.append(entries, sync=sync)
        except LedgerError:
            self._let_go()
            raise
        except OSError as error:
            path = self.path
            if self._chain is not None and self._chain.spoilt:
                self._let_go()
            raise unwritable(path, error) from error

    def _note_closed(self, session: str) -> None:
        self._sessions.pop(session, None)
        self._closed.add(session)

    def _circumstances(self) -> dict[str, object]:
        words = "on" if self.keep.words else "off"
        after = {"after": self._last} if self._last else {}
        return {"arguments": self.keep.arguments, "words": words, **after}

    def _let_go(self) -> None:
        """The next record begins a new file."""
        if self._chain is not None:
            self._last = f"{self._chain.path.name} {self._chain.head.digest}"
            self._chain.close()
            self._chain = None


def unwritable(path: Path, error: OSError) -> LedgerError:
    cure = "make room" if error.errno in FULL else "see to it that this user may write there, or set SAYSO_LEDGER_DIR"
    why = error.strerror or type(error).__name__
    return LedgerError(Problem("ledger-unwritable", str(path), f"can't be written: {why}", cure))


def other_hands(path: Path) -> LedgerError:
    what = "was changed, moved or removed by another program while it was written"
    cure = "leave the files of running processes alone; the next record begins a new file"
    return LedgerError(Problem("ledger-other-hands", str(path), what, cure))

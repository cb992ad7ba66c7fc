"""What processes that are gone have left unfinished is finished by the next one that starts."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from sayso.consent.ledger_check import CRASH
from sayso.ledger.disk import UNFINISHED, Chain, own
from sayso.ledger.reading import files_of, is_finished
from sayso.ledger.settings import LedgerError

MOST_FILES = 20
"""The newest; older ones were looked at by the processes before."""
MOST_BYTES = 64 * 1024 * 1024
"""A person waits while a process starts: longer files are left to `sayso ledger verify`."""
ABANDONED = 60.0
"""Seconds after which a file that never got its name never will."""


def mend_folder(folder: Path) -> list[Path]:
    """Mends what is unfinished in a folder, and gives the files that were. Files in use and files in which more is
    wrong stay as they are; nothing here keeps a process from starting."""
    mended = []
    with suppress(OSError):
        for path in files_of(folder)[-MOST_FILES:]:
            with suppress(OSError, LedgerError):
                if path.stat().st_size <= MOST_BYTES and not is_finished(path):
                    mend(path)
                    mended.append(path)
        for path in folder.glob(f".*.jsonl{UNFINISHED}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()
    return mended


def mend(path: Path) -> None:
    """Closes a ledger whose process is gone. Raises OSError, or LedgerError where it must stay as it is."""
    chain, check = Chain.resume(path)
    try:
        crashed = [own("closed", session, {"reason": CRASH}) for session in check.sessions]
        chain.append([*crashed, own("closed", "", {"reason": CRASH})], sync=True)
    finally:
        chain.close()

"""What people say about the handbook: one line of JSON for each, only ever added to."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path

from mcp_servers.refused import Refused

LONGEST = 4000


def keep_feedback(path: Path, page: str | None, text: str, now: datetime) -> None:
    """Add one line, whole or not at all."""
    words = " ".join(text.encode("utf-8", errors="ignore").decode("utf-8").split())
    if not words:
        raise Refused("What shall I pass on? The feedback is empty.")
    if len(words) > LONGEST:
        raise Refused(f"That is too long; please keep feedback under {LONGEST} characters.")
    entry = {"at": now.isoformat(timespec="seconds"), "page": page, "text": words}
    line = (json.dumps(entry, ensure_ascii=False) + "\n").encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(path, line)
    except OSError:
        raise Refused("The feedback could not be written down; nothing was kept.") from None


def _append(path: Path, line: bytes) -> None:
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = os.lseek(file, 0, os.SEEK_END)
        try:
            written = os.write(file, line)
            if written != len(line):
                raise OSError("the disk is full")
            os.fsync(file)
        except OSError:
            os.ftruncate(file, end)
            raise
    finally:
        os.close(file)

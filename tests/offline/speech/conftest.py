"""What the speech tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.offline.recogniser import RECOGNISERS


def children(program: str) -> list[str]:
    """The command lines of our own children that run this program; of one that is dead and not buried, its name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = (process / "status").read_text()
            line = (process / "cmdline").read_text().replace("\0", " ").strip()
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
        name = status.splitlines()[0].split(maxsplit=1)[1]
        if f"\nPPid:\t{os.getpid()}\n" in status and (program in name or program in line):
            found.append(line or f"({name})")
    return found


@pytest.fixture
def espeaks() -> Callable[[], list[str]]:
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs espeak-ng: apt-get install espeak-ng")
    return lambda: children("espeak-ng")


@pytest.fixture
def recognisers() -> Iterator[Callable[[], list[str]]]:
    """Lists the recognisers' processes; ends those that wait for work before and after the test."""
    pytest.importorskip("pocketsphinx", reason="needs pocketsphinx: pip install 'sayso[offline]'")
    RECOGNISERS.close()
    yield lambda: children("sphinx_process.py")
    RECOGNISERS.close()

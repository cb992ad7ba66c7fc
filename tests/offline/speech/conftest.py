"""What the speech tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.offline.recogniser import RECOGNISERS


def children(program: str) -> list[str]:
    """The command lines of this process's own children that run this program, the dead but not yet buried included."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            try:
                name = (Path("/proc") / pid / "comm").read_text().strip()
                line = (Path("/proc") / pid / "cmdline").read_text().replace("\0", " ").strip()
            except FileNotFoundError:
                continue
            if program in name or program in line:
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

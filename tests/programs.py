"""The programs that tests and benchmarks start: where those are that pip does not install, and hearing their word."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.repository.files import ROOT

LIVEKIT_SERVER = "github.com/livekit/livekit-server/cmd/server@v1.13.5"


def kept_server() -> Path:
    """Where .ci/run keeps LiveKit's own server."""
    return Path.home() / ".cache" / "sayso" / "tools" / "server"


def find_livekit_server() -> Path | None:
    """LiveKit's own server: SAYSO_LIVEKIT_SERVER, on PATH, or where .ci/run keeps it."""
    named = os.environ.get("SAYSO_LIVEKIT_SERVER")
    found = (named, shutil.which("livekit-server"), str(kept_server()))
    return next((Path(path) for path in found if path and os.access(path, os.X_OK)), None)


def livekit_server() -> Path:
    """The same. Skips where it is missing."""
    found = find_livekit_server()
    if found is None:
        pytest.skip(f"needs livekit-server: GOBIN={kept_server().parent} go install {LIVEKIT_SERVER}")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str], log: Path, until: str, env: Mapping[str, str]) -> Iterator[None]:
    """A program that runs, from when it has said this in its log."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        wait_for_line(log, until, process)
        yield
    finally:
        end(process)


@contextmanager
def serving(command: Sequence[str]) -> Iterator[str]:
    """The address of a server that prints it first, and ends with its standard input."""
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            address = process.stdout.readline().strip()
            assert address, f"{' '.join(command)} did not start"
            yield address
        finally:
            process.stdin.close()


def wait_for_line(log: Path, words: str, process: subprocess.Popen[bytes], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if words in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise AssertionError(f"{words!r} did not come:\n{log.read_text(errors='replace')[-4000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

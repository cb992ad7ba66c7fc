"""The servers as processes of their own, and the clients that reach them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mcp import StdioServerParameters

ROOT = Path(__file__).parents[2]
DESK = ("-m", "mcp_servers.desk")
HANDBOOK = ("-m", "mcp_servers.handbook")


def desk_parameters(folder: Path, *arguments: str, **env: str) -> StdioServerParameters:
    """How a client starts the desk, with its book in a folder of the test."""
    return StdioServerParameters(
        command=sys.executable,
        args=[*DESK, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SAYSO_DESK_REMINDER_SECONDS": "0", **env},
        cwd=folder,
    )


def run(module: tuple[str, ...], *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A server that is expected to end by itself, in a folder without environment files."""
    with TemporaryDirectory() as folder:
        return subprocess.run(
            [sys.executable, *module, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            check=False,
        )


@dataclass(frozen=True)
class Started:
    """A handbook that serves."""

    process: subprocess.Popen[str]
    url: str
    line: str

    @property
    def root(self) -> str:
        return self.url.removesuffix("/mcp")

    @property
    def port(self) -> int:
        return int(self.root.rsplit(":", 1)[1])


@contextmanager
def handbook(*arguments: str, started_in: Path | None = None, **env: str) -> Iterator[Started]:
    """A handbook on a free port, ended by closing its standard input; its folder is an empty one if none is named."""
    with TemporaryDirectory() as empty, _process(arguments, started_in or Path(empty), env) as started:
        yield started


@contextmanager
def _process(arguments: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> Iterator[Started]:
    process = subprocess.Popen(
        [sys.executable, *HANDBOOK, "--port", "0", "--until-stdin-closes", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield Started(process, line.rsplit(" ", 1)[-1].strip(), line)
    finally:
        process.communicate(timeout=30)


def ask(url: str, headers: Mapping[str, str] | None = None, body: Any = None) -> tuple[int, Message, str]:
    """One plain HTTP request: status, headers and body."""
    asked = urllib.request.Request(  # noqa: S310 - always a handbook of ours on loopback
        url,
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            **(headers or {}),
        },
        data=None if body is None else json.dumps(body).encode(),
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as got:  # noqa: S310 - as above
            return got.status, got.headers, got.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()


INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a test", "version": "1"},
    },
}
"""What every client says first."""

"""Starts our own handbook beside a session on this machine, and stops it at the end.

Only where the servers in use look for it through HANDBOOK_URL (as the default mcp.json does) and nobody has set that
variable, so that a handbook which runs elsewhere is left in peace.
"""

from __future__ import annotations

import os
import secrets
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.problems import Problem, SaysoError

READY = "handbook is ready at "
START_TIMEOUT = 15.0
STOP_TIMEOUT = 3.0
_MARK = "http://127.0.0.1:1/asked-for"


@contextmanager
def companion(config: Path | None) -> Iterator[None]:
    """Has the handbook running, where it is wanted, for as long as the block lasts."""
    if not is_wanted(config):
        yield
        return
    token = secrets.token_urlsafe(24)
    # It ends by itself when our end of its standard input closes, so that it outlives not even our being killed.
    process = subprocess.Popen(
        [sys.executable, "-m", "mcp_servers.handbook", "--port", "0", "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HANDBOOK_TOKEN": token},
        # Ctrl-C goes to the whole group of a terminal; the handbook must serve until the session has ended.
        start_new_session=True,
    )
    before = {name: os.environ.get(name) for name in ("HANDBOOK_URL", "HANDBOOK_TOKEN")}
    try:
        os.environ.update(HANDBOOK_URL=_address(process), HANDBOOK_TOKEN=token)
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _stop(process)


def is_wanted(config: Path | None) -> bool:
    """Whether a server that is switched on takes its address from HANDBOOK_URL, and the variable is free."""
    from sayso.config import load
    from sayso.servers.declared import Http

    if os.environ.get("HANDBOOK_URL"):
        return False
    try:
        servers = load(config, {**os.environ, "HANDBOOK_URL": _MARK}).servers
    except SaysoError:
        # The command that loads it for itself says what is wrong.
        return False
    return any(isinstance(s.transport, Http) and s.transport.url == _MARK for s in servers)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101 - Popen was asked for a pipe
    readable, _, _ = select.select([process.stdout], [], [], START_TIMEOUT)
    line = process.stdout.readline().strip() if readable else ""
    if line.startswith(READY):
        return line.removeprefix(READY)
    process.kill()
    assert process.stderr is not None  # noqa: S101
    words = process.stderr.read().strip().splitlines()
    said = f': "{words[-1]}"' if words else ""
    what = f"the handbook server that belongs to the default mcp.json did not start{said}"
    cure = "run `python -m mcp_servers.handbook` to see why, or set HANDBOOK_URL to one that runs"
    raise SaysoError(Problem("handbook-not-started", "", what, cure))


def _stop(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

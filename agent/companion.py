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
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from agent.settings import PROJECT
from agent.snapshot import VARIABLE
from sayso.problems import Problem, SaysoError

READY = "handbook is ready at "
START_TIMEOUT = 15.0
STOP_TIMEOUT = 3.0
_MARK = "http://127.0.0.1:1/asked-for"


@contextmanager
def companion(config: Path | None, *, meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Has the handbook running, where it is wanted, for as long as the block lasts.

    `meanwhile` is done while it starts: a second is long for somebody who waits for a greeting.
    """
    if not is_wanted(config):
        meanwhile()
        yield
        return
    before = {name: os.environ.get(name) for name in ("HANDBOOK_URL", "HANDBOOK_TOKEN")}
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryFile("w+") as errors:
        process = _start(token, errors)
        try:
            meanwhile()
            os.environ.update(HANDBOOK_URL=_address(process, errors), HANDBOOK_TOKEN=token)
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            _stop(process)


def foreseen() -> dict[str, str]:
    """The variable that a companion would set, for reading mcp.json before it runs."""
    return {} if os.environ.get("HANDBOOK_URL") else {"HANDBOOK_URL": _MARK}


def is_wanted(config: Path | None) -> bool:
    """Whether a server that is switched on takes its address from HANDBOOK_URL, and the variable is free."""
    from sayso.config.load import load
    from sayso.servers.declared import Http

    try:
        servers = load(config, {**os.environ, **foreseen()}).servers
    except SaysoError:
        # The command that loads it for itself says what is wrong.
        return False
    return any(isinstance(s.transport, Http) and s.transport.url == _MARK for s in servers)


def _start(token: str, errors: IO[str]) -> subprocess.Popen[str]:
    # It ends by itself when our end of its standard input closes, so that it outlives not even our being killed.
    return subprocess.Popen(
        [sys.executable, "-m", "mcp_servers.handbook", "--port", "0", "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name != VARIABLE} | {"HANDBOOK_TOKEN": token},
        # Ctrl-C goes to the whole group of a terminal; the handbook must serve until the session has ended.
        start_new_session=True,
    )


def _address(process: subprocess.Popen[str], errors: IO[str]) -> str:
    assert process.stdout is not None  # noqa: S101 - Popen was asked for a pipe
    readable, _, _ = select.select([process.stdout], [], [], START_TIMEOUT)
    line = process.stdout.readline().strip() if readable else ""
    if line.startswith(READY):
        return line.removeprefix(READY)
    process.kill()
    process.wait()
    errors.seek(0)
    words = errors.read().strip().splitlines()
    said = f': "{words[-1]}"' if words else ""
    what = f"the handbook server that belongs to the default mcp.json did not start{said}"
    cure = "run `python -m mcp_servers.handbook` to see why, or set HANDBOOK_URL to one that runs"
    raise SaysoError(Problem("handbook-not-started", "", what, cure))


def _stop(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

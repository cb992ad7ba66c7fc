"""The commands as programs of their own: started in a folder of their own, read line by line, ended by a signal."""

from __future__ import annotations

import asyncio
import atexit
import codecs
import fcntl
import json
import os
import pty
import re
import signal
import struct
import sys
import tempfile
import termios
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
SECONDS = 60
"""Importing LiveKit takes seconds, and more on a busy machine."""
PATIENCE = 60
"""Nor does a server of ours always start within the five seconds of a server that names no other time."""


_kept = tempfile.TemporaryDirectory(prefix="sayso-tests-")
atexit.register(_kept.cleanup)
KEPT = {
    "SAYSO_DESK_DB": str(Path(_kept.name) / "desk.sqlite"),
    "HANDBOOK_FEEDBACK": str(Path(_kept.name) / "feedback.jsonl"),
    "SAYSO_LEDGER_DIR": str(Path(_kept.name) / "ledger"),
}
"""What the default servers and the ledger keep, in a folder of this test run's and not among the developer's own."""


def environment(**given: str) -> dict[str, str]:
    """This process's environment without anybody's settings: set to nothing, so that no .env file sets them either."""
    return {**os.environ, **dict.fromkeys(VARIABLES, ""), **KEPT, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **given}


def write_config(folder: Path, **servers: Mapping[str, Any]) -> Path:
    path = folder / "mcp.json"
    path.write_text(json.dumps({"mcpServers": servers}))
    return path


def desk(folder: Path) -> dict[str, Any]:
    """Our own desk, with a book of its own."""
    return {
        "command": sys.executable,
        "args": ["-m", "mcp_servers.desk"],
        "cwd": str(ROOT),
        "env": {"SAYSO_DESK_DB": str(folder / "desk.sqlite")},
        "require_approval": {"never": ["find_appointments", "list_free_slots"]},
        "connect_timeout": PATIENCE,
    }


def odd(mark: Path | None = None) -> dict[str, Any]:
    """The odd server, with every tool allowed to run."""
    env = {"ODD_MARK": str(mark)} if mark is not None else {}
    return {
        "command": sys.executable,
        "args": ["-m", "tests.servers.odd_server"],
        "cwd": str(ROOT),
        "env": env,
        "require_approval": "never",
        "connect_timeout": PATIENCE,
    }


HANGING = {"command": "sleep", "args": ["600"], "connect_timeout": 2}
"""A server that never answers, and does not even end when its standard input does."""


class Program:
    """A running command."""

    def __init__(self, process: asyncio.subprocess.Process, keyboard: int | None = None) -> None:
        self.process = process
        self._keyboard = keyboard
        self.output = ""
        self.errors = ""
        self._seen = psutil.Process(process.pid)
        self._children: set[psutil.Process] = set()
        self._reading: list[asyncio.Task[None]] = []

    def read(self, stream: asyncio.StreamReader | None, name: str) -> None:
        assert stream is not None
        self._reading.append(asyncio.create_task(self._read(stream, name)))

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.split("\n")[:-1]]

    def children(self) -> set[psutil.Process]:
        """Every child seen so far, for `gone` to look after."""
        if self._seen.is_running():
            self._children |= set(self._seen.children(recursive=True))
        return self._children

    async def says(self, words: str) -> None:
        with suppress(TimeoutError):
            await until(lambda: words in self.output + self.errors or self._is_over(), SECONDS)
        for reading in self._reading:
            if reading.done():
                reading.result()  # says it where reading has failed
        # A prompt that redraws itself repeats its lines thirty times a second.
        said = "\n".join(dict.fromkeys((self.output + "\n" + self.errors).splitlines()))
        assert words in self.output + self.errors, f"{words!r} was not said, but (each line once):\n{said}"

    def write(self, text: str) -> None:
        if self._keyboard is not None:
            os.write(self._keyboard, text.encode())
            return
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())

    async def reads_keys(self) -> None:
        """It waits for a key. LiveKit's prompt throws away what is typed before it does."""
        assert self._keyboard is not None
        keyboard = self._keyboard
        await until(lambda: not termios.tcgetattr(keyboard)[3] & termios.ICANON, SECONDS)

    def end_input(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    async def ends(self) -> int:
        """Its exit code, with all of its output read."""
        async with asyncio.timeout(SECONDS):
            code = await self.process.wait()
            await asyncio.gather(*self._reading)
        return code

    async def gone(self) -> None:
        """No child that `children` has seen is left."""
        await until(lambda: not any(running(child) for child in self._children), 15)

    def _is_over(self) -> bool:
        ended = [reading for reading in self._reading if reading.done()]
        return len(ended) == len(self._reading) or any(reading.exception() for reading in ended)

    async def _read(self, stream: asyncio.StreamReader, name: str) -> None:
        # What is read may end in the middle of a letter, above all where a terminal's buffer was full.
        letters = codecs.getincrementaldecoder("utf-8")()
        # A terminal whose program has ended raises instead of ending.
        with suppress(OSError):
            while data := await stream.read(65536):
                setattr(self, name, getattr(self, name) + letters.decode(data))


def running(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@asynccontextmanager
async def program(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> AsyncIterator[Program]:
    """Starts `python ARGUMENTS...` between pipes, and kills what is left of it at the end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=cwd, env=environment(**(env or {})), stdin=pipe, stdout=pipe, stderr=pipe
    )
    started = Program(process)
    async with cleaned_up(started):
        started.read(process.stdout, "output")
        started.read(process.stderr, "errors")
        yield started


@asynccontextmanager
async def at_terminal(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> AsyncIterator[Program]:
    """Starts `python ARGUMENTS...` at a terminal of 80 columns of its own."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=cwd,
        env={**environment(**(env or {})), "TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        # Makes it the terminal that Ctrl-C is typed at.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    started = Program(process, keyboard=master)
    async with cleaned_up(started):
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(master, "rb", 0))
        started.read(reader, "output")
        yield started
        transport.close()


@asynccontextmanager
async def cleaned_up(started: Program) -> AsyncIterator[None]:
    process = started.process
    try:
        yield
    finally:
        left = started.children()
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
        for child in left:
            if running(child):
                child.kill()


async def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, given: str = "") -> Program:
    """Runs `python ARGUMENTS...` to its end."""
    async with program(*command, cwd=cwd, env=env) as started:
        started.write(given)
        started.end_input()
        await started.ends()
    return started


def outcome(finished: Program) -> tuple[int | None, Sequence[str]]:
    """The exit code, and what was said on standard error."""
    return finished.process.returncode, finished.errors.splitlines()

"""A real LiveKit server and a real worker on loopback, and what the worker's files tell."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.commands.program import PATIENCE, environment, write_config
from tests.programs import end, free_port, started
from tests.waiting import until

KEY, SECRET = "devkey", "secret"


@dataclass(frozen=True)
class Hotel:
    """A LiveKit server: where rooms are."""

    url: str
    log: Path


@contextmanager
def open_hotel(program: Path, folder: Path) -> Iterator[Hotel]:
    port, tcp, udp = free_port(), free_port(), free_port()
    config = f"port: {port}\nrtc:\n  tcp_port: {tcp}\n  udp_port: {udp}\n  use_external_ip: false\n"
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "--dev", "--bind", "127.0.0.1", "--node-ip", "127.0.0.1", "--config-body", config],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    try:
        wait_for_http(f"http://127.0.0.1:{port}", process, log)
        yield Hotel(f"ws://127.0.0.1:{port}", log)
    finally:
        end(process)


@contextmanager
def working(hotel: Hotel, folder: Path, **servers: Mapping[str, Any]) -> Iterator[None]:
    """`python -m agent start` with the offline parts and these servers; all its files are in the folder."""
    config = write_config(folder, **servers)
    env = worker_environment(hotel, config)
    with started([sys.executable, "-m", "agent", "start"], folder / "worker.log", "registered worker", env):
        yield


async def has_its_tools(folder: Path, room: str) -> None:
    """Waits until the agent in this room has every server: it greets without them, and answers without them."""
    servers = set(json.loads((folder / "mcp.json").read_text())["mcpServers"])

    def ready() -> set[str]:
        lines = (folder / "worker.log").read_text().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return {one["server"] for one in told if one.get("room") == room and one.get("state") == "ready"}

    await until(lambda: ready() == servers, PATIENCE)


def worker_environment(hotel: Hotel, config: Path) -> dict[str, str]:
    return environment(
        LIVEKIT_URL=hotel.url,
        LIVEKIT_API_KEY=KEY,
        LIVEKIT_API_SECRET=SECRET,
        SAYSO_HTTP_PORT="0",
        SAYSO_CONFIG=str(config),
        SAYSO_LEDGER_DIR=str(config.parent / "ledger"),
    )


def wait_for_http(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}:\n{log.read_text(errors='replace')[-2000:]}")

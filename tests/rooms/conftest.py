"""A real LiveKit server and a real worker on loopback, for the tests of this folder."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.program import ROOT, desk, environment, odd, write_config
from tests.programs import livekit_server

KEY, SECRET = "devkey", "secret"


@dataclass(frozen=True)
class Hotel:
    """A LiveKit server: where rooms are."""

    url: str
    log: Path


@pytest.fixture(scope="session")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotel]:
    program = livekit_server()
    folder = tmp_path_factory.mktemp("livekit")
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


@pytest.fixture(scope="session")
def worker(hotel: Hotel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`python -m agent start` with the offline parts, the desk and the odd server; gives the folder of its files."""
    folder = tmp_path_factory.mktemp("worker")
    log = folder / "worker.log"
    slow = odd(folder / "cancelled") | {"require_approval": {"never": ["slow"]}, "timeout": None}
    slow["env"] |= {"ODD_BEGAN": str(folder / "began")}
    config = write_config(folder, desk=desk(folder), odd=slow)
    env = worker_environment(hotel, config)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "agent", "start"],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    try:
        wait_for_line(log, "registered worker", process)
        yield folder
    finally:
        end(process)


def worker_environment(hotel: Hotel, config: Path) -> dict[str, str]:
    return environment(
        LIVEKIT_URL=hotel.url,
        LIVEKIT_API_KEY=KEY,
        LIVEKIT_API_SECRET=SECRET,
        SAYSO_HTTP_PORT="0",
        SAYSO_CONFIG=str(config),
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_http(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}:\n{log.read_text(errors='replace')[-2000:]}")


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

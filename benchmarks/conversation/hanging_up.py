"""How long our worker takes to leave a room when the caller hangs up while a call waits: in a real room of LiveKit's.

    python -m benchmarks.conversation.hanging_up [--rounds N] [--write]

It needs LiveKit's own server: SAYSO_LIVEKIT_SERVER, on PATH, or where CI keeps it. Another person looks on in the room
and sees the caller go and the agent go; the time between the two is the worker's closing, and the room's for telling.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from livekit import api, rtc

from benchmarks.conversation.figures import command, facts, spread
from tests.programs import find_livekit_server, free_port, started

PROGRAM = "python -m benchmarks.conversation.hanging_up"
RESULT = Path(__file__).with_name("hanging_up.txt")
KEY, SECRET = "devkey", "secret"
PATIENCE = 60.0
OURS = "book Ana Silva with doctor Weber tomorrow at 11"
QUESTION = "shall i book"


class Guest:
    """A client in a room, and when it saw others go."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.left: dict[str, float] = {}
        self.read = ""
        self.news = asyncio.Event()
        self._reading: set[asyncio.Task[None]] = set()
        self.room.on("participant_connected", lambda _: self.news.set())
        self.room.on("participant_disconnected", self._gone)
        self.room.register_text_stream_handler("lk.transcription", self._text)

    def _gone(self, participant: rtc.RemoteParticipant) -> None:
        self.left[participant.identity] = time.monotonic()
        self.news.set()

    def _text(self, reader: rtc.TextStreamReader, _: str) -> None:
        task = asyncio.create_task(self._take(reader))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _take(self, reader: rtc.TextStreamReader) -> None:
        self.read += f" {await reader.read_all()}"
        self.news.set()

    @property
    def agent(self) -> str | None:
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        return next((p.identity for p in self.room.remote_participants.values() if p.kind == kind), None)

    async def waits(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.news.wait()
        self.news.clear()


@asynccontextmanager
async def guest(url: str, room: str, identity: str) -> AsyncIterator[Guest]:
    grants = api.VideoGrants(room_join=True, room=room)
    one = Guest()
    await one.room.connect(url, api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt())
    try:
        yield one
    finally:
        await one.room.disconnect()


async def once(url: str, room: str) -> float:
    """Milliseconds from when the caller was seen to go to when the agent was."""
    async with guest(url, room, "caller") as caller:
        while (agent := caller.agent) is None or "rehearsal" not in caller.read.lower():
            await caller.waits()
        async with guest(url, room, "witness") as witness:
            await caller.room.local_participant.send_text(OURS, topic="lk.chat")
            while QUESTION not in caller.read.lower():
                await caller.waits()
            await caller.room.disconnect()
            while not {"caller", agent} <= witness.left.keys():
                await witness.waits()
            return 1000 * (witness.left[agent] - witness.left["caller"])


async def measure(url: str, rounds: int) -> list[float]:
    return [await once(url, f"room-{number}") for number in range(rounds)]


def result(found: Sequence[float], given: Sequence[str], about: Mapping[str, str]) -> str:
    """What is printed, and kept where that is asked for."""
    s = spread(found)
    rows = {"callers": f"{s.count}", "p50": f"{s.p50:.0f} ms", "p5": f"{s.p5:.0f} ms", "p95": f"{s.p95:.0f} ms"}
    lines = [
        f"{about['date']}: {command(PROGRAM, given)}",
        "; ".join(f"{name}: {value}" for name, value in about.items() if name != "date"),
        "",
        "From the caller's going, with a question open, to the worker's, as another in the room sees both:",
        *(f"{name:8} {value:>8}" for name, value in rows.items()),
    ]
    return "\n".join(lines) + "\n"


def main(given: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if given is None else given
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="callers who hang up, one after another (10)")
    parser.add_argument("--write", action="store_true", help="write benchmarks/conversation/hanging_up.txt")
    options = parser.parse_args(given)
    load = os.getloadavg()[0]
    server = find_livekit_server()
    if server is None:
        print("there is no livekit-server here; see the head of this file", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="sayso-") as name:
        folder = Path(name)
        port, tcp = free_port(), free_port()
        config = f"port: {port}\nrtc:\n  tcp_port: {tcp}\n  udp_port: {free_port()}\n  use_external_ip: false\n"
        local = ["--dev", "--bind", "127.0.0.1", "--node-ip", "127.0.0.1", "--config-body", config]
        url = f"ws://127.0.0.1:{port}"
        settings = {
            "LIVEKIT_URL": url,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "SAYSO_HTTP_PORT": "0",
            "SAYSO_LEDGER_DIR": str(folder / "ledger"),
        }
        worker = [sys.executable, "-m", "agent", "start"]
        with (
            started([str(server), *local], folder / "server.log", "starting LiveKit server", os.environ),
            started(worker, folder / "worker.log", "registered worker", {**os.environ, **settings}),
        ):
            found = asyncio.run(measure(url, options.rounds))
    text = result(found, given, facts(load))
    print(text, end="")
    if options.write:
        RESULT.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

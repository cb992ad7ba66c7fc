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
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.conversation.figures import command, facts, spread
from tests.commands.program import desk
from tests.programs import find_livekit_server
from tests.rooms.guests import guest
from tests.rooms.hotel import Hotel, has_its_tools, open_hotel, working

PROGRAM = "python -m benchmarks.conversation.hanging_up"
RESULT = Path(__file__).with_name("hanging_up.txt")
OURS = "book Ana Silva with doctor Weber tomorrow at 11"
QUESTION = "shall i book"


async def once(hotel: Hotel, folder: Path, room: str) -> float:
    """Milliseconds from when the caller was seen to go to when the agent was."""
    async with guest(hotel, room, "caller") as caller:
        await caller.waits_for(agent=True)
        await caller.hears("rehearsal")
        await has_its_tools(folder, room)
        async with guest(hotel, room, "witness") as witness:
            await witness.waits_for(agent=True)
            left: list[float] = []
            witness.room.on("participant_disconnected", lambda _: left.append(time.monotonic()))
            await caller.room.local_participant.send_text(OURS, topic="lk.chat")
            await caller.hears(QUESTION)
            await caller.room.disconnect()
            await witness.waits_for(agent=False)
            caller_left, agent_left = left
            return 1000 * (agent_left - caller_left)


async def measure(hotel: Hotel, folder: Path, rounds: int) -> list[float]:
    return [await once(hotel, folder, f"room-{number}") for number in range(rounds)]


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
        with open_hotel(server, folder) as hotel, working(hotel, folder, desk=desk(folder)):
            found = asyncio.run(measure(hotel, folder, options.rounds))
    text = result(found, given, facts(load))
    print(text, end="")
    if options.write:
        RESULT.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`sayso rehearse --random N`: dialogues that nobody wrote, and what is needed to repeat one that broke a promise."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.commands.printing import json_line, one_line, printable
from sayso.commands.rehearse import leave_unlogged

if TYPE_CHECKING:
    from sayso.rehearsal.running import Played


AT_ONCE = 4
"""Dialogues side by side, each in a session with servers of its own: mostly they wait."""


def run_random(count: int, seed: str | None, config: Path | None, *, as_json: bool) -> int:
    """Exit code 1 when a promise was broken."""
    from sayso.rehearsal.at_random.playing import Series, numbered, play_series

    name, numbers = numbered(secrets.token_hex(4) if seed is None else seed, count)
    leave_unlogged()
    if not as_json:
        print(f"seed {printable(name)}, dialogues {numbers.start} to {numbers.stop - 1}", flush=True)
    series = Series(name, numbers, config, os.environ, AT_ONCE)
    played = asyncio.run(play_series(series, silent if as_json else progress(count, config)))
    broken = [one for one in played if one.broken]
    calls = sum(len(one.seen.calls) for one in played)
    if as_json:
        found = [as_data(one) for one in broken]
        print(json_line({"seed": name, "played": len(played), "calls": calls, "broken": found}))
    else:
        print(f"{len(played)} played, {calls} calls at the servers, {len(broken)} broken")
    return 1 if broken else 0


def silent(_: Played) -> None:
    pass


def progress(count: int, config: Path | None) -> Callable[[Played], None]:
    """A line for each ten of them, and all about one that broke something."""
    done = 0

    def told(played: Played) -> None:
        nonlocal done
        done += 1
        if played.broken:
            print("\n".join(about(played, config)))
        if done % 10 == 0 and done < count:
            print(f"{done} of {count}")
        sys.stdout.flush()

    return told


def about(played: Played, config: Path | None) -> list[str]:
    """What broke, what is needed to play it again, and all that happened."""
    named = f" --config {config}" if config is not None else ""
    return [
        f"broken: {one_line(played.scenario.title)} ({played.mode})",
        *(f"  {one_line(str(broken))}" for broken in played.broken),
        f"  again: sayso rehearse --random 1 --seed {played.scenario.path}{named}",
        *(f"  step: {one_line(str(step))}" for step in played.scenario.steps),
        *(f"  {one_line(str(entry))}" for entry in played.log),
    ]


def as_data(played: Played) -> dict[str, Any]:
    return {
        "seed": str(played.scenario.path),
        "mode": str(played.mode),
        "broken": [str(broken) for broken in played.broken],
        "steps": [str(step) for step in played.scenario.steps],
        "log": [str(entry) for entry in played.log],
    }

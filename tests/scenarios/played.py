"""All scenarios of a run at once: each mostly waits, so several share one loop and one server over HTTP."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from sayso.rehearsal.reading import read_scenario
from sayso.rehearsal.running import Played, play
from sayso.rehearsal.scenario import Mode, Scenario
from tests.programs import serving

FOLDER = Path(__file__).parent
SHELF = FOLDER / "servers" / "shelf.py"
AT_ONCE = 8

Case = tuple[Scenario, Mode]


def cases() -> dict[str, Case]:
    """Every scenario in every mode that it is written for, by the id of its test."""
    scenarios = [read_scenario(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {f"{one.path.stem}-{mode}": (one, mode) for one in scenarios for mode in one.modes}


def shelf() -> AbstractContextManager[str]:
    """The address of a server that keeps a record for each of its clients."""
    return serving([sys.executable, str(SHELF), "--http"])


def play_all(wanted: Mapping[str, Case], *, at_once: int = AT_ONCE) -> dict[str, Played | BaseException]:
    """How each of these went."""
    with shelf() as address:
        return asyncio.run(played(wanted, at_once, {**os.environ, "SHELF_URL": address}))


async def played(
    wanted: Mapping[str, Case], at_once: int, environment: Mapping[str, str]
) -> dict[str, Played | BaseException]:
    turn = asyncio.Semaphore(at_once)

    async def one(scenario: Scenario, mode: Mode) -> Played:
        async with turn:
            return await play(scenario, mode, environment=environment)

    results = await asyncio.gather(*(one(*case) for case in wanted.values()), return_exceptions=True)
    return dict(zip(wanted, results, strict=True))


def report(played: Played) -> str:
    """What a failed test prints."""
    lines: Iterable[object] = (
        played.scenario.title,
        *played.broken,
        f"held up {played.held_up:.2f} s at most",
        "",
        *played.log,
    )
    return "\n".join(str(line) for line in lines)

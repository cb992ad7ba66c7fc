"""`sayso rehearse`: dialogues from files against the user's servers, and what was asked, decided and run in each."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.commands.printing import json_line, one_line, show
from sayso.problems import Problem, SaysoError
from sayso.rehearsal.reading import read_scenario
from sayso.rehearsal.scenario import ALL_MODES, Mode, Scenario

if TYPE_CHECKING:
    from sayso.rehearsal.running import Played


def run_rehearse(files: Sequence[Path], config: Path | None, *, mode: str | None, as_json: bool) -> int:
    """Exit code 1 when an expectation is broken."""
    scenarios = read_all(files)
    wanted = [(one, kind) for one in scenarios for kind in modes_of(one, mode)]
    leave_unlogged()
    played = asyncio.run(play_each(wanted, config, shown=not as_json))
    broken = sum(bool(one.broken) for one in played)
    if as_json:
        print(json_line({"played": [as_data(one) for one in played], "broken": broken}))
    else:
        print(f"{len(played)} played, {broken} broken")
    return 1 if broken else 0


def leave_unlogged() -> None:
    """What goes wrong in a rehearsal goes wrong on purpose, and is in what is printed."""
    logging.getLogger("livekit").setLevel(logging.CRITICAL)
    logging.getLogger("sayso").setLevel(logging.CRITICAL)


def which_kind(files: Sequence[Path], mode: str | None, random: int | None, seed: str | None) -> None:
    """Raises SaysoError where it is neither files nor random dialogues that are asked for, or both."""
    if random is None and not files:
        raise SaysoError(Problem("bad-usage", "", "no scenario is named", "name files, or write --random 10"))
    if random is None and seed is not None:
        raise SaysoError(Problem("bad-usage", "", "--seed says nothing of files", "write --random 10 with it"))
    if random is not None and (files or mode is not None):
        raise SaysoError(Problem("bad-usage", "", "--random makes its own dialogues", "leave files and --mode out"))


def read_all(files: Sequence[Path]) -> list[Scenario]:
    """All that is wrong in all of the files is said at once."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scenarios.append(read_scenario(file))
        except SaysoError as error:
            problems += error.problems
    if problems:
        raise SaysoError(problems)
    return scenarios


def modes_of(scenario: Scenario, mode: str | None) -> tuple[Mode, ...]:
    """The mode that the file names, unless another is asked for."""
    match mode:
        case None:
            return (scenario.options.mode,)
        case "all":
            return ALL_MODES if scenario.all_modes else (scenario.options.mode,)
        case "voice":
            return (replace(scenario.options.mode, channel="voice"),)
        case "text":
            return (replace(scenario.options.mode, channel="text"),)
    raise SaysoError(Problem("bad-mode", "", "--mode is neither voice, text nor all", "name one of these"))


async def play_each(wanted: Sequence[tuple[Scenario, Mode]], config: Path | None, *, shown: bool) -> list[Played]:
    from sayso.rehearsal.running import play

    played = []
    for scenario, mode in wanted:
        one = await play(scenario, mode, config=config)
        if shown:
            print_table(one)
            sys.stdout.flush()
        played.append(one)
    return played


def as_data(played: Played) -> dict[str, Any]:
    seen = played.seen
    return {
        "file": str(played.scenario.path),
        "title": played.scenario.title,
        "mode": str(played.mode),
        "seconds": round(played.seconds, 3),
        "asked": list(seen.asked),
        "decisions": list(seen.decisions),
        "calls": [{"server": call.server, "tool": call.tool, "arguments": call.arguments} for call in seen.calls],
        "cancelled": list(seen.cancelled),
        "said": list(seen.said),
        "broken": [str(broken) for broken in played.broken],
    }


def print_table(played: Played) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    seen = played.seen
    kept = "broken" if played.broken else "kept"
    show(Text.assemble((f"{kept}: {one_line(played.scenario.title)}", "bold"), f" ({played.mode})"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    rows = [("asked", seen.asked), ("decided", seen.decisions), ("ran", seen.calls), ("cancelled", seen.cancelled)]
    for name, values in rows:
        for value in values:
            table.add_row(name, one_line(str(value)))
    for broken in played.broken:
        table.add_row("broken", one_line(str(broken)))
    if table.row_count:
        show(Padding(table, (0, 0, 0, 2), expand=False))

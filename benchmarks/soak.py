"""Every scenario in every mode that it is written for, again and again while the machine is busy, and random dialogues.

Repeat it with: ./run soak --rounds 20 --random 200 --seed SEED

Prints what goes wrong in full, and keeps in soak/result.txt what was played and how often what failed. Exit code 1 when
anything did.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sayso.commands.rehearse_random import about
from sayso.rehearsal.at_random.playing import Series, play_series
from sayso.rehearsal.running import Played
from tests.scenarios.played import FOLDER, cases, play_all, report, shelf

RESULT = Path(__file__).parent / "soak" / "result.txt"
RANDOM_CONFIG = FOLDER / "servers" / "at_random.json"

LONGEST_ROUND = 900
"""Seconds after which what keeps the machine busy ends by itself; it ends with us as well."""

BUSY = """
import os, sys, time
end, parent = time.monotonic() + float(sys.argv[1]), os.getppid()
while time.monotonic() < end and os.getppid() == parent:
    pass
"""


@dataclass
class Tally:
    """What was played."""

    runs: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    dialogues: int = 0
    calls: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def failures(self) -> int:
        return self.failed.total() + len(self.broken)


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """While it lasts, so many processes want all of a processor each."""
    started = [subprocess.Popen([sys.executable, "-c", BUSY, str(LONGEST_ROUND)]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def play_rounds(rounds: int, at_once: int, processes: int, tally: Tally) -> None:
    wanted = cases()
    for number in range(1, rounds + 1):
        begun = time.monotonic()
        with busy(processes):
            outcomes = play_all(wanted, at_once=at_once)
        failed = {name: outcome for name, outcome in outcomes.items() if went_wrong(outcome)}
        tally.runs += len(outcomes)
        tally.failed.update(failed.keys())
        for name, outcome in failed.items():
            print(f"-- round {number}: {name}\n{told(outcome)}\n")
        seconds = time.monotonic() - begun
        say(f"round {number} of {rounds}: {len(outcomes)} played, {len(failed)} failed, {seconds:.0f} s")


def went_wrong(outcome: Played | BaseException) -> bool:
    return isinstance(outcome, BaseException) or bool(outcome.broken)


def told(outcome: Played | BaseException) -> str:
    return repr(outcome) if isinstance(outcome, BaseException) else report(outcome)


def play_random(count: int, seed: str, at_once: int, processes: int, tally: Tally) -> None:
    def see(played: Played) -> None:
        tally.dialogues += 1
        tally.calls += len(played.seen.calls)
        if played.broken:
            tally.broken.append(str(played.scenario.path))
            print("\n".join(about(played, RANDOM_CONFIG)))
        if tally.dialogues % 50 == 0:
            say(f"{tally.dialogues} of {count} random dialogues, {len(tally.broken)} broken")

    for begin in range(1, count + 1, 50):
        numbers = range(begin, min(begin + 50, count + 1))
        with shelf() as address, busy(processes):
            environment = {**os.environ, "SHELF_URL": address}
            asyncio.run(play_series(Series(seed, numbers, RANDOM_CONFIG, environment, at_once), see))


def say(line: str) -> None:
    print(line, flush=True)


def result(options: argparse.Namespace, tally: Tally, seconds: float) -> str:
    scenarios = len(list(FOLDER.glob("*.toml")))
    command = f"./run soak --rounds {options.rounds} --random {options.random} --seed {options.seed}"
    lines = [
        f"{date.today().isoformat()}: {command}",
        f"{os.cpu_count()} processors, {options.busy} other processes that want all of one each",
        f"{options.at_once} conversations at once, {seconds / 60:.0f} minutes",
        "",
        f"scenarios          {scenarios:8,}",
        f"rounds             {options.rounds:8,}",
        f"played             {tally.runs:8,}",
        f"failed             {tally.failed.total():8,}",
        f"random dialogues   {tally.dialogues:8,}",
        f"calls in them      {tally.calls:8,}",
        f"promises broken    {len(tally.broken):8,}",
    ]
    lines += ["", *(f"failed {count:3} times: {name}" for name, count in sorted(tally.failed.items()))]
    lines += [f"broken: seed {seed}" for seed in tally.broken]
    return "\n".join(lines).rstrip() + "\n"


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of all scenarios; 20")
    parser.add_argument("--random", type=int, default=200, help="random dialogues; 200")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="theirs")
    parser.add_argument("--at-once", type=int, default=6, help="conversations side by side; 6")
    parser.add_argument("--busy", type=int, default=os.cpu_count() or 1, help="processes that load the machine")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = read_options(arguments)
    # What goes wrong in a scenario goes wrong on purpose.
    logging.disable()
    tally, begun = Tally(), time.monotonic()
    say(f"seed {options.seed}")
    play_rounds(options.rounds, options.at_once, options.busy, tally)
    play_random(options.random, options.seed, options.at_once, options.busy, tally)
    text = result(options, tally, time.monotonic() - begun)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    say(text)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())

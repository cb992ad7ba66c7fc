"""`sayso simulate`: random dialogues against the real gate, and a broken promise as a file that can be played again."""

from __future__ import annotations

import json
import secrets
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sayso.commands.printing import json_line, printable
from sayso.consent.simulation import Found, Scenario, Tally, rehearse, search
from sayso.consent.simulation.scenario import scenario
from sayso.consent.simulation.search import Memory
from sayso.consent.simulation.telling import effect_line, event_line
from sayso.problems import Problem, SaysoError

EVERY = 0.25
"""Seconds between two lines of progress."""


def run_simulate(dialogues: int, seed: str | None, *, replay: Path | None, out: Path, as_json: bool) -> int:
    """Exit code 1 when a promise was broken."""
    if replay is not None:
        return play_again(read_dialogue(replay))
    seed = secrets.token_hex(4) if seed is None else seed
    tally = Tally()
    started = time.perf_counter()
    found = search(dialogues, seed, tally, going=progress(dialogues))
    seconds = time.perf_counter() - started
    file = None if found is None else keep(found, seed, out)
    if as_json:
        print(json_line(as_data(tally, seed, seconds, found, file)))
    else:
        print_tables(tally)
        print_speed(tally, seed, seconds)
        print_verdict(found, file)
    return 0 if found is None else 1


def progress(dialogues: int) -> Callable[[int], None] | None:
    """How far it is, on a terminal alone."""
    if not sys.stderr.isatty():
        return None
    due = time.perf_counter() + EVERY

    def going(done: int) -> None:
        nonlocal due
        if done == dialogues:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif time.perf_counter() >= due:
            due = time.perf_counter() + EVERY
            print(f"\r{done:,} of {dialogues:,} dialogues", end="", file=sys.stderr, flush=True)

    return going


def as_data(tally: Tally, seed: str, seconds: float, found: Found | None, file: Path | None) -> dict[str, Any]:
    events = sum(tally.events.values())
    broken = None
    if found is not None:
        what = {"promise": found.broken.promise, "what": found.scenario.about, "dialogue": found.number}
        broken = {**what, "file": str(file)}
    return {
        "dialogues": tally.dialogues,
        "seed": seed,
        "events": events,
        "seconds": round(seconds, 3),
        "dialogues_a_second": round(tally.dialogues / seconds),
        "events_a_second": round(events / seconds),
        "broken": broken,
        "seen": tally.tables(),
    }


def print_tables(tally: Tally) -> None:
    for title, seen in tally.tables().items():
        print(title)
        width = max(len(name) for name in seen)
        for name, times in seen.items():
            print(f"  {name:{width}}  {times:>9,}")
        print()


def print_speed(tally: Tally, seed: str, seconds: float) -> None:
    events = sum(tally.events.values())
    print(f"{tally.dialogues:,} dialogues, {events:,} events, seed {seed}: {seconds:.1f} s", end=", ")
    print(f"{tally.dialogues / seconds:,.0f} dialogues and {events / seconds:,.0f} events a second")


def print_verdict(found: Found | None, file: Path | None) -> None:
    if found is None:
        print("no promise was broken")
        return
    print(printable(found.scenario.about))
    print(f"in dialogue {found.number}, made as short as it can be: {len(found.scenario.steps)} steps in {file}")
    print(f"see it: sayso simulate --replay {shlex.quote(str(file))}")


def keep(found: Found, seed: str, out: Path) -> Path:
    """The shortest dialogue as a file."""
    name = "".join(c if c.isalnum() else "-" for c in f"{found.broken.promise}-{seed}-{found.number}")
    path = out / f"dialogue-{name}.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found.scenario.as_data(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        cure = "name a folder that can be written by --out"
        why = f"the dialogue that breaks {found.broken.promise} can't be written: {error.strerror}"
        raise SaysoError(Problem("dialogue-not-written", str(path), why, cure)) from None
    return path


def read_dialogue(path: Path) -> Scenario:
    cure = "give a file that `sayso simulate` has written"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return scenario(data)
    except OSError as error:
        raise SaysoError(Problem("dialogue-unreadable", str(path), f"can't be read: {error.strerror}", cure)) from None
    except (ValueError, RecursionError) as error:
        why = "is not JSON" if isinstance(error, json.JSONDecodeError | RecursionError) else str(error)
        raise SaysoError(Problem("dialogue-unreadable", str(path), why, cure)) from None


def play_again(kept: Scenario) -> int:
    """Shows each event and each effect."""
    memory = Memory()

    def show(event: Any, effects: list[Any]) -> None:
        print(printable(event_line(event)))
        for effect in effects:
            print(printable(effect_line(effect)))

    broken = rehearse(kept.steps, memory.phrase, memory.read, show=show)
    print("no promise was broken" if broken is None else printable(str(broken)))
    return 0 if broken is None else 1

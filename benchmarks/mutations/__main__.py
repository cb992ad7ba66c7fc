"""Takes away one guard or rule after another, and says which of them no test misses.

Repeat it with: python -m benchmarks.mutations [--only gate|answer] [--jobs 2]

For every condition in the files of the gate and of the reading of answers: always, never, inverted, and each part of it
left out; for every rule and every line of a table: gone; for every deed of the gate: left out. Each mutant must be
noticed by the tests within a minute. Those that change nothing that anybody could notice are listed, each with its
reason, in equivalent.toml beside this file. Exit code 1 when another one survives.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.mutations.mutants import Mutant, mutants
from benchmarks.mutations.running import SECONDS, Verdict, run, tests_fail

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
DIALOGUES = 6000
"""Random dialogues for a gate that the other tests have let pass."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is mutated, and the tests that must notice: the quickest first."""

    files: tuple[str, ...]
    tests: tuple[tuple[str, ...], ...]
    deeds: bool = False
    simulated: bool = False


PARTS = {
    "gate": Part(
        files=tuple(
            f"sayso/consent/{name}.py"
            for name in (
                "gate",
                "proposing",
                "asking",
                "hearing",
                "answering",
                "utterance",
                "deciding",
                "book",
                "request",
                "grants",
                "states",
            )
        ),
        tests=(
            tuple(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("tests/consent/test_gate_[!m]*.py"))),
            ("tests/consent/test_scenarios.py", "tests/consent/test_grants.py", "tests/consent/test_states.py"),
        ),
        deeds=True,
        simulated=True,
    ),
    "answer": Part(
        files=("sayso/consent/answer.py",),
        tests=(("tests/consent/test_answers_by_rule.py",), ("tests/consent/test_answers_by_hand.py",)),
    ),
}


def notices(part: Part) -> bool:
    """Whether anything notices that the package is not what it was."""
    import sayso.consent.gate

    if sayso.consent.gate.__file__.startswith(str(ROOT)):
        raise RuntimeError("the mutated package is not the one that is imported")
    if any(tests_fail(ROOT, files) for files in part.tests):
        return True
    if not part.simulated:
        return False
    from sayso.consent.simulation import Tally, search

    tally = Tally()
    return search(DIALOGUES, "mutants", tally) is not None or bool(tally.missing("states", "refusals", "effects"))


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """The mutants that nobody could notice, each with the reason."""
    listed = tomllib.loads(EQUIVALENT.read_text()).get("mutant", [])
    return {(one["file"], one["where"], one["was"], one["becomes"]): one["reason"] for one in listed}


def wanted(part: Part, only: str) -> list[Mutant]:
    return [m for file in part.files for m in mutants(ROOT, file, deeds=part.deeds) if only in f"{m.file}:{m.line}"]


def look_at(name: str, part: Part, options: argparse.Namespace) -> list[Verdict]:
    """Prints what becomes of each mutant of one part, and returns the survivors."""
    excused = equivalents()
    found = wanted(part, options.at)
    left = [mutant for mutant in found if mutant.name not in excused]
    started = time.monotonic()
    survivors: list[Verdict] = []
    slow = 0
    with tempfile.TemporaryDirectory(prefix="sayso-mutants-") as folder:
        for number, verdict in enumerate(run(left, partial(notices, part), ROOT, Path(folder), options.jobs), start=1):
            slow += not verdict.in_time
            if not verdict.killed:
                survivors.append(verdict)
                print(f"survived: {verdict.mutant}", flush=True)
            if sys.stderr.isatty():
                print(f"\r{number} of {len(left)}\x1b[K", end="", file=sys.stderr, flush=True)
    took = time.monotonic() - started
    print(f"{name}: {len(found)} mutants of {len(part.files)} files, {len(found) - len(left)} equivalent,", end=" ")
    print(f"{len(left) - len(survivors)} noticed ({slow} by not ending within {SECONDS} s), ", end="")
    print(f"{len(survivors)} survived: {took:.0f} s")
    return survivors


def stale(names: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """What is excused and is no mutant any more."""
    there = {mutant.name for name in names for mutant in wanted(PARTS[name], "")}
    files = {file for name in names for file in PARTS[name].files}
    return [name for name in equivalents() if name[0] in files and name not in there]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once (2)")
    parser.add_argument("--at", default="", metavar="TEXT", help="mutants whose file:line has this text alone")
    options = parser.parse_args()
    names = [options.only] if options.only else list(PARTS)
    survivors = [verdict for name in names for verdict in look_at(name, PARTS[name], options)]
    for name in stale(names):
        print(f"excused in {EQUIVALENT.name}, and no mutant any more: {name}")
    return 1 if survivors or stale(names) else 0


if __name__ == "__main__":
    raise SystemExit(main())

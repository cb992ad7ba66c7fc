"""How many answers are read in a second of processor time: what else the machine does then counts little.

Each round is a process of its own. It reads all rows twice: first every word is new to it, as in a process that has
just begun; then the words were met before, as in one that has run for a while. Readings are not kept: there are far
more answers, and far more questions, than it remembers of them.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.consent.data import ROOT, Row
from sayso.consent.answer import interpret

ROUNDS = 3


def in_process(rows: Sequence[Row]) -> tuple[float, float]:
    """By a program that has loaded the language: where the words are new, and after that; the best of three rounds."""
    fed = as_lines(rows)
    rounds = [json.loads(run(["-m", "benchmarks.consent.speed"], fed)) for _ in range(ROUNDS)]
    new, met = map(min, zip(*rounds, strict=True))
    return len(rows) / new, len(rows) / met


def by_command(rows: Sequence[Row]) -> float:
    """Through `sayso interpret`, from its start to its end; the best of three rounds."""
    fed = as_lines(rows)
    return len(rows) / min(command_once(fed, len(rows)) for _ in range(ROUNDS))


def command_once(fed: str, expected: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answered = len(run(["-m", "sayso", "interpret"], fed).splitlines())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if answered != expected:
        raise RuntimeError(f"sayso interpret answered {answered} of {expected} lines")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def as_lines(rows: Sequence[Row]) -> str:
    return "".join(f"{json.dumps({'question': r.question, 'answer': r.answer, 'strict': True})}\n" for r in rows)


def run(arguments: Sequence[str], fed: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, input=fed, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> None:
    """Reads the answers on standard input twice, and prints how many seconds of processor time each reading took."""
    rows = [json.loads(line) for line in sys.stdin]
    interpret("yes", "Shall I?", strict=True)  # loads the language
    print(json.dumps([seconds(rows), seconds(rows)]))


def seconds(rows: Sequence[Mapping[str, Any]]) -> float:
    began = time.process_time()
    for row in rows:
        interpret(row["answer"], row["question"], row["strict"])
    return time.process_time() - began


if __name__ == "__main__":
    main()

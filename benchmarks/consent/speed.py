"""How many answers are read in a second of processor time: what else the machine does then counts little.

Each round is a process of its own, in which every answer and every question is new.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.consent.data import ROOT, Row
from sayso.consent.answer import interpret

ROUNDS = 3


def in_process(rows: Sequence[Row]) -> float:
    """By a program that has loaded the language already; the best of three rounds."""
    fed = as_lines(rows)
    seconds = [float(run(["-m", "benchmarks.consent.speed"], fed)) for _ in range(ROUNDS)]
    return len(rows) / min(seconds)


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
    """Reads the answers on standard input, and prints how many seconds of processor time their reading took."""
    rows = [json.loads(line) for line in sys.stdin]
    interpret("yes", "Shall I?", strict=True)  # loads the language
    began = time.process_time()
    for row in rows:
        interpret(row["answer"], row["question"], row["strict"])
    print(time.process_time() - began)


if __name__ == "__main__":
    main()

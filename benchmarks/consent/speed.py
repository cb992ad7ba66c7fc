"""How many answers are read in a second of processor time: what else the machine does then counts little."""

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
    """The best of three rounds."""
    return max(len(rows) / once(rows) for _ in range(ROUNDS))


def once(rows: Sequence[Row]) -> float:
    began = time.process_time()
    for row in rows:
        interpret(row.answer, row.question, strict=True)
    return time.process_time() - began


def by_command(rows: Sequence[Row]) -> float:
    """Through `sayso interpret`, started anew each time; the best of three."""
    fed = "".join(f"{json.dumps({'question': r.question, 'answer': r.answer, 'strict': True})}\n" for r in rows)
    return max(len(rows) / run_once(fed, len(rows)) for _ in range(ROUNDS))


def run_once(fed: str, expected: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "sayso", "interpret"], cwd=ROOT, input=fed, capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answered = len(done.stdout.splitlines())
    if answered != expected:
        raise RuntimeError(f"sayso interpret answered {answered} of {expected} lines")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

"""Running the tests on each mutant, in a process of its own that had everything ready but the mutated package."""

from __future__ import annotations

import compileall
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What every test needs, imported once before all forks.
import hypothesis.stateful  # noqa: F401
import pytest

from benchmarks.mutations.mutants import Mutant

SECONDS = 60
"""What a mutant has to be noticed in."""
KILLED, SURVIVED = 1, 0

Check = Callable[[], bool]
"""Says whether something was noticed. Called where the mutated package is the one that is imported."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    seconds: float
    in_time: bool = True


def run(mutants: Sequence[Mutant], check: Check, root: Path, folder: Path, jobs: int) -> Iterator[Verdict]:
    """Each mutant's verdict, as they come."""
    originals = {mutant.file: (root / mutant.file).read_text() for mutant in mutants}
    desks = [prepared(root, folder / f"desk-{number}") for number in range(jobs)]
    at_work: dict[int, tuple[Path, Mutant, float]] = {}
    waiting = list(reversed(mutants))
    while waiting or at_work:
        while waiting and desks:
            desk, mutant = desks.pop(), waiting.pop()
            at_work[start(desk, mutant, check)] = (desk, mutant, time.monotonic())
        process, status = os.wait()
        desk, mutant, began = at_work.pop(process)
        (desk / mutant.file).write_text(originals[mutant.file])
        desks.append(desk)
        in_time = not os.WIFSIGNALED(status)
        killed = not in_time or os.WEXITSTATUS(status) != SURVIVED
        yield Verdict(mutant, killed, time.monotonic() - began, in_time)


def prepared(root: Path, desk: Path) -> Path:
    """A copy of the package, compiled."""
    shutil.copytree(root / "sayso", desk / "sayso", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(str(desk), quiet=2, workers=1)
    return desk


def start(desk: Path, mutant: Mutant, check: Check) -> int:
    """A process that looks at one mutant."""
    (desk / mutant.file).write_text(mutant.source)
    for compiled in (desk / mutant.file).parent.glob(f"__pycache__/{Path(mutant.file).stem}.*"):
        # Two files of one size and one second are the same to Python.
        compiled.unlink()
    process = os.fork()
    if process:
        return process
    signal.alarm(SECONDS)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(desk))
    noticed = True
    try:
        noticed = check()
    finally:
        # Whatever was raised was noticed; nothing of the parent's is to be cleaned up here.
        os._exit(KILLED if noticed else SURVIVED)


def tests_fail(root: Path, files: Sequence[str], *options: str) -> bool:
    """Whether one of these test files fails, with the package as it is imported in this process."""
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", *options, *(str(root / file) for file in files)]
    return pytest.main(arguments) != pytest.ExitCode.OK

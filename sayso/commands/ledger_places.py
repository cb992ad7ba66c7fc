"""Which ledgers a command is about, and the problems that they have, in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sayso.commands.printing import one_line
from sayso.consent.ledger_check import Fault
from sayso.ledger.reading import files_of
from sayso.ledger.settings import LedgerError, ledger_folder
from sayso.problems import Problem

LONGEST_ID = 80


def ledgers_at(place: Path | None) -> list[Path]:
    """The ledgers that are meant, the oldest first. Raises LedgerError where there is none."""
    place = ledger_folder() if place is None else place
    with readable(place):
        if not place.is_dir():
            if not place.exists():
                raise LedgerError(missing(place, "there is no such file or folder"))
            return [place]
        found = files_of(place)
    if not found:
        raise LedgerError(missing(place, "there is no ledger in this folder"))
    return found


def missing(place: Path, what: str) -> Problem:
    cure = "name a ledger or its folder, or set SAYSO_LEDGER_DIR; the first conversation begins the first ledger"
    return Problem("ledger-missing", str(place), what, cure)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A ledger to read. Raises LedgerError where it can't be read, now or later."""
    with readable(path):
        if not path.is_file():  # a device or a pipe might never end
            raise LedgerError(missing(path, "is no file") if path.exists() else missing(path, "there is no such file"))
        with path.open("rb") as file:
            yield file


@contextmanager
def readable(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # about what is printed, and no fault of the file's
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name can't be used"
        cure = "correct its name, or run this as the user whose agent wrote it"
        raise LedgerError(Problem("ledger-unreadable", str(path), f"can't be read: {why}", cure)) from error


def problem_of(fault: Fault, path: Path) -> Problem:
    line = f"{path}: line {fault.line}"
    match fault.kind:
        case "changed":
            cure = "this line and those after it prove nothing any more; compare with a copy"
            return Problem("ledger-changed", line, fault.what, cure)
        case "order":
            return Problem("ledger-order", line, fault.what, "compare with a copy")
        case "torn":
            cure = "a crash leaves this behind; the next process that starts in this folder mends it"
            return Problem("ledger-torn", line, fault.what, cure)
        case "empty":
            return Problem("ledger-empty", str(path), fault.what, "no ledger begins empty: compare with a copy")
        case "unclosed":
            cure = "its process has crashed, or the end was cut off: compare with the digest printed at its end"
            name = one_line(fault.session)[:LONGEST_ID]
            return Problem("ledger-unclosed", str(path), f"session {name} {fault.what}", cure)
        case "head":
            cure = "compare with a copy, or see whether that digest is of another ledger"
            return Problem("ledger-head", str(path), f"{fault.what}: its tail was cut off or written anew", cure)


def complain(problem: Problem, weight: str = "error") -> None:
    """On standard error, in step with what was printed before."""
    sys.stdout.flush()
    print(f"{weight}: {one_line(str(problem))}", file=sys.stderr, flush=True)


def warn(problem: Problem) -> None:
    """Of what is no fault."""
    complain(problem, "warning")

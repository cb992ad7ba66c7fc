"""`sayso ledger verify`: every line at fault, of any number of ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sayso.commands.ledger_places import LONGEST_ID, complain, ledgers_at, opened, problem_of, warn
from sayso.commands.printing import one_line
from sayso.consent.ledger_check import Check, Fault
from sayso.ledger.disk import open_to_all
from sayso.ledger.reading import in_use, lines_of
from sayso.ledger.settings import LedgerError, ledger_folder
from sayso.problems import Problem

MOST_FAULTS = 100
"""Of one file: where all is rubbish, more lines say nothing more."""


def run_verify(places: list[Path], *, head: str | None) -> int:
    wanted = digest(head)
    files = dict.fromkeys(path for place in places or [ledger_folder()] for path in ledgers_at(place))
    sound, met, unread = True, not wanted, False
    for path in files:
        check = Check(wanted)
        try:
            sound = verified(path, check) and sound
        except LedgerError as error:
            unread = True
            for problem in error.problems:
                complain(problem)
        met = met or check.met
    for folder in dict.fromkeys(path.parent for path in files):
        if (caution := open_to_all(folder)) is not None:
            warn(caution)
    if not met:
        where = next(iter(files)) if len(files) == 1 else places[0] if places else ledger_folder()
        complain(problem_of(Fault("head", 0, f"has no line with the digest {wanted}"), where))
    return 2 if unread else 0 if sound and met else 1


def digest(head: str | None) -> str:
    wanted = (head or "").strip().lower()
    if head is not None and not re.fullmatch(r"[0-9a-f]{64}", wanted):
        cure = "give the whole digest as it was printed when the conversation closed"
        raise LedgerError(Problem("ledger-digest-form", "--head", "is not a digest of 64 hexadecimal digits", cure))
    return wanted


def verified(path: Path, check: Check) -> bool:
    """Says what is wrong with a ledger, or that nothing is."""
    writing = in_use(path)
    count = 0
    for fault in faults_of(path, check):
        if writing and fault.kind in ("unclosed", "torn"):
            continue  # a conversation that goes on has no end yet, and its last line may just be on its way
        count += 1
        if count <= MOST_FAULTS:
            complain(problem_of(fault, path))
    print(one_line(f"{path}: {summary(check, count, writing)}"))
    if not count:
        for doubt in doubts(path, check, writing):
            warn(doubt)
    return count == 0


def doubts(path: Path, check: Check, writing: bool) -> Iterator[Problem]:
    """What is no fault of a sound ledger, and yet should be known."""
    if check.made_as != path.name:
        what = f"was made under the name {one_line(check.made_as)[:LONGEST_ID]}"
        yield Problem("ledger-renamed", str(path), what, "a copy may be kept so; make sure that it is the one you mean")
    if not check.closed and not writing:
        what = "its process did not say that it was done, so whole conversations may be missing at its end"
        yield Problem("ledger-open-end", str(path), what, "compare with the digest printed when the last one closed")
    for session in check.crashed:
        what = f"session {one_line(session)[:LONGEST_ID]} was cut off by a crash, and closed by a later process"
        yield Problem("ledger-crashed", str(path), what, "what was sent and has no end on record may have happened")


def faults_of(path: Path, check: Check) -> Iterator[Fault]:
    torn = b""
    with opened(path) as file:
        for line, whole in lines_of(file):
            if whole:
                yield from check.take(line)
            else:
                torn = line
    yield from check.end(torn)


def summary(check: Check, faults: int, writing: bool) -> str:
    if faults:
        more = f", the first {MOST_FAULTS} of which were named" if faults > MOST_FAULTS else ""
        return f"{counted(faults, 'fault')}{more}"
    said = f"sound, {counted(check.records, 'record')}, {counted(len(check.seen), 'session')}"
    if writing:
        going = ", ".join(name[:LONGEST_ID] for name in check.sessions)
        return f"{said}; still written to{', not closed: ' if going else ''}{going}"
    return said


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

"""`sayso ledger tail`: the last records of all processes, and new ones as they come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sayso.commands.ledger_places import complain, ledgers_at, opened, readable
from sayso.commands.ledger_words import dialogue_line
from sayso.commands.printing import one_line
from sayso.consent.ledger import Linked, read_line
from sayso.ledger.reading import files_of, last_lines, lines_of
from sayso.ledger.settings import LedgerError, ledger_folder
from sayso.problems import Problem

MOST_FILES = 50
"""The newest of a folder; who looks for older records shows their file."""
EVERY = 0.25
"""Seconds between two looks at files that are followed."""


def run_tail(place: Path | None, *, follow: bool, count: int) -> int:
    followed = Followed(ledger_folder() if place is None else place)
    if not follow or not (place is None or place.is_dir()):
        ledgers_at(place)  # says what is missing; who follows a folder may wait for its first ledger
    records = sorted(followed.last(count), key=lambda record: record.entry.time)
    print_all(records[len(records) - min(count, len(records)) :])
    if not followed.files():
        print(one_line(f"{followed.place}: there is no ledger yet"), file=sys.stderr, flush=True)
    try:
        while follow:
            time.sleep(EVERY)
            print_all(list(followed.new()))
    except KeyboardInterrupt:
        pass  # how following ends
    return 0


def print_all(records: list[Linked]) -> None:
    for record in records:
        print(dialogue_line(record.entry, session=True))
    sys.stdout.flush()


class Followed:
    """The ledgers of a folder, or one file, and how far each has been read."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._read: dict[Path, int] = {}

    def files(self) -> list[Path]:
        with readable(self.place):
            if self.place.is_dir():
                return files_of(self.place)[-MOST_FILES:]
            return [self.place] if self.place.exists() else []

    def last(self, count: int) -> Iterator[Linked]:
        """The last records of each."""
        for path in self.files():
            with opened(path) as file:
                self._read[path] = last_lines(file, count)
            yield from self._from(path)

    def new(self) -> Iterator[Linked]:
        """What has come since."""
        for path in self.files():
            try:
                size = path.stat().st_size
            except OSError:  # it has gone: what there was has been shown
                self._read.pop(path, None)
                continue
            if size < self._read.setdefault(path, 0):
                what, cure = "has become shorter while it was followed", "see what it is with sayso ledger verify"
                complain(Problem("ledger-cut", str(path), what, cure))
                self._read[path] = size
            if size > self._read[path]:
                yield from self._from(path)

    def _from(self, path: Path) -> Iterator[Linked]:
        try:
            with opened(path) as file:
                file.seek(self._read[path])
                for line, whole in lines_of(file):
                    if not whole:  # it is just being written
                        return
                    read = read_line(line)
                    self._read[path] = file.tell()
                    if isinstance(read, Linked):
                        yield read
                    else:
                        cure = "see which line it is with sayso ledger verify"
                        complain(Problem("ledger-line", str(path), f"one of its last lines {read}", cure))
        except LedgerError as error:
            for problem in error.problems:
                complain(problem)

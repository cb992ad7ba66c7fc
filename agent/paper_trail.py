"""The conversation's ledger, opened when it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.consent.effects import Record
from sayso.ledger_file import LedgerFile, open_ledger
from sayso.problems import Problem, SaysoError


class PaperTrail:
    """Writes to this process's ledger. Where it can't be opened, each record tries anew."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ
        self._file: LedgerFile | None = None
        self._decided = False

    def open(self) -> Problem | None:
        """Why it can't be written, if so. Raises where the environment's settings of it can't be used."""
        try:
            self._file = open_ledger(environ=self._environ)
        except SaysoError as error:
            if any(problem.code == "ledger-setting" for problem in error.problems):
                raise
            return error.problems[0]
        return None

    @property
    def caution(self) -> Problem | None:
        """What should be known of where it is written."""
        return None if self._file is None else self._file.caution

    def write(self, records: Sequence[Record], session: str) -> None:
        if self._file is None:
            self._file = open_ledger(environ=self._environ)
        self._decided = self._decided or any(record.kind == "asked" for record in records)
        self._file.write(records, session)

    def close(self, session: str) -> tuple[str, str] | None:
        """The file and the digest of its last line, where a decision stands in it."""
        if self._file is None:
            return None
        head = self._file.close(session)
        return (str(self._file.path), head) if self._decided else None

"""The gate's records on their way to the ledger."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from sayso.consent.effects import Record
from sayso.consent.events import Recorded, RecordFailed

logger = logging.getLogger("sayso")


class Ledger(Protocol):
    """Where decisions are recorded."""

    def write(self, records: Sequence[Record], session: str) -> None:
        """All of them, or none. Raises where it can't; one that asks for confirmation is safe when this returns."""
        ...


class Notes:
    """A ledger in memory, for whoever tries a conversation out."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def write(self, records: Sequence[Record], session: str) -> None:  # noqa: ARG002 -- whoever tries one out has one
        self.records.extend(records)


class Recording:
    """Writes the records of one conversation."""

    def __init__(self, ledger: Ledger, session: str, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        self._session = session
        self._clock = clock
        self._failing = False
        self.decided: dict[str, Record] = {}
        """What was decided last of each call, as it was recorded, until it is carried out."""

    def write(self, records: Sequence[Record]) -> Recorded | RecordFailed | None:
        """What the gate has to know of them."""
        self.decided.update((record.id, record) for record in records if record.kind == "decided")
        try:
            self._ledger.write(records, self._session)
        except Exception as error:
            # Whatever it is: what is not recorded must not count.
            if not self._failing:
                logger.error(
                    "the ledger can't be written, so nothing that asks is approved", extra={"cause": str(error)}
                )
            self._failing = True
            return RecordFailed(self._clock())
        self._failing = False
        return next((Recorded(self._clock(), record.id) for record in records if record.confirm), None)

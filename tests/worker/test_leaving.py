"""The end of a conversation in a room."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.ledger.settings import LedgerError
from sayso.problems import Problem


class Torn:
    """A ledger whose last record can't be written."""

    def close(self, _: str) -> None:
        raise LedgerError(Problem("ledger-unwritable", "ledger", "can't be written: the disk is full", "make room"))


class Job:
    """What a job's context is told."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def shutdown(self, reason: str) -> None:
        self.reasons.append(reason)


def test_the_agent_leaves_the_room_even_where_its_ledger_cannot_be_closed(
    worker: Any, caplog: pytest.LogCaptureFixture
) -> None:
    job = Job()
    worker.leave(job, Torn(), "room-1")
    assert job.reasons == ["the session has closed"]
    (record,) = (one for one in caplog.records if one.name == "sayso")
    assert record.getMessage() == "the record is not complete"
    assert "the disk is full" in record.problem  # type: ignore[attr-defined]

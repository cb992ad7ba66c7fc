"""The watcher notices each promise that is broken. One that noticed nothing would prove nothing."""

from __future__ import annotations

import pytest

from sayso.consent.events import Returned, RunEnded
from sayso.consent.promises import PROMISES, BrokenPromiseError
from tests.consent.lies import approvals, endings, talking
from tests.consent.lies.kept import LIES, OTHER, Lying
from tests.consent.talk import BEN
from tests.consent.watched import Watched

TOLD_IN = (approvals, endings, talking)
UNSEEN = {"P4": "each of its parts is seen", "P5.crash": "what happens on disk", "D7": "seen where the gate is called"}
"""Promises that no lie of a gate can break before a watcher's eyes."""


def cases() -> list[object]:
    return [
        pytest.param(promise, lying, id=f"{promise}-{lying.__name__.strip('_')}")
        for promise, lies in LIES.items()
        for lying in lies
    ]


@pytest.mark.parametrize(("promise", "lying"), cases())
def test_a_gate_that_lies_is_found(promise: str, lying: Lying) -> None:
    with pytest.raises(BrokenPromiseError) as broken:
        lying()
    assert broken.value.promise == promise


def test_every_promise_is_watched() -> None:
    assert set(LIES) | set(UNSEEN) == set(PROMISES)


def test_an_honest_gate_keeps_its_promises() -> None:
    watched = Watched().running()
    watched.tell(RunEnded(watched.later(), "1", "ok"))
    watched.asked("2", OTHER).says("no")
    watched.tell(Returned(watched.later(), BEN))
    watched.watcher.finish()

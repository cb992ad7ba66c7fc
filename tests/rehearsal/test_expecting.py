"""What was seen, held against what must be so: each difference is told."""

from __future__ import annotations

import pytest

from sayso.rehearsal.expecting import Seen, compare
from sayso.rehearsal.record import Received
from sayso.rehearsal.scenario import Expect, ExpectedCall

DELETED = Received("shelf", "delete", {"name": "atlas"})
SEEN = Seen(
    asked=("Shall I delete the atlas?",),
    said=("One moment.", "Shall I delete the atlas?", "Done."),
    calls=(DELETED,),
    decisions=("approve",),
    ledger=("proposed", "asked"),
    told=("deleted atlas",),
    requests=2,
)


@pytest.mark.parametrize(
    "expect",
    [
        Expect(),
        Expect(asked=("ATLAS",), said=("moment", "done"), never_said=("bible",), told=("deleted",)),
        Expect(calls=(ExpectedCall("delete"),), cancelled=(), decisions=("approve",), requests=2),
        Expect(said_once=("atlas", "moment")),
        Expect(calls=(ExpectedCall("delete", {"name": "atlas"}, "shelf"),), ledger=("proposed", "asked")),
    ],
)
def test_what_is_as_expected_is_no_difference(expect: Expect) -> None:
    assert compare(expect, SEEN) == []


@pytest.mark.parametrize(
    ("key", "expect"),
    [
        ("asked", Expect(asked=())),
        ("asked", Expect(asked=("bible",))),
        ("said", Expect(said=("done", "moment"))),
        ("said_once", Expect(said_once=("bible",))),
        ("said_once", Expect(said_once=("o",))),
        ("never_said", Expect(never_said=("done",))),
        ("calls", Expect(calls=())),
        ("calls", Expect(calls=(ExpectedCall("delete"), ExpectedCall("delete")))),
        ("calls", Expect(calls=(ExpectedCall("delete", {"name": "bible"}),))),
        ("calls", Expect(calls=(ExpectedCall("delete", server="desk"),))),
        ("cancelled", Expect(cancelled=("delete",))),
        ("decisions", Expect(decisions=())),
        ("ledger", Expect(ledger=("proposed",))),
        ("told", Expect(told=("refused",))),
        ("never_told", Expect(never_told=("deleted",))),
        ("waiting", Expect(waiting=1)),
        ("running", Expect(running=1)),
        ("requests", Expect(requests=1)),
    ],
)
def test_what_is_not_as_expected_is_told_by_its_key(key: str, expect: Expect) -> None:
    assert [broken.key for broken in compare(expect, SEEN)] == [key]

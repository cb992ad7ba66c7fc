"""The one table of states: whole, and the same in the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from sayso.consent.book import Book
from sayso.consent.request import Request
from sayso.consent.settings import Settings
from sayso.consent.states import FOLLOWS, MEANS, RUNNING, WAITING, State, document
from tests.consent.talk import ANA, ORDINARY, call, read_plainly, short_question

DOCS = Path(__file__).parents[2] / "docs" / "gate.md"


def test_the_documentation_holds_the_table_that_the_code_uses() -> None:
    assert document() in DOCS.read_text(encoding="utf-8")


def test_every_state_has_a_meaning_and_says_what_may_follow() -> None:
    assert set(FOLLOWS) == set(MEANS) == set(get_args(State))


def test_every_state_can_be_reached_and_leads_to_an_end() -> None:
    reached: set[State] = {"proposed"}
    while more := {after for state in reached for after in FOLLOWS[state]} - reached:
        reached |= more
    assert reached == set(FOLLOWS)
    ends = {state for state, following in FOLLOWS.items() if not following}
    assert ends == {"done", "refused"}


def test_nothing_that_was_sent_is_ever_asked_about_or_refused_again() -> None:
    for state in RUNNING:
        assert not set(FOLLOWS[state]) & {*WAITING, "refused", "recording"}


def test_nothing_that_waits_is_sent_without_its_decision_being_recorded() -> None:
    for state in WAITING:
        assert "sent" not in FOLLOWS[state]
    assert [state for state, following in FOLLOWS.items() if "sent" in following] == ["proposed", "recording"]


@pytest.mark.parametrize("state", list(FOLLOWS))
def test_a_move_outside_of_the_table_is_an_error(state: State) -> None:
    book = Book("s1", ANA, "en", phrase=short_question, read=read_plainly)
    for after in FOLLOWS:
        request = Request("1", call(), ORDINARY, Settings(), read_only=False, state=state)
        if after in FOLLOWS[state]:
            book.move(request, after)
            assert request.state == after
        else:
            with pytest.raises(AssertionError):
                book.move(request, after)

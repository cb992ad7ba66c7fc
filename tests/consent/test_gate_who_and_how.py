"""Whose words count, for which question, and by which channel."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, CancelRun
from sayso.consent.events import Recorded, Returned
from tests.consent.talk import BEN, DESTRUCTIVE, Talk, call

A, B, C = call(text="a"), call(text="b"), call(text="c")


@pytest.mark.promise("P1")
def test_a_plain_yes_with_nothing_asked_is_for_the_model_and_approves_nothing() -> None:
    talk = Talk()
    talk.hears("yes")
    assert not talk.swallowed()
    talk.propose()
    assert talk.ran == []


@pytest.mark.promise("P3")
def test_a_yes_said_before_the_question_is_kept_back_and_the_question_comes() -> None:
    talk = Talk()
    talk.propose()
    talk.hears("yes")
    assert talk.swallowed()
    talk.whole_question()
    assert len(talk.of(Ask)) == 1
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("P3")
def test_late_words_for_an_old_question_never_count_for_a_new_one() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", B)
    talk.whole_question()
    talk.hears("no")
    decided = talk.now
    talk.whole_question()
    talk.hears("yes", began=decided - 0.1)
    assert talk.swallowed()
    talk.hears("no", began=decided - 0.1)
    assert talk.ran == []
    assert talk.refused == {"1": "denied"}


def test_a_no_right_after_a_no_is_not_a_no_to_the_next_question() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", B)
    talk.whole_question()
    talk.hears("no")
    talk.hears("no", began=talk.now + 0.1)
    assert talk.refused == {"1": "denied"}
    assert talk.ask.id == "2"


def test_a_no_right_after_a_yes_takes_the_yes_back_and_leaves_the_next_question() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", B)
    talk.whole_question()
    talk.hears("yes")
    talk.hears("no", began=talk.now + 0.1)
    assert talk.of(CancelRun) == [CancelRun("1")]
    assert talk.refused == {}


@pytest.mark.promise("P2")
def test_another_persons_words_decide_nothing() -> None:
    talk = Talk().asked()
    talk.hears("yes", who=BEN)
    talk.hears("no", who=BEN)
    talk.hears("stop", who=BEN)
    assert talk.ran == []
    assert talk.refused == {}
    assert talk.swallowed()


def test_who_takes_over_answers_the_question_that_is_out_and_none_before_it() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    assert talk.ran == ["1"]
    talk.propose("2", B)
    talk.tell(Returned(talk.now, BEN))
    talk.whole_question()
    talk.hears("no", who=BEN, began=0.0)
    assert talk.refused == {"2": "denied"}


@pytest.mark.promise("P6.moment")
def test_a_no_begun_before_an_approval_wins_though_another_was_decided_and_somebody_took_over() -> None:
    talk = Talk(records=False).asked()
    talk.presses(True)
    talk.asked("2", B).hears("no")
    talk.asked("3", C)
    talk.tell(Returned(talk.now, BEN))
    talk.hears("no", who=BEN, began=0.0)
    assert talk.refused["1"] == "denied"
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


def test_a_button_approves_what_was_shown() -> None:
    talk = Talk(policy=DESTRUCTIVE)
    talk.propose()
    talk.shown()
    talk.after(0.5).presses(True)
    assert talk.ran == ["1"]


@pytest.mark.promise("P3.words")
def test_a_button_approves_nothing_that_was_neither_shown_nor_heard() -> None:
    talk = Talk()
    talk.propose()
    talk.presses(True)
    assert talk.ran == []
    assert len(talk.told) == 1


@pytest.mark.promise("P3.words")
def test_what_was_shown_does_not_make_a_spoken_yes_count() -> None:
    talk = Talk()
    talk.propose()
    talk.shown()
    talk.started()
    talk.hears("yes")
    assert talk.ran == []


@pytest.mark.promise("P2")
def test_a_button_of_another_person_decides_nothing_and_says_so() -> None:
    talk = Talk().asked()
    talk.presses(True, who=BEN)
    talk.presses(False, who=BEN)
    assert talk.ran == []
    assert talk.refused == {}
    assert len(talk.told) == 2


@pytest.mark.promise("D2")
def test_of_two_channels_the_first_decides_and_the_second_is_told_so() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.presses(False)
    assert talk.ran == ["1"]
    assert talk.told == ["That was decided already."]


def test_a_button_for_a_call_that_was_refused_is_told_so() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.presses(True)
    assert talk.ran == []
    assert talk.told == ["That was decided already."]


@pytest.mark.promise("P6.moment")
def test_a_refusal_wins_over_an_approval_of_the_same_moment() -> None:
    talk = Talk(records=False).asked()
    talk.presses(True)
    talk.presses(False)
    talk.tell(Recorded(talk.now, "1"))
    assert talk.refused == {"1": "denied"}
    assert talk.ran == []


@pytest.mark.promise("P5")
def test_a_second_approval_of_the_same_moment_changes_nothing_and_is_told() -> None:
    talk = Talk(records=False).asked()
    talk.presses(True)
    talk.presses(True)
    assert talk.told == ["That was decided already."]


def test_a_button_stops_a_careful_yes_and_a_button_approves_at_once() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.presses(True)
    assert talk.ran == ["1"]


@pytest.mark.promise("P6.moment")
def test_a_typed_no_before_the_next_question_was_shown_takes_the_last_yes_back() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", B)
    talk.shown()
    talk.after(1.0).hears("yes", channel="text")
    talk.hears("no", channel="text")
    assert talk.of(CancelRun) == [CancelRun("1")]
    talk.shown()
    talk.hears("no", channel="text")
    assert talk.refused == {"2": "denied"}


def test_a_question_that_was_only_shown_comes_again_after_something_else_was_answered() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.shown()
    talk.hears("what is in it", channel="text")
    assert talk.state() == "aside"
    talk.hears("yes", channel="text")
    assert talk.ran == []

"""A yes, a no, a stop, and what takes them back."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, CancelRun, LetModelAnswer, Record, Refuse, Run
from sayso.consent.events import (
    Recorded,
    ReplyHeard,
)
from sayso.consent.settings import Settings
from tests.consent.talk import RUNS, Talk, call

A, B, C = call(text="a"), call(text="b"), call(text="c")


@pytest.mark.promise("P1")
def test_a_yes_runs_exactly_the_call_that_was_asked() -> None:
    talk = Talk().asked("1", A)
    talk.hears("yes")
    assert talk.of(Run) == [Run("1", A)]


@pytest.mark.promise("P5")
def test_a_yes_approves_once() -> None:
    talk = Talk().asked("1", A)
    talk.hears("yes")
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.propose("2", A)
    assert talk.ran == ["1"]
    assert talk.ask.id == "2"


@pytest.mark.promise("P5.recorded")
def test_nothing_is_sent_before_the_decision_is_on_disk() -> None:
    talk = Talk(records=False).asked()
    talk.hears("yes")
    assert [r.kind for r in talk.of(Record) if r.confirm] == ["decided"]
    assert talk.ran == []
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == ["1"]


@pytest.mark.promise("P5.recorded")
def test_a_record_that_never_reaches_the_disk_lets_the_approval_expire() -> None:
    talk = Talk(records=False, settings=Settings(expires_after=30.0)).asked()
    talk.hears("yes")
    talk.waits(30.0)
    assert talk.refused == {"1": "expired"}
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


@pytest.mark.promise("P5.order")
def test_the_records_of_a_call_come_in_the_order_in_which_things_happened() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.runs_to_its_end()
    assert [r.kind for r in talk.of(Record)] == ["proposed", "asked", "heard", "decided", "sent", "ended"]


@pytest.mark.promise("P6")
def test_a_no_refuses_and_hands_its_words_on() -> None:
    talk = Talk().asked()
    talk.hears("no because it is late")
    assert talk.refused == {"1": "denied"}
    assert "no because it is late" in talk.of(Refuse)[0].told


@pytest.mark.promise("P6.moment")
def test_a_no_counts_at_once_even_before_the_question_was_heard() -> None:
    talk = Talk()
    talk.propose()
    talk.hears("no")
    assert talk.refused == {"1": "denied"}


def test_a_no_to_one_does_not_drop_the_others() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", B)
    talk.whole_question()
    talk.hears("no")
    assert talk.refused == {"1": "denied"}
    talk.whole_question()
    talk.hears("yes")
    assert talk.ran == ["2"]


@pytest.mark.promise("P6.moment")
def test_a_stop_refuses_all_that_waits_and_cancels_all_that_runs() -> None:
    talk = Talk()
    talk.propose("0", call(tool="look"), policy=RUNS)
    talk.propose("1", A)
    talk.propose("2", B)
    talk.whole_question()
    talk.hears("stop")
    assert talk.refused == {"1": "stopped", "2": "stopped"}
    assert talk.of(CancelRun) == [CancelRun("0")]
    assert len(talk.of(Ask)) == 1


def test_a_stop_while_a_call_runs_cancels_it() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.tell(ReplyHeard(talk.now))
    talk.hears("stop")
    assert talk.of(CancelRun) == [CancelRun("1")]
    assert talk.swallowed()


def test_a_no_after_the_agent_has_gone_on_talking_is_conversation() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.tell(ReplyHeard(talk.now))
    talk.hears("no")
    assert not talk.swallowed()
    assert talk.of(CancelRun) == []


@pytest.mark.promise("P5.recorded")
def test_a_yes_taken_back_before_it_was_sent_never_runs() -> None:
    talk = Talk(records=False).asked()
    talk.hears("yes")
    talk.hears("no")
    assert talk.refused == {"1": "denied"}
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


def test_a_yes_taken_back_after_it_was_sent_is_cancelled() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.hears("no")
    assert talk.of(CancelRun) == [CancelRun("1")]


def test_a_no_into_the_agents_reply_still_takes_the_yes_back() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.tell(ReplyHeard(talk.now, whole=False))
    talk.hears("no")
    assert talk.of(CancelRun) == [CancelRun("1")]


def test_another_matter_in_the_same_breath_as_a_yes_is_the_next_turn() -> None:
    talk = Talk().asked()
    began = talk.now + 0.2
    talk.after(1.0).hears("yes", began=began)
    talk.after(1.0).hears("what is in it", began=began + 0.6)
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer(None)]
    assert talk.of(CancelRun) == []


def test_a_transcript_that_revises_the_yes_to_something_else_cancels_what_was_sent() -> None:
    talk = Talk().asked()
    began = talk.now + 0.2
    talk.after(1.0).hears("yes", began=began)
    talk.after(0.3).hears("what is in it", began=began)
    assert talk.of(CancelRun) == [CancelRun("1")]


def test_a_change_in_the_same_breath_cancels_what_was_sent_and_goes_to_the_model() -> None:
    talk = Talk().asked()
    began = talk.now + 0.2
    talk.after(1.0).hears("yes", began=began)
    talk.after(0.3).hears("the other one", began=began + 0.6)
    assert talk.of(CancelRun) == [CancelRun("1")]
    assert not talk.swallowed()


@pytest.mark.promise("P6.moment")
def test_a_no_wins_over_everything_that_has_not_been_sent_whatever_was_said_in_between() -> None:
    talk = Talk(records=False).asked()
    talk.hears("yes")
    talk.tell(ReplyHeard(talk.now))
    talk.hears("no")
    talk.tell(Recorded(talk.now, "1"))
    assert talk.refused == {"1": "denied"}
    assert talk.ran == []


def test_a_wait_right_after_a_yes_takes_it_back() -> None:
    talk = Talk().asked()
    talk.hears("yes")
    talk.hears("one moment")
    assert talk.of(CancelRun) == [CancelRun("1")]
    assert talk.swallowed()


def test_words_for_somebody_else_right_after_an_answer_are_not_for_the_model() -> None:
    talk = Talk().asked()
    talk.hears("no")
    talk.hears("honey come here")
    assert talk.swallowed()


def test_a_no_takes_back_what_was_asked_and_not_what_a_grant_covered_since() -> None:
    talk = Talk(settings=Settings(grant="turn")).asked("1", A)
    talk.hears("yes")
    talk.propose("2", B)
    talk.hears("no")
    assert talk.ran == ["1", "2"]
    assert talk.of(CancelRun) == [CancelRun("1")]

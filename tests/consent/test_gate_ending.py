"""Withdrawn, hung up, closed; and what a grant covers until it ends."""

from __future__ import annotations

import pytest

from sayso.consent.effects import CancelRun, Record
from sayso.consent.events import (
    Closing,
    Left,
    Recorded,
    Redefined,
    Returned,
    RunEnded,
    SpeechBegan,
    SpeechEnded,
    TaskEnded,
    Withdrawn,
)
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, DESTRUCTIVE, RUNS, Talk, call

A, B, C = call(text="a"), call(text="b"), call(text="c")


def test_a_call_that_nobody_wants_any_more_is_refused_or_cancelled() -> None:
    talk = Talk().asked("1", A)
    talk.tell(Withdrawn(talk.now, "1"))
    assert talk.refused == {"1": "withdrawn"}
    talk.asked("2", B)
    talk.hears("yes")
    talk.tell(Withdrawn(talk.now, "2"))
    assert talk.of(CancelRun) == [CancelRun("2")]


@pytest.mark.promise("D1")
def test_a_call_that_another_proposal_joined_goes_on_until_neither_is_wanted() -> None:
    talk = Talk().asked("1", A)
    talk.propose("2", A)
    talk.tell(Withdrawn(talk.now, "1"))
    assert talk.refused == {}
    talk.tell(Withdrawn(talk.now, "2"))
    assert talk.refused == {"1": "withdrawn"}


@pytest.mark.promise("P4.left")
def test_a_hang_up_refuses_what_waits_and_cancels_what_runs() -> None:
    talk = Talk()
    talk.propose("0", call(tool="look"), policy=RUNS)
    talk.propose("1", A)
    talk.propose("2", B)
    talk.tell(Left(talk.now, BEN))
    assert talk.refused == {}
    talk.tell(Left(talk.now, ANA))
    assert talk.refused == {"1": "left", "2": "left"}
    assert talk.of(CancelRun) == [CancelRun("0")]
    talk.propose("3", C)
    assert talk.refused["3"] == "left"


def test_whoever_returns_can_be_asked_again() -> None:
    talk = Talk()
    talk.tell(Left(0.0, ANA))
    talk.tell(Returned(1.0, BEN))
    talk.after(1.0).asked("1", A)
    talk.hears("yes", who=BEN)
    assert talk.ran == ["1"]


@pytest.mark.promise("P4.closing")
def test_closing_refuses_cancels_and_lets_nothing_run_after_it() -> None:
    talk = Talk(records=False)
    talk.propose("0", call(tool="look"), policy=RUNS)
    talk.asked("1", A)
    talk.hears("yes")
    talk.propose("2", B)
    talk.tell(Closing(talk.now))
    assert talk.refused == {"1": "closing", "2": "closing"}
    assert talk.of(CancelRun) == [CancelRun("0")]
    talk.tell(Recorded(talk.now, "1"))
    talk.propose("3", C, policy=RUNS)
    assert talk.ran == ["0"]
    assert talk.refused["3"] == "closing"


@pytest.mark.promise("P5.order")
def test_the_closing_record_is_the_last_one() -> None:
    talk = Talk()
    talk.propose("0", A, policy=RUNS)
    talk.tell(Closing(talk.now))
    assert "closed" not in [r.kind for r in talk.of(Record)]
    talk.tell(RunEnded(talk.now, "0", "cancelled"))
    assert [r.kind for r in talk.of(Record)][-1] == "closed"
    talk.tell(Closing(talk.now))
    assert [r.kind for r in talk.of(Record)].count("closed") == 1


@pytest.mark.promise("P1.grant")
def test_a_grant_for_the_session_covers_the_same_call_alone() -> None:
    talk = Talk(settings=Settings(grant="session")).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.hears("thank you and do it again")
    talk.propose("2", A)
    assert talk.ran == ["1", "2"]
    decided = [r for r in talk.of(Record) if r.kind == "decided"][-1]
    assert "1" in str(decided.fields["rule"])
    talk.propose("3", B)
    assert talk.ran == ["1", "2"]
    assert talk.ask.id == "3"


@pytest.mark.promise("P1.grant")
def test_a_grant_for_the_turn_covers_ordinary_calls_on_its_server_until_the_task_ends() -> None:
    turn = Settings(grant="turn")
    talk = Talk(settings=turn).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.propose("2", B)
    talk.runs_to_its_end("2")
    talk.propose("3", call(server="files"))
    talk.whole_question()
    talk.hears("no")
    talk.propose("4", C, policy=DESTRUCTIVE)
    talk.whole_question()
    talk.hears("no")
    assert talk.ran == ["1", "2"]
    talk.hears("thank you and something else")
    talk.propose("5", call(text="e"))
    assert talk.ran == ["1", "2"]
    assert talk.ask.id == "5"


@pytest.mark.promise("P1.grant")
def test_a_destructive_call_is_asked_every_time_whatever_was_granted() -> None:
    talk = Talk(policy=DESTRUCTIVE, settings=Settings(grant="session", answer_mode="fast")).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.propose("2", A)
    assert talk.ran == ["1"]


@pytest.mark.promise("P1.grant")
def test_a_grant_ends_when_another_person_takes_over_or_the_tool_changes() -> None:
    for event in (Returned(9.0, BEN), Redefined(9.0, "notes", "send_note", "d2")):
        talk = Talk(settings=Settings(grant="session")).asked("1", A)
        talk.hears("yes")
        talk.runs_to_its_end()
        talk.tell(event)
        talk.propose("2", A)
        assert talk.ran == ["1"]


@pytest.mark.promise("P1.grant")
def test_a_turn_ends_when_the_person_begins_to_speak_with_nothing_asked() -> None:
    talk = Talk(settings=Settings(grant="turn")).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.tell(SpeechEnded(talk.now, ANA))
    talk.propose("2", B)
    assert talk.ran == ["1"]


@pytest.mark.promise("P1.grant")
def test_a_grant_that_ended_while_its_approval_was_being_recorded_is_none() -> None:
    session, turn = Settings(grant="session"), Settings(grant="turn")
    for event, settings in ((Returned(9.0, BEN), session), (TaskEnded(9.0), turn)):
        talk = Talk(records=False, settings=settings).asked("1", A)
        talk.hears("yes")
        talk.tell(event)
        talk.tell(Recorded(talk.now, "1"))
        talk.runs_to_its_end()
        talk.propose("2", A)
        assert talk.ran == ["1"]
        assert talk.ask.id == "2"


def test_a_grant_for_the_session_outlives_the_task_in_which_its_approval_was_recorded() -> None:
    talk = Talk(records=False, settings=Settings(grant="session")).asked("1", A)
    talk.hears("yes")
    talk.tell(TaskEnded(talk.now))
    talk.tell(Recorded(talk.now, "1"))
    talk.runs_to_its_end()
    talk.propose("2", A)
    talk.tell(Recorded(talk.now, "2"))
    assert talk.ran == ["1", "2"]


def test_what_did_not_end_well_is_asked_about_again_whatever_was_granted() -> None:
    talk = Talk(settings=Settings(grant="session")).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end("1", "unknown")
    talk.hears("thank you and do it again")
    talk.propose("2", A)
    assert talk.ran == ["1"]
    assert talk.ask.id == "2"

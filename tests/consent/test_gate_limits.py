"""What is refused without a question: repeated, too many, changed, not recordable."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, Record
from sayso.consent.events import (
    Outcome,
    Recorded,
    RecordFailed,
    Redefined,
    ReplyHeard,
    SpeechBegan,
    SpeechEnded,
    TaskEnded,
    Withdrawn,
)
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, RUNS, Talk, call

A, B, C = call(text="a"), call(text="b"), call(text="c")


@pytest.mark.promise("P6")
def test_a_denied_call_is_not_asked_again_in_the_same_turn() -> None:
    talk = Talk().asked("1", A)
    talk.hears("no")
    talk.propose("2", A)
    assert talk.refused == {"1": "denied", "2": "repeated"}
    assert len(talk.of(Ask)) == 1


def test_a_denied_call_is_asked_again_once_the_person_has_said_something_new() -> None:
    talk = Talk().asked("1", A)
    talk.hears("no")
    talk.hears("well let us do it after all")
    talk.propose("2", A)
    assert talk.ask.id == "2"


@pytest.mark.promise("P7")
def test_a_call_with_unknown_outcome_is_not_tried_again_even_where_its_policy_runs_it() -> None:
    talk = Talk(policy=RUNS)
    talk.propose("1", A)
    talk.runs_to_its_end("1", "unknown")
    talk.propose("2", A)
    assert talk.ran == ["1"]
    assert talk.refused == {"2": "repeated"}


@pytest.mark.promise("P7")
def test_a_call_that_only_reads_may_be_tried_again_after_an_unknown_outcome() -> None:
    talk = Talk(policy=RUNS)
    talk.propose("1", A, read_only=True)
    talk.runs_to_its_end("1", "unknown")
    talk.propose("2", A, read_only=True)
    assert talk.ran == ["1", "2"]


@pytest.mark.parametrize("outcome", ["failed", "unknown", "cancelled"])
def test_an_approved_call_that_did_not_end_well_is_not_asked_again_in_the_same_turn(outcome: Outcome) -> None:
    talk = Talk().asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end("1", outcome)
    talk.propose("2", A)
    assert talk.refused == {"2": "repeated"}


@pytest.mark.promise("P4.full")
def test_more_requests_than_may_wait_are_refused() -> None:
    talk = Talk(settings=Settings(max_pending=2, max_approvals=9))
    for n in range(4):
        talk.propose(str(n), call(text=str(n)))
    assert talk.refused == {"2": "full", "3": "full"}


@pytest.mark.promise("D3")
def test_after_so_many_questions_for_a_server_its_calls_are_refused_and_others_are_not() -> None:
    talk = Talk(settings=Settings(max_approvals=2))
    for n in range(3):
        talk.propose(str(n), call(text=str(n)))
    talk.propose("other", call(server="files"))
    assert talk.refused == {"2": "enough"}


def test_the_count_begins_anew_when_the_person_said_no() -> None:
    talk = Talk(settings=Settings(max_approvals=1)).asked("1", A)
    talk.hears("no")
    talk.propose("2", B)
    assert talk.ask.id == "2"


@pytest.mark.promise("D3")
def test_a_no_to_an_earlier_call_leaves_the_question_that_is_out_counted() -> None:
    talk = Talk(settings=Settings(max_approvals=2), records=False).asked("1", A)
    talk.hears("yes")
    talk.asked("2", B)
    talk.hears("no", began=0.0)
    assert talk.refused == {"1": "denied"}
    talk.propose("3", C)
    talk.propose("4", call(text="d"))
    assert talk.refused == {"1": "denied", "4": "enough"}


@pytest.mark.promise("D3")
def test_a_no_counts_the_questions_of_its_own_server_anew_and_no_others() -> None:
    settings = Settings(max_approvals=2)
    talk = Talk(settings=settings).asked("file 1", call(server="files", text="a"))
    talk.hears("yes")
    talk.records = False
    talk.asked("note", A)
    talk.hears("yes")
    talk.asked("file 2", call(server="files", text="b"))
    talk.hears("no", began=0.0)
    assert talk.refused == {"note": "denied"}
    talk.propose("file 3", call(server="files", text="c"))
    assert talk.refused == {"note": "denied", "file 3": "enough"}


def test_the_count_begins_anew_when_a_reply_was_heard_that_proposed_nothing_further() -> None:
    talk = Talk(settings=Settings(max_approvals=1)).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.tell(ReplyHeard(talk.now, proposed=True))
    talk.propose("2", B)
    talk.tell(ReplyHeard(talk.now, whole=False))
    talk.propose("3", B)
    assert talk.refused == {"2": "enough", "3": "enough"}
    talk.tell(ReplyHeard(talk.now))
    talk.propose("4", B)
    assert talk.ask.id == "4"


def test_the_count_begins_anew_with_a_new_task() -> None:
    talk = Talk(settings=Settings(max_approvals=1)).asked("1", A)
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.tell(TaskEnded(talk.now))
    talk.propose("2", B)
    assert talk.ask.id == "2"


def test_words_that_are_no_answer_begin_a_task_only_when_nothing_waits_or_runs() -> None:
    talk = Talk(settings=Settings(max_approvals=1)).asked("1", A)
    talk.hears("yes")
    talk.tell(ReplyHeard(talk.now, whole=False))
    talk.hears("and tell me about the garden")
    talk.propose("2", B)
    assert talk.refused == {"2": "enough"}
    talk.runs_to_its_end()
    talk.hears("and tell me about the garden")
    talk.propose("3", B)
    assert talk.ask.id == "3"


@pytest.mark.promise("P1.frozen")
def test_a_changed_definition_voids_what_waits() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.propose("2", call(tool="other"))
    talk.tell(Redefined(talk.now, "notes", "send_note", "d2"))
    assert talk.refused == {"1": "redefined"}
    assert talk.ask.id == "2"


def test_a_definition_that_is_the_same_changes_nothing() -> None:
    talk = Talk()
    talk.propose("1", A)
    talk.tell(Redefined(talk.now, "notes", "send_note", "d1"))
    talk.tell(Redefined(talk.now, "files", "send_note", "d2"))
    assert talk.refused == {}


@pytest.mark.promise("P1.frozen")
def test_a_definition_that_changes_after_the_yes_and_before_the_call_was_sent_stops_it() -> None:
    talk = Talk(records=False).asked("1", A)
    talk.hears("yes")
    talk.tell(Redefined(talk.now, "notes", "send_note", "d2"))
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


@pytest.mark.promise("P4.record")
def test_what_can_not_be_recorded_is_not_approved_and_the_person_is_told() -> None:
    talk = Talk(records=False).asked()
    talk.hears("yes")
    talk.tell(RecordFailed(talk.now))
    assert talk.refused == {"1": "unrecorded"}
    assert talk.told == ["I can't keep a record of this right now, so I won't do it."]
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


@pytest.mark.promise("P4.record")
def test_while_records_fail_nothing_that_asks_is_asked_and_one_that_works_ends_it() -> None:
    talk = Talk(records=False)
    talk.tell(RecordFailed(0.0))
    talk.propose("1", A)
    assert talk.refused == {"1": "unrecorded"}
    assert talk.now_of(Record)[0].confirm
    talk.propose("2", B, policy=RUNS)
    assert talk.ran == ["2"]
    talk.tell(Recorded(talk.now, "1"))
    talk.propose("3", C)
    assert talk.ask.id == "3"


def test_a_question_that_was_never_asked_uses_nothing_up() -> None:
    talk = Talk(settings=Settings(max_approvals=1))
    talk.tell(SpeechBegan(0.0, ANA))
    talk.propose("1", A)
    talk.tell(Withdrawn(0.1, "1"))
    talk.propose("2", B)
    talk.tell(SpeechEnded(0.2, ANA))
    assert talk.ask.id == "2"


@pytest.mark.promise("P1.frozen")
def test_a_call_that_was_frozen_before_its_tool_changed_is_refused_when_it_comes_after() -> None:
    talk = Talk()
    talk.tell(Redefined(0.0, "notes", "send_note", "d2"))
    talk.propose("1", A)
    talk.propose("2", call(definition="d2"))
    assert talk.refused == {"1": "redefined"}
    assert talk.ask.id == "2"


def test_a_question_that_the_person_answered_with_a_change_uses_none_up() -> None:
    talk = Talk(settings=Settings(max_approvals=1)).asked("1", A)
    talk.hears("no the other one")
    talk.propose("2", B)
    assert talk.ask.id == "2"

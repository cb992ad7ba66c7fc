"""Guards of what is written, told and shown, each by what happens without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sayso.consent.answer import Reading
from sayso.consent.effects import Record, Tell
from sayso.consent.events import Closing, Heard, Left, Outcome, Recorded, RecordFailed, Redefined, Returned, SpeechBegan
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from sayso.consent.wording import ALREADY_DECIDED, NOT_YET, NOT_YOURS
from tests.consent.talk import ANA, BEN, DESTRUCTIVE, RUNS, Talk, call, read_plainly

OTHER = call("pay", "desk")
TURN = Settings(grant="turn")


def last(talk: Talk, kind: str) -> Record:
    return next(record for record in reversed(talk.of(Record)) if record.kind == kind)


def test_a_session_in_which_nothing_runs_is_closed_at_once() -> None:
    talk = Talk().asked()
    talk.tell(Closing(talk.now))
    assert last(talk, "closed") in talk.latest


def test_what_waits_is_shown_with_its_question_once_it_was_asked() -> None:
    talk = Talk().asked()
    talk.propose("2", OTHER)
    first, second = talk.gate.waiting()
    assert (first.id, first.state, first.question) == ("1", "open", talk.ask.question.text)
    assert (second.id, second.state, second.question) == ("2", "queued", "")
    assert first.call == call()


def test_while_records_fail_a_call_that_its_policy_runs_is_no_trial_of_the_disk() -> None:
    talk = Talk(records=False)
    talk.tell(RecordFailed(0.0))
    talk.propose(policy=RUNS)
    assert not last(talk, "proposed").confirm
    talk.propose("2", OTHER)
    assert last(talk, "proposed").confirm


def test_a_failed_record_is_told_only_where_something_was_to_be_approved() -> None:
    talk = Talk()
    talk.tell(RecordFailed(0.0))
    assert not talk.now_of(Tell)


@pytest.mark.parametrize("who", [ANA, BEN])
def test_words_with_nothing_going_on_are_not_on_record(who: str) -> None:
    talk = Talk()
    talk.hears("what is in it", who=who)
    assert not talk.of(Record)


def test_the_record_of_words_says_how_they_were_read() -> None:
    talk = Talk().asked()
    talk.hears("one moment")
    fields = last(talk, "heard").fields
    assert (fields["verdict"], fields["kind"], fields["rule"]) == ("unclear", "wait", "plain wait")


def test_the_record_of_another_persons_words_says_that_they_were_left_alone() -> None:
    talk = Talk().asked()
    talk.hears("yes", who=BEN)
    fields = last(talk, "heard").fields
    assert (fields["verdict"], fields["kind"], fields["rule"]) == ("ignored", "", "")


def test_the_record_of_an_approval_says_what_it_grants() -> None:
    talk = Talk(settings=TURN).asked()
    talk.hears("yes")
    assert last(talk, "decided").fields["grant"] == "turn"


def test_an_answer_is_read_with_all_that_is_known_of_it() -> None:
    seen: list[tuple[Any, ...]] = []

    def read(answer: str, question: Question | str, strict: bool, **more: object) -> Reading:
        seen.append((answer, question, strict, more))
        return read_plainly(answer)

    talk = Talk(policy=DESTRUCTIVE, read=read).asked()
    talk.tell(Heard(talk.now + 1.0, "yes", ANA, talk.now, confidence=0.7, duration=0.4))
    more = {"language": "en", "tool": "send_note", "confidence": 0.7, "duration": 0.4}
    assert seen == [("yes", talk.ask.question, True, more)]


def test_words_with_nothing_asked_are_read_without_a_question() -> None:
    seen: list[tuple[Any, ...]] = []

    def read(answer: str, question: Question | str, strict: bool, **more: object) -> Reading:
        seen.append((question, strict, more["tool"]))
        return read_plainly(answer)

    talk = Talk(policy=RUNS, read=read)
    talk.propose()
    talk.hears("hm")
    assert seen == [("", False, "")]


def test_a_record_of_what_waits_for_none_changes_nothing() -> None:
    talk = Talk(records=False).asked()
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []
    talk.hears("yes")
    talk.tell(Recorded(talk.now, "1"))
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == ["1"]


def test_the_record_of_a_joined_proposal_sends_nothing() -> None:
    talk = Talk(records=False).asked()
    talk.propose("2")
    talk.hears("yes")
    talk.tell(Recorded(talk.now, "2"))
    assert talk.ran == []


def test_a_button_of_a_person_who_has_gone_is_told_that_it_decides_nothing() -> None:
    talk = Talk().asked()
    talk.tell(Left(talk.now, ANA))
    talk.presses(True)
    assert talk.now_of(Tell) == [Tell(NOT_YOURS, "button")]


def granted() -> Talk:
    """A yes for all ordinary calls of the server in this task, whose call has ended."""
    talk = Talk(settings=TURN).asked()
    talk.hears("yes")
    talk.runs_to_its_end()
    return talk


def covered(talk: Talk) -> bool:
    talk.propose("9", call(text="more"))
    return "9" in talk.ran


def test_a_grant_covers_what_comes_next() -> None:
    assert covered(granted())


@pytest.mark.parametrize(
    ("event", "holds"),
    [
        (lambda now: SpeechBegan(now, BEN), True),
        (lambda now: SpeechBegan(now, ANA), False),
        (lambda now: Redefined(now, "notes", "send_note", "d1"), False),
        (lambda now: Redefined(now, "desk", "pay", "d2"), True),
        (lambda now: Returned(now, ANA), True),
    ],
    ids=["another speaks", "the person speaks", "its tool changes", "another tool changes", "the same person is there"],
)
def test_a_grant_for_the_turn_ends_with_what_ends_it_alone(event: Callable[[float], Any], holds: bool) -> None:
    talk = granted()
    talk.tell(event(talk.now))
    assert covered(talk) is holds


def test_a_grant_for_the_turn_outlives_the_persons_words_while_something_runs() -> None:
    talk = Talk(settings=TURN).asked()
    talk.hears("yes")
    talk.tell(SpeechBegan(talk.now, ANA))
    assert covered(talk)


def test_a_grant_ends_when_the_person_hangs_up_though_the_same_person_returns() -> None:
    talk = Talk(settings=Settings(grant="session")).asked()
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.tell(Left(talk.now, ANA))
    talk.tell(Returned(talk.now, ANA))
    talk.propose("2")
    assert talk.ran == ["1"]


@pytest.mark.parametrize(("outcome", "runs"), [("failed", ["1", "2"]), ("unknown", ["1"]), ("cancelled", ["1"])])
def test_what_its_policy_runs_may_be_tried_again_after_it_failed_alone(outcome: Outcome, runs: list[str]) -> None:
    talk = Talk(policy=RUNS)
    talk.propose()
    talk.runs_to_its_end(outcome=outcome)
    talk.propose("2")
    assert talk.ran == runs


def test_a_button_for_a_joined_proposal_of_a_call_that_has_ended_is_told_that_it_was_decided() -> None:
    talk = Talk(settings=Settings(answer_mode="fast")).asked()
    talk.propose("2")
    talk.hears("yes")
    talk.runs_to_its_end()
    talk.presses(False, "2")
    assert talk.now_of(Tell) == [Tell(ALREADY_DECIDED, "button")]


def at(state: str) -> Talk:
    """One request in this state, of whose question nothing that counts was heard or shown."""
    talk = Talk(settings=Settings(answer_mode="careful"))
    if state == "queued":
        talk.tell(SpeechBegan(0.0, ANA))
    talk.propose()
    if state in ("playing", "cut", "aside"):
        talk.started()
    if state == "cut":
        talk.ended(cut=True)
    if state == "aside":
        talk.hears("what is in it")
    assert talk.state() == state
    return talk


@pytest.mark.parametrize("state", ["queued", "asking", "playing", "cut", "aside"])
def test_a_button_for_a_question_that_has_not_been_put_is_told_so(state: str) -> None:
    talk = at(state)
    talk.presses(True)
    assert talk.now_of(Tell) == [Tell(NOT_YET, "button")]


@pytest.mark.parametrize("held", [False, True])
def test_a_button_approves_at_once_while_a_careful_yes_waits_for_quiet(held: bool) -> None:
    talk = Talk(settings=Settings(answer_mode="careful")).asked()
    talk.hears("yes")
    if held:
        talk.tell(SpeechBegan(talk.now + 0.01, ANA))
    assert talk.state() == ("held" if held else "grace")
    talk.presses(True)
    assert talk.ran == ["1"]

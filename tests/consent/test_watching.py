"""The watcher notices each promise that is broken. One that noticed nothing would prove nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sayso.consent.call import Call
from sayso.consent.effects import Ask, CancelRun, Join, LetModelAnswer, Record, Refuse, Run, Swallow, Tell, WakeAt
from sayso.consent.events import (
    Closing,
    Decided,
    Left,
    QuestionEnded,
    QuestionHeard,
    QuestionStarted,
    RecordFailed,
    Redefined,
    Returned,
    RunEnded,
    SpeechBegan,
    TaskEnded,
    TimePassed,
)
from sayso.consent.promises import PROMISES, BrokenPromiseError
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, DESTRUCTIVE, RUNS, call, short_question
from tests.consent.watched import Lie, Watched, add, approve, instead, refusal, sent, without

OTHER = call("pay", "desk")
SWALLOW = Swallow("a lie")
UNSEEN = {"P4": "each of its parts is seen", "P5.crash": "what happens on disk", "D7": "seen where the gate is called"}
"""Promises that no lie of a gate can break before a watcher's eyes."""

Lying = Callable[[], None]
LIES: dict[str, list[Lying]] = {}


def breaks(promise: str) -> Callable[[Lying], Lying]:
    """What follows breaks this promise."""

    def keep(lying: Lying) -> Lying:
        LIES.setdefault(promise, []).append(lying)
        return lying

    return keep


@breaks("P1")
def _runs_unasked() -> None:
    Watched().propose(lie=instead(*proposed_and_sent()))


@breaks("P1")
def _approves_what_is_no_yes() -> None:
    Watched().asked().says("yes and the weather", instead(SWALLOW, approve()))


@breaks("P1")
def _approves_unasked_again() -> None:
    watched = Watched().asked()
    watched.tell(TimePassed(watched.later(60.0)), add(approve()))


@breaks("P1.frozen")
def _runs_another_call() -> None:
    watched = Watched().asked()
    watched.says("yes")
    watched.written(lie=lambda true: [replace(e, call=OTHER) if isinstance(e, Run) else e for e in true])


@breaks("P1.frozen")
def _runs_what_was_redefined() -> None:
    watched = Watched().asked()
    watched.says("yes")
    watched.tell(Redefined(watched.later(), "notes", "send_note", "d2"), instead())
    watched.written(lie=instead(*sent()))


@breaks("P1.frozen")
def _words_the_question_anew() -> None:
    watched = Watched().asked()

    def reworded(true: list[object]) -> list[object]:
        return [
            replace(e, question=replace(e.question, values=("another",))) if isinstance(e, Ask) else e for e in true
        ]

    watched.tell(TimePassed(watched.later(7.0)), reworded)  # type: ignore[arg-type]  # effects are objects


@breaks("P1.frozen")
def _joins_another_call() -> None:
    watched = Watched().asked()
    watched.propose("2", OTHER, lie=instead(Join("2", "1")))


@breaks("P1.grant")
def _runs_without_a_grant() -> None:
    Watched().propose(lie=instead(Record("proposed", 0.0, "1", {"digest": call().digest}), approve()))


@breaks("P1.grant")
def _grants_a_destructive_call() -> None:
    proposed = Record("proposed", 0.0, "1", {"digest": call().digest})
    Watched().propose(policy=DESTRUCTIVE, lie=instead(proposed, approve(rule="grant of 0")))


@breaks("P1.grant")
def _speaks_of_a_grant_that_settings_do_not_name() -> None:
    def generous(wanted: Call, settings: Settings, destructive: bool, nth: int) -> Question:
        return replace(short_question(wanted, settings, destructive, nth), grant="session")

    watched = Watched(phrase=generous).asked()
    watched.says("yes")
    watched.written()


@breaks("P1.grant")
def _uses_a_grant_after_its_task() -> None:
    watched = Watched(settings=Settings(grant="turn")).running()
    watched.tell(RunEnded(watched.later(), "1", "ok"))
    watched.tell(TaskEnded(watched.later()))
    proposed = Record("proposed", 0.0, "2", {"digest": call(text="more").digest})
    watched.propose("2", call(text="more"), lie=instead(proposed, approve("2", rule="grant of 1")))


@breaks("P2")
def _listens_to_another() -> None:
    Watched().asked().says("yes", instead(SWALLOW, approve()), who=BEN)


@breaks("P2")
def _takes_the_button_of_another() -> None:
    watched = Watched().asked()
    watched.tell(Decided(watched.later(), "1", True, BEN, "button"), instead(approve()))


@breaks("P3")
def _takes_a_yes_from_before() -> None:
    watched = Watched()
    watched.propose()
    watched.says("yes", instead(SWALLOW, approve()))


@breaks("P3")
def _takes_late_words_for_a_new_question() -> None:
    watched = Watched().asked().asked("2", OTHER)
    watched.says("yes")
    watched.tell(QuestionStarted(watched.later(), watched.asking))
    watched.tell(QuestionEnded(watched.later(), watched.asking))
    watched.says("yes", instead(SWALLOW, approve("2")), lasted=4.0)


@breaks("P3.words")
def _takes_a_yes_before_the_words_that_count() -> None:
    watched = Watched()
    watched.propose()
    watched.tell(QuestionStarted(watched.later(), watched.asking))
    watched.tell(QuestionHeard(watched.later(), watched.asking, "Shall I"))
    watched.says("yes", instead(SWALLOW, approve()))


@breaks("P3.words")
def _takes_a_press_of_what_was_not_shown() -> None:
    watched = Watched()
    watched.propose()
    watched.tell(Decided(watched.later(), "1", True, ANA, "button"), instead(approve()))


@breaks("P3.words")
def _takes_a_yes_to_a_question_that_something_came_after() -> None:
    watched = Watched().asked()
    watched.says("what is in it")
    watched.says("yes", instead(SWALLOW, approve()))


@breaks("P3.words")
def _asks_without_the_question() -> None:
    def shortened(true: list[object]) -> list[object]:
        return [replace(e, text="Yes or no?") if isinstance(e, Ask) else e for e in true]

    Watched().propose(lie=shortened)  # type: ignore[arg-type]  # effects are objects


@breaks("P4.left")
def _goes_on_without_anybody() -> None:
    watched = Watched().asked()
    watched.tell(Left(watched.later(), ANA), instead())


@breaks("P4.left")
def _lets_a_call_run_on_when_the_person_left() -> None:
    watched = Watched().running()
    watched.tell(Left(watched.later(), ANA), without(CancelRun))


@breaks("P4.left")
def _asks_nobody() -> None:
    watched = Watched()
    watched.propose()
    watched.tell(Left(watched.later(), ANA), instead())


@breaks("P4.closing")
def _goes_on_after_closing() -> None:
    watched = Watched().asked()
    watched.tell(Closing(watched.later()), instead())


@breaks("P4.closing")
def _lets_a_call_run_on_after_closing() -> None:
    watched = Watched().running()
    watched.tell(Closing(watched.later()), without(CancelRun))


@breaks("P4.closing")
def _runs_after_closing() -> None:
    watched = Watched()
    watched.tell(Closing(watched.later()))
    watched.propose("1", policy=RUNS, lie=instead(*proposed_and_sent()))


def proposed_and_sent() -> tuple[Record, Record, Run]:
    record, run = sent()
    return Record("proposed", 0.0, "1", {"digest": call().digest}), record, run


@breaks("P4.record")
def _goes_on_without_a_record() -> None:
    watched = Watched().asked()
    watched.tell(RecordFailed(watched.later()), instead())


@breaks("P4.full")
def _lets_too_many_wait() -> None:
    watched = Watched(settings=Settings(max_pending=1)).asked()
    proposed = Record("proposed", 0.0, "2", {"digest": OTHER.digest})
    watched.propose("2", OTHER, lie=instead(proposed))


@breaks("P5")
def _runs_twice() -> None:
    watched = Watched().running()
    watched.tell(TimePassed(watched.later()), instead(sent()[1]))


@breaks("P5")
def _approves_what_expired() -> None:
    watched = Watched(settings=Settings(expires_after=5.0, answer_mode="fast")).asked()
    watched.later(9.0)
    watched.says("yes", instead(SWALLOW, approve()))


@breaks("P5")
def _approves_twice() -> None:
    watched = Watched().asked()
    watched.says("yes", add(approve()))


@breaks("P5.recorded")
def _runs_before_it_is_on_disk() -> None:
    Watched().asked().says("yes", add(*sent()))


@breaks("P5.recorded")
def _does_not_wait_for_the_disk() -> None:
    Watched().asked().says("yes", instead(SWALLOW, approve(confirm=False)))


@breaks("P5.recorded")
def _runs_without_a_record() -> None:
    watched = Watched().asked()
    watched.says("yes")
    watched.written(lie=without(Record))


@breaks("P5.order")
def _asks_without_a_record() -> None:
    Watched().propose(lie=without(Record))


@breaks("P5.order")
def _keeps_words_from_the_record() -> None:
    watched = Watched().asked()
    watched.says("one moment", without(Record))


@breaks("P5.order")
def _closes_the_record_too_early() -> None:
    watched = Watched().asked()
    watched.tell(TimePassed(watched.later(0.1)), add(Record("closed", 0.0, "")))


@breaks("P6")
def _asks_again_after_a_no() -> None:
    watched = Watched().asked()
    watched.says("no")
    question = short_question(call(), Settings(), False, 2)
    proposed = Record("proposed", 0.0, "2", {"digest": call().digest})
    asked = Record("asked", 0.0, "2", {"text": question.text})
    watched.propose("2", lie=instead(proposed, asked, Ask("2", 2, question.text, question)))


@breaks("P6")
def _tells_the_model_nothing() -> None:
    watched = Watched().asked()
    watched.says("no", lambda true: [replace(e, told="") if isinstance(e, Refuse) else e for e in true])


@breaks("P6.moment")
def _goes_on_after_a_no() -> None:
    Watched().asked().says("no", instead(SWALLOW, Record("heard", 0.0, "1")))


@breaks("P6.moment")
def _goes_on_after_a_stop() -> None:
    watched = Watched().running().asked("2", OTHER)
    watched.says("stop", without(CancelRun))


@breaks("P6.moment")
def _runs_after_a_no_that_came_before_it_was_sent() -> None:
    watched = Watched().asked()
    watched.says("yes")
    watched.says("no", instead(SWALLOW, Record("heard", 0.0, "1")))
    watched.written(lie=instead(*sent()))


@breaks("P6.reason")
def _says_denied_where_nothing_was_said() -> None:
    watched = Watched().asked()
    watched.tell(
        TimePassed(watched.later()), instead(refusal("1", "denied"), Refuse("1", "denied", "The person said no."))
    )


@breaks("P4.unclear")
def _gives_up_at_the_first_word_that_is_not_understood() -> None:
    watched = Watched().asked()
    heard = Record("heard", 0.0, "1")
    watched.says("hm", instead(SWALLOW, heard, refusal("1", "unclear"), Refuse("1", "unclear", "Not understood.")))


@breaks("P4.silence")
def _asks_for_ever() -> None:
    watched = Watched().asked()
    for number in (2, 3):
        watched.tell(TimePassed(watched.later(0.1)), again(number))
        watched.asking = number
        watched.play()
    watched.tell(TimePassed(watched.later(0.1)), again(4))


def again(number: int) -> Lie:
    question = short_question(call(), Settings(), False, 1)
    asked = Record("asked", 0.0, "1", {"text": question.text})
    return add(asked, Ask("1", number, question.text, question, "again"))


@breaks("P4.silence")
def _does_not_ask_once_more() -> None:
    watched = Watched().asked()
    watched.tell(TimePassed(watched.later()), instead(refusal("1", "silence"), Refuse("1", "silence", "Nobody spoke.")))


@breaks("P7")
def _tries_again_what_ended_unknown() -> None:
    watched = Watched()
    watched.propose(policy=RUNS)
    watched.tell(RunEnded(watched.later(), "1", "unknown"))
    proposed = Record("proposed", 0.0, "2", {"digest": call().digest})
    watched.propose("2", policy=RUNS, lie=instead(proposed, *sent("2")))


@breaks("D1")
def _forgets_a_proposal() -> None:
    watched = Watched()
    watched.propose(policy=RUNS, lie=instead(Record("proposed", 0.0, "1", {"digest": call().digest})))


@breaks("D1")
def _refuses_twice() -> None:
    watched = Watched().asked()
    watched.says("no", lambda true: [*true, *true[-2:]])


@breaks("D1")
def _leaves_a_call_open_for_ever() -> None:
    watched = Watched().asked()
    watched.watcher.finish()


@breaks("D2")
def _answers_words_twice() -> None:
    Watched().says("one moment", add(LetModelAnswer()))


@breaks("D2")
def _answers_a_press_with_nothing() -> None:
    watched = Watched().asked()
    watched.says("yes")
    watched.tell(Decided(watched.later(), "1", True, ANA, "button"), without(Tell))


@breaks("D3")
def _asks_two_questions_at_once() -> None:
    watched = Watched().asked()
    question = short_question(OTHER, Settings(), False, 2)
    proposed = Record("proposed", 0.0, "2", {"digest": OTHER.digest})
    asked = Record("asked", 0.0, "2", {"text": question.text})
    watched.propose("2", OTHER, lie=instead(proposed, asked, Ask("2", 2, question.text, question)))


@breaks("D3")
def _begins_a_question_over_the_persons_words() -> None:
    watched = Watched()
    watched.tell(SpeechBegan(watched.later(), ANA))
    question = short_question(call(), Settings(), False, 1)
    proposed = Record("proposed", 0.0, "1", {"digest": call().digest})
    asked = Record("asked", 0.0, "1", {"text": question.text})
    watched.propose(lie=instead(proposed, asked, Ask("1", 1, question.text, question)))


@breaks("D4")
def _stops_the_clock() -> None:
    Watched().propose(lie=without(WakeAt))


@breaks("D4")
def _sleeps_through_its_clock() -> None:
    watched = Watched().asked()
    watched.tell(TimePassed(watched.later(30.0)), instead())


@breaks("D4")
def _lets_a_call_wait_unasked() -> None:
    Watched().propose(lie=without(Ask))


@breaks("D5")
def _does_not_act_on_a_yes() -> None:
    Watched().asked().says("yes", instead(SWALLOW, Record("heard", 0.0, "1"), WakeAt(9.0)))


@breaks("D5")
def _acts_on_a_careful_yes_at_once() -> None:
    watched = Watched(settings=Settings(answer_mode="careful")).asked()
    watched.says("yes", add(approve()))


@breaks("D6")
def _loses_a_yes_that_came_too_early() -> None:
    watched = Watched()
    watched.propose()
    watched.tell(QuestionStarted(watched.later(), watched.asking))
    watched.says("yes")
    watched.tell(QuestionEnded(watched.later(), watched.asking), without(Ask))


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

"""Lies about what must mean no, and about the record: P4 and P5."""

from __future__ import annotations

from sayso.consent.effects import Ask, CancelRun, Record, Refuse
from sayso.consent.events import (
    Closing,
    Left,
    RecordFailed,
    TimePassed,
)
from sayso.consent.settings import Settings
from tests.consent.lies.kept import OTHER, SWALLOW, breaks
from tests.consent.talk import ANA, RUNS, call, short_question
from tests.consent.watched import Lie, Watched, add, approve, instead, proposed_and_sent, refusal, sent, without


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

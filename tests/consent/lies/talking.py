"""Lies about a no, about outcomes, and about the conversation: P6, P7 and the duties."""

from __future__ import annotations

from dataclasses import replace

from sayso.consent.effects import Ask, CancelRun, LetModelAnswer, Record, Refuse, Tell, WakeAt
from sayso.consent.events import (
    Decided,
    QuestionEnded,
    QuestionStarted,
    RunEnded,
    SpeechBegan,
    TaskEnded,
    TimePassed,
)
from sayso.consent.settings import Settings
from tests.consent.lies.kept import OTHER, SWALLOW, breaks
from tests.consent.talk import ANA, RUNS, call, short_question
from tests.consent.watched import Watched, add, approve, instead, refusal, sent, without


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


@breaks("P7")
def _tries_again_what_ended_unknown() -> None:
    watched = Watched()
    watched.propose(policy=RUNS)
    watched.tell(RunEnded(watched.later(), "1", "unknown"))
    proposed = Record("proposed", 0.0, "2", {"digest": call().digest})
    watched.propose("2", policy=RUNS, lie=instead(proposed, *sent("2")))


@breaks("P1.grant")
def _tries_again_what_ended_unknown_because_it_was_granted() -> None:
    watched = Watched(settings=Settings(grant="session", answer_mode="fast")).running()
    watched.tell(RunEnded(watched.later(), "1", "unknown"))
    watched.tell(TaskEnded(watched.later()))
    proposed = Record("proposed", 0.0, "2", {"digest": call().digest})
    watched.propose("2", lie=instead(proposed, approve("2", rule="grant of 1")))


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

"""Lies about what was approved: P1, P2 and P3."""

from __future__ import annotations

from dataclasses import replace

from sayso.consent.call import Call
from sayso.consent.effects import Ask, Join, Record, Run
from sayso.consent.events import (
    AgentSpoke,
    Decided,
    QuestionEnded,
    QuestionHeard,
    QuestionStarted,
    Redefined,
    RunEnded,
    TaskEnded,
    TimePassed,
)
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from tests.consent.lies.kept import OTHER, SWALLOW, breaks
from tests.consent.talk import ANA, BEN, DESTRUCTIVE, call, short_question
from tests.consent.watched import Watched, add, approve, instead, proposed_and_sent, sent


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
def _takes_a_yes_after_the_agent_said_something_else() -> None:
    watched = Watched().asked()
    watched.tell(AgentSpoke(watched.later(), on=True, apart=True))
    watched.says("yes", instead(SWALLOW, approve()))


@breaks("P3.words")
def _asks_without_the_question() -> None:
    def shortened(true: list[object]) -> list[object]:
        return [replace(e, text="Yes or no?") if isinstance(e, Ask) else e for e in true]

    Watched().propose(lie=shortened)  # type: ignore[arg-type]  # effects are objects

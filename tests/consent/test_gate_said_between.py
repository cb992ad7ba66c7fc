"""The agent says something else while a question is out: a late result, words of its host."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask
from sayso.consent.events import AgentSpoke, Decided, QuestionEnded, QuestionHeard, QuestionStarted, ReplyHeard
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, DESTRUCTIVE, Talk


def between(talk: Talk) -> None:
    """The agent says something that an answer may be meant for."""
    talk.tell(AgentSpoke(talk.now, on=True, apart=True))
    talk.after(1.0).tell(AgentSpoke(talk.now, on=False))


@pytest.mark.promise("P3.words")
def test_a_yes_after_something_else_was_said_approves_nothing_before_the_question_was_heard_again() -> None:
    talk = Talk().asked()
    between(talk)
    talk.hears("yes")
    assert talk.ran == []
    talk.whole_question()
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("P3.words")
def test_a_button_after_something_else_was_said_approves_nothing_before_the_question_was_heard_again() -> None:
    talk = Talk().asked()
    between(talk)
    talk.tell(Decided(talk.now, "1", True, ANA, "button"))
    assert talk.ran == []


def test_the_question_comes_again_after_a_short_quiet() -> None:
    talk = Talk().asked()
    between(talk)
    assert len(talk.of(Ask)) == 1
    talk.waits(1.0)
    assert len(talk.of(Ask)) == 2
    assert talk.ask.text == talk.ask.question.text


def test_the_question_comes_again_as_soon_as_a_reply_was_heard_to_its_end() -> None:
    talk = Talk().asked()
    between(talk)
    talk.tell(ReplyHeard(talk.now))
    assert len(talk.of(Ask)) == 2


def test_a_no_counts_whatever_was_said_between() -> None:
    talk = Talk().asked()
    between(talk)
    talk.hears("no")
    assert talk.refused == {"1": "denied"}


def test_a_remark_by_the_way_changes_nothing() -> None:
    talk = Talk().asked()
    talk.tell(AgentSpoke(talk.now, on=True))
    talk.after(1.0).tell(AgentSpoke(talk.now, on=False))
    talk.hears("yes")
    assert talk.ran == ["1"]


def test_a_question_that_has_not_begun_yet_is_asked_once() -> None:
    talk = Talk()
    talk.propose()
    between(talk)
    talk.waits(1.0)
    talk.whole_question()
    talk.hears("yes")
    assert talk.ran == ["1"]
    assert len(talk.of(Ask)) == 1


@pytest.mark.promise("P3.words")
def test_what_was_heard_before_counts_no_more_though_the_question_is_about_to_come_again() -> None:
    talk = Talk().asked()
    talk.waits(talk.settings.first_silence)
    between(talk)
    talk.hears("yes")
    assert talk.ran == []


@pytest.mark.promise("P3.words")
def test_the_rest_of_a_question_that_something_else_was_said_over_counts_for_nothing() -> None:
    talk = Talk()
    talk.propose()
    asking = talk.ask.asking
    talk.tell(QuestionStarted(talk.now, asking))
    between(talk)
    talk.tell(QuestionHeard(talk.now, asking, talk.ask.text))
    talk.tell(QuestionEnded(talk.now, asking, cut=False))
    talk.hears("yes")
    assert talk.ran == []


def test_a_careful_yes_that_waits_for_its_quiet_was_given_before() -> None:
    talk = Talk(policy=DESTRUCTIVE, settings=Settings(answer_mode="careful")).asked()
    talk.hears("yes")
    talk.tell(AgentSpoke(talk.now, on=True, apart=True))
    talk.waits(0.4)
    assert talk.ran == ["1"]


def test_details_that_were_asked_for_are_not_forgotten_over_it() -> None:
    talk = Talk()
    talk.propose()
    talk.tell(QuestionStarted(talk.now, talk.ask.asking))
    talk.hears("details")
    between(talk)
    talk.waits(1.0)
    assert talk.ask.way == "explain"


@pytest.mark.promise("P4.silence")
def test_an_agent_that_never_stops_talking_does_not_keep_a_question_open_for_ever() -> None:
    talk = Talk().asked()
    for _ in range(100):
        between(talk)
        talk.waits(1.0)
        if talk.refused:
            break
        talk.whole_question()
    assert talk.refused == {"1": "expired"}
    assert talk.now <= talk.settings.expires_after + 5


def test_who_asks_back_meanwhile_has_the_whole_time_again() -> None:
    talk = Talk(settings=Settings(expires_after=10, first_silence=9)).asked()
    talk.after(5.0)
    between(talk)
    talk.hears("what is in it")
    talk.tell(ReplyHeard(talk.now))
    talk.whole_question()
    talk.after(4.0)
    talk.hears("yes")
    assert talk.ran == ["1"]

"""What is neither yes nor no: asked back, not understood, from somebody else."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, LetModelAnswer
from sayso.consent.events import ReplyHeard, Returned, SpeechBegan, SpeechEnded
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, DESTRUCTIVE, Talk, call


@pytest.mark.promise("P3.words")
def test_after_a_side_question_the_whole_question_comes_again_and_must_be_heard_again() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer("1")]
    talk.hears("yes")
    assert talk.ran == []
    assert len(talk.now_of(Ask)) == 1


def test_the_question_comes_again_as_soon_as_the_answer_to_a_side_question_was_heard() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.after(3.0).tell(ReplyHeard(talk.now))
    assert talk.ask.text == talk.ask.question.text
    talk.whole_question()
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("D4")
def test_the_question_comes_again_even_when_the_model_never_replies() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.waits(6.0)
    assert len(talk.now_of(Ask)) == 1


def test_a_reply_that_was_interrupted_is_followed_by_the_question_after_a_short_quiet() -> None:
    talk = Talk().asked()
    talk.hears("what is in it")
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.tell(ReplyHeard(talk.now, whole=False))
    talk.waits(3.0)
    assert len(talk.of(Ask)) == 1
    talk.tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.0)
    assert len(talk.of(Ask)) == 2


def test_details_are_given_whole_with_the_question_behind_them() -> None:
    talk = Talk().asked()
    talk.hears("details")
    assert talk.ask.way == "explain"
    assert talk.ask.text == f"{talk.ask.question.details} {talk.ask.question.text}"


def test_say_that_again_says_the_question_again_and_is_no_failed_answer() -> None:
    talk = Talk(settings=Settings(max_reasks=0)).asked()
    for _ in range(3):
        talk.hears("say that again")
        assert talk.ask.way == "again"
        talk.whole_question()
    talk.hears("yes")
    assert talk.ran == ["1"]


def test_a_question_back_while_the_question_is_being_said_is_answered_when_it_has_ended() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.hears("details")
    assert talk.now_of(Ask) == []
    talk.ended()
    assert talk.ask.way == "explain"


@pytest.mark.promise("P4.unclear")
def test_an_answer_that_is_not_understood_is_asked_again_in_full_so_often_and_then_means_no() -> None:
    talk = Talk(settings=Settings(max_reasks=2)).asked()
    for _ in range(2):
        talk.hears("blue sky")
        assert talk.ask.text.endswith(talk.ask.question.text)
        talk.whole_question()
    talk.hears("blue sky")
    assert talk.refused == {"1": "unclear"}


def test_a_whole_sentence_that_is_no_answer_goes_to_the_model_and_the_question_comes_again() -> None:
    talk = Talk().asked()
    talk.hears("my brother is a doctor too")
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer("1")]
    talk.tell(ReplyHeard(talk.now))
    assert len(talk.now_of(Ask)) == 1


def test_whoever_asks_for_a_moment_gets_one() -> None:
    talk = Talk().asked()
    talk.after(5.0).hears("one moment")
    assert talk.swallowed()
    talk.waits(5.9)
    assert len(talk.of(Ask)) == 1
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("P2")
def test_the_agents_own_voice_is_no_answer_and_the_question_stays_open() -> None:
    talk = Talk().asked()
    talk.hears("shall i")
    assert talk.swallowed()
    assert talk.refused == {}
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("P2")
def test_a_question_is_asked_anew_of_another_person_who_takes_the_place() -> None:
    talk = Talk().asked()
    talk.tell(Returned(talk.now, BEN))
    assert len(talk.now_of(Ask)) == 1
    talk.hears("yes", who=ANA)
    talk.hears("yes", who=BEN)
    assert talk.ran == []
    talk.whole_question()
    talk.hears("yes", who=BEN)
    assert talk.ran == ["1"]


def test_the_same_person_who_returns_is_not_asked_again() -> None:
    talk = Talk().asked()
    talk.tell(Returned(talk.now, ANA))
    assert talk.now_of(Ask) == []


def test_questions_are_counted_for_their_wording_in_one_task() -> None:
    talk = Talk(policy=DESTRUCTIVE)
    talk.asked("1", call(text="a"))
    talk.hears("no")
    talk.propose("2", call(text="b"))
    assert talk.ask.text.startswith("Now shall")

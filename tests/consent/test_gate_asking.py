"""Putting the question: when, in what order, and how far it was heard."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, Join
from sayso.consent.events import QuestionHeard, SpeechBegan, SpeechEnded
from tests.consent.talk import ANA, BEN, RUNS, Talk, call


@pytest.mark.promise("P1")
def test_a_tool_whose_policy_asks_is_asked_about_and_does_not_run() -> None:
    talk = Talk()
    talk.propose()
    assert len(talk.now_of(Ask)) == 1
    assert talk.ran == []


def test_a_tool_whose_policy_runs_it_runs_at_once_without_a_question() -> None:
    talk = Talk(policy=RUNS)
    talk.propose()
    assert talk.ran == ["1"]
    assert talk.of(Ask) == []


@pytest.mark.promise("D3")
def test_one_question_at_a_time_in_order_of_arrival() -> None:
    talk = Talk()
    talk.asked("1", call(text="a"))
    talk.propose("2", call(text="b"))
    talk.propose("3", call(text="c"))
    assert [ask.id for ask in talk.of(Ask)] == ["1"]
    talk.hears("yes")
    assert [ask.id for ask in talk.of(Ask)] == ["1", "2"]
    talk.whole_question()
    talk.hears("no")
    assert [ask.id for ask in talk.of(Ask)] == ["1", "2", "3"]


@pytest.mark.promise("D1")
def test_the_same_call_proposed_again_while_it_waits_joins_the_waiting_one() -> None:
    talk = Talk().asked("1")
    talk.propose("2")
    assert talk.now_of(Join) == [Join("2", "1")]
    talk.hears("yes")
    assert talk.ran == ["1"]


def test_the_same_call_proposed_again_while_it_runs_is_refused() -> None:
    talk = Talk().asked("1")
    talk.hears("yes")
    talk.propose("2")
    assert talk.refused == {"2": "running"}


@pytest.mark.promise("D3")
def test_no_question_is_begun_while_the_person_speaks() -> None:
    talk = Talk()
    talk.tell(SpeechBegan(0.0, ANA))
    talk.propose()
    assert talk.of(Ask) == []
    talk.after(1.0).tell(SpeechEnded(talk.now, ANA))
    assert len(talk.of(Ask)) == 1


def test_a_question_waits_for_the_person_not_for_somebody_else_who_speaks() -> None:
    talk = Talk()
    talk.tell(SpeechBegan(0.0, BEN))
    talk.propose()
    assert len(talk.of(Ask)) == 1


@pytest.mark.promise("D6")
def test_a_yes_before_the_words_that_count_approves_nothing_and_is_asked_again_when_the_question_has_ended() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(0.5).plays(2)
    talk.hears("yes")
    assert talk.swallowed()
    talk.ended()
    assert talk.ran == []
    assert talk.ask.way == "again"
    assert talk.ask.text.endswith(talk.ask.question.text)


def test_a_yes_counts_from_when_the_words_that_count_were_played() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(2.0).plays(talk.ask.question.counts)
    talk.hears("yes")
    assert talk.ran == ["1"]


@pytest.mark.promise("P3.words")
def test_one_word_less_than_the_words_that_count_is_not_enough() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(2.0).plays(talk.ask.question.counts - 1)
    talk.hears("yes")
    assert talk.ran == []


@pytest.mark.promise("P3.words")
def test_other_words_than_those_of_the_question_are_not_the_question() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.tell(QuestionHeard(0.5, talk.ask.asking, "a b c d e f g h"))
    talk.hears("yes")
    assert talk.ran == []


@pytest.mark.promise("P3")
def test_words_of_a_question_count_only_after_its_first_sound() -> None:
    talk = Talk()
    talk.propose()
    talk.plays()
    talk.hears("yes")
    assert talk.ran == []


def test_what_was_heard_of_another_asking_is_not_what_was_heard_of_this_one() -> None:
    talk = Talk()
    talk.propose()
    first = talk.ask
    talk.started()
    talk.ended(cut=True)
    talk.waits(1.0)
    talk.tell(QuestionHeard(talk.now, first.asking, first.text))
    talk.hears("yes")
    assert talk.ran == []


@pytest.mark.promise("P3")
def test_a_question_that_was_cut_off_before_its_first_sound_has_not_been_heard() -> None:
    talk = Talk()
    talk.propose()
    talk.ended(cut=True)
    talk.hears("yes")
    assert talk.ran == []
    assert talk.ask.way == "again"


def test_even_one_that_is_said_to_have_ended_whole_was_not_heard_without_a_first_sound() -> None:
    talk = Talk()
    talk.propose()
    talk.ended()
    talk.hears("yes")
    assert talk.ran == []


def test_a_question_that_was_cut_off_is_asked_again_in_full_after_a_short_quiet() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(0.4).ended(cut=True)
    talk.waits(0.9)
    assert len(talk.of(Ask)) == 1
    talk.waits(0.1)
    assert talk.ask.way == "again"
    assert talk.ask.text == talk.ask.question.text


@pytest.mark.promise("D6")
def test_a_yes_to_a_question_that_was_cut_off_is_answered_by_the_question_at_once() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(0.4).ended(cut=True)
    talk.hears("yes")
    assert talk.ran == []
    assert len(talk.now_of(Ask)) == 1


def test_a_question_cut_off_after_the_words_that_count_needs_no_second_asking() -> None:
    talk = Talk()
    talk.propose()
    talk.started()
    talk.after(2.0).plays(talk.ask.question.counts)
    talk.ended(cut=True)
    talk.hears("yes")
    assert talk.ran == ["1"]


def test_a_yes_that_begins_as_the_question_is_asked_again_for_silence_counts() -> None:
    talk = Talk().asked()
    talk.waits(6.0)
    assert len(talk.of(Ask)) == 2
    talk.hears("yes", began=talk.now - 0.1)
    assert talk.ran == ["1"]

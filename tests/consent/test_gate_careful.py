"""A careful yes waits for quiet, and one breath is one answer."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, LetModelAnswer, Refuse, Swallow
from sayso.consent.events import (
    Recorded,
    SpeechBegan,
    SpeechEnded,
)
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, DESTRUCTIVE, Talk, call

A, B, C = call(text="a"), call(text="b"), call(text="c")


@pytest.mark.promise("D5")
def test_a_careful_yes_waits_for_its_grace_of_quiet() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    assert talk.state() == "grace"
    talk.waits(0.3)
    assert talk.ran == []
    talk.waits(0.1)
    assert talk.ran == ["1"]


@pytest.mark.promise("D5")
def test_an_ordinary_tool_can_be_made_careful_and_a_destructive_one_fast() -> None:
    careful = Talk(settings=Settings(answer_mode="careful")).asked()
    careful.hears("yes")
    assert careful.ran == []
    fast = Talk(policy=DESTRUCTIVE, settings=Settings(answer_mode="fast")).asked()
    fast.hears("yes")
    assert fast.ran == ["1"]


def test_a_typed_yes_needs_no_grace() -> None:
    talk = Talk(policy=DESTRUCTIVE)
    talk.propose()
    talk.started()
    talk.shown()
    talk.after(1.0).hears("yes", channel="text")
    assert talk.ran == ["1"]


def test_speech_into_the_grace_opens_the_matter_again() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.after(0.2).tell(SpeechBegan(talk.now, ANA))
    talk.waits(5.0)
    assert talk.ran == []
    talk.hears("no", began=talk.now - 1.0)
    assert talk.refused == {"1": "denied"}


def test_speech_that_began_before_the_grace_was_over_is_not_too_late_though_it_is_told_late() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    said = talk.now
    talk.after(1.0).tell(SpeechBegan(said + 0.3, ANA))
    assert talk.state() == "held"
    assert talk.ran == []


def test_a_noise_in_the_grace_that_brings_no_words_is_asked_about_again() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.after(0.2).tell(SpeechBegan(talk.now, ANA))
    talk.after(0.2).tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.9)
    assert len(talk.of(Ask)) == 1
    talk.waits(0.2)
    assert len(talk.of(Ask)) == 2
    assert talk.ran == []


@pytest.mark.promise("D5")
def test_who_goes_on_without_a_pause_after_a_careful_yes_has_not_been_quiet() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.tell(SpeechBegan(talk.now + 0.5, ANA))
    talk.hears("yes")
    talk.after(1.0).tell(SpeechEnded(talk.now, ANA))
    talk.waits(1.0)
    assert talk.ran == []
    talk.hears("but only the old one", began=talk.now - 1.5)
    assert talk.ran == []
    assert talk.state() != "grace"


def test_the_rest_of_the_sound_of_a_yes_is_no_speech_of_its_own() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.tell(SpeechBegan(talk.now + 0.5, ANA))
    talk.hears("yes")
    talk.after(0.3).tell(SpeechEnded(talk.now, ANA))
    talk.waits(0.5)
    assert talk.ran == ["1"]


def test_the_sound_of_a_yes_that_is_told_after_its_words_is_no_speech_of_its_own() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.tell(SpeechBegan(talk.now - 0.05, ANA))
    talk.after(0.1).tell(SpeechEnded(talk.now, ANA))
    talk.waits(0.5)
    assert talk.ran == ["1"]


def test_half_heard_words_in_the_grace_open_the_matter_again() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.hears("n", began=talk.now, final=False)
    talk.waits(1.0)
    assert talk.ran == []


def test_a_second_yes_in_the_grace_is_a_yes() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.after(0.1).hears("yes", began=talk.now)
    talk.waits(0.4)
    assert talk.ran == ["1"]


def test_another_question_in_the_grace_makes_it_yes_and_more() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.hears("yes")
    talk.tell(SpeechBegan(talk.now + 0.1, ANA))
    talk.hears("and the weather")
    assert talk.ran == []
    assert talk.state() == "aside"


def test_a_later_transcript_that_revises_the_same_breath_takes_its_place() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    began = talk.now + 0.2
    talk.after(1.0).hears("yes", began=began)
    talk.after(0.1).hears("no the other one", began=began)
    assert talk.refused == {"1": "edited"}


def test_words_that_go_on_in_the_same_breath_are_read_as_one_answer() -> None:
    talk = Talk(records=False).asked()
    began = talk.now + 0.2
    talk.after(1.0).hears("yes", began=began)
    talk.after(0.1).hears("the other one", began=talk.now - 0.3)
    assert talk.refused == {"1": "edited"}
    talk.tell(Recorded(talk.now, "1"))
    assert talk.ran == []


@pytest.mark.promise("P1")
def test_an_edit_voids_the_call_and_hands_the_words_on() -> None:
    talk = Talk().asked("1", A)
    talk.hears("yes the other one")
    assert talk.refused == {"1": "edited"}
    assert "yes the other one" in talk.of(Refuse)[0].told
    assert talk.now_of(Swallow) != []
    talk.propose("2", B)
    assert talk.ask.id == "2"


def test_the_same_call_may_be_asked_again_after_an_edit() -> None:
    talk = Talk().asked("1", A)
    talk.hears("yes the other one")
    talk.propose("2", A)
    assert talk.ask.id == "2"


def test_another_time_means_not_now() -> None:
    talk = Talk().asked()
    talk.hears("later")
    assert talk.refused == {"1": "later"}


@pytest.mark.promise("P1")
@pytest.mark.parametrize("words", ["if it is free", "yes and the weather", "what is in it"])
def test_a_yes_with_more_is_answered_and_the_question_stays_open(words: str) -> None:
    talk = Talk().asked()
    talk.hears(words)
    assert talk.now_of(LetModelAnswer) == [LetModelAnswer("1")]
    assert talk.ran == []
    assert talk.refused == {}


def test_somebody_else_who_speaks_does_not_keep_a_careful_yes_waiting() -> None:
    talk = Talk(policy=DESTRUCTIVE).asked()
    talk.tell(SpeechBegan(talk.now, "television"))
    talk.hears("yes")
    talk.waits(0.5)
    assert talk.ran == ["1"]

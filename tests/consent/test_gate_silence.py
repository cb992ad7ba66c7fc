"""Time: silence, expiry, and the clock that stands still while somebody speaks."""

from __future__ import annotations

import pytest

from sayso.consent.effects import Ask, WakeAt
from sayso.consent.events import AgentSpoke, SpeechBegan, SpeechEnded
from sayso.consent.settings import Settings
from tests.consent.talk import ANA, BEN, Talk, call


@pytest.mark.promise("P4.silence")
def test_silence_is_asked_once_more_in_full_and_then_means_no() -> None:
    talk = Talk().asked()
    talk.waits(5.9)
    assert len(talk.of(Ask)) == 1
    talk.waits(0.1)
    assert talk.ask.text.endswith(talk.ask.question.text)
    assert talk.ask.text != talk.ask.question.text
    talk.whole_question()
    talk.waits(7.9)
    assert talk.refused == {}
    talk.waits(0.1)
    assert talk.refused == {"1": "silence"}


def test_the_clock_runs_only_while_nobody_speaks() -> None:
    talk = Talk().asked()
    talk.after(5.0).tell(SpeechBegan(talk.now, BEN))
    talk.waits(20.0)
    assert len(talk.of(Ask)) == 1
    talk.tell(SpeechEnded(talk.now, BEN))
    talk.tell(AgentSpoke(talk.now, True))
    talk.waits(20.0)
    assert len(talk.of(Ask)) == 1
    talk.tell(AgentSpoke(talk.now, False))
    talk.waits(6.0)
    assert len(talk.of(Ask)) == 2


def test_half_heard_words_keep_the_clock_from_running_out() -> None:
    talk = Talk().asked()
    talk.after(5.0).hears("ye", began=talk.now, final=False)
    talk.waits(5.0)
    assert len(talk.of(Ask)) == 1


@pytest.mark.promise("P5")
def test_a_request_expires_after_its_time_even_when_somebody_speaks() -> None:
    talk = Talk(settings=Settings(expires_after=30.0)).asked()
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.waits(27.9)
    assert talk.refused == {"1": "expired"}


@pytest.mark.promise("P5")
def test_a_yes_after_the_request_has_expired_runs_nothing_though_no_time_event_came() -> None:
    talk = Talk(settings=Settings(expires_after=30.0)).asked()
    talk.tell(SpeechBegan(talk.now, ANA))
    talk.after(60.0).hears("yes", began=talk.now)
    assert talk.ran == []
    assert talk.refused == {"1": "expired"}


def test_a_request_that_nobody_asks_because_the_person_never_stops_talking_expires_too() -> None:
    talk = Talk(settings=Settings(expires_after=30.0))
    talk.tell(SpeechBegan(0.0, ANA))
    talk.propose()
    talk.waits(30.0)
    assert talk.refused == {"1": "expired"}


def test_waiting_in_the_queue_does_not_use_up_a_request() -> None:
    talk = Talk(settings=Settings(expires_after=30.0))
    talk.asked("1", call(text="a"))
    talk.propose("2", call(text="b"))
    talk.tell(SpeechBegan(talk.now, BEN))
    talk.waits(25.0)
    talk.hears("yes")
    talk.whole_question()
    talk.after(10.0).hears("yes")
    assert talk.ran == ["1", "2"]


@pytest.mark.promise("D4")
def test_a_wake_is_asked_for_whenever_time_alone_will_change_something() -> None:
    talk = Talk().asked()
    assert talk.now_of(WakeAt) == [WakeAt(talk.now + 6.0)]
    talk.hears("no")
    assert talk.now_of(WakeAt) == [WakeAt(None)]

"""How far a question was heard."""

from __future__ import annotations

import pytest
from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT, TimedString

from sayso.voice.progress import Sound


def frame(seconds: float, *words: tuple[str, float]) -> rtc.AudioFrame:
    samples = int(seconds * 8000)
    made = rtc.AudioFrame(bytes(samples * 2), 8000, 1, samples)
    if words:
        made.userdata[USERDATA_TIMED_TRANSCRIPT] = [TimedString(text, end_time=end) for text, end in words]
    return made


def test_nothing_is_known_before_all_of_the_sound_is_there() -> None:
    sound = Sound("Shall I delete the file, in the folder of drafts?", "Shall I delete the file,")
    sound.add(frame(2.0), 0.0)
    assert sound.heard_by() is None


def test_an_estimate_comes_after_the_share_of_the_letters_and_before_the_end() -> None:
    sound = Sound("aaaaa bbbbb", "aaaaa")
    sound.add(frame(4.0), 0.0)
    sound.whole = True
    heard_by = sound.heard_by()
    assert heard_by is not None
    assert 2.0 < heard_by < 4.0


def test_a_number_among_the_words_that_count_may_take_most_of_the_time() -> None:
    sound = Sound("pay 7777 to Ana for all of the rest of the month", "pay 7777 to Ana")
    sound.add(frame(6.0), 0.0)
    sound.whole = True
    heard_by = sound.heard_by()
    assert heard_by is not None
    assert heard_by > 4.0


def test_where_all_of_it_counts_only_its_end_tells() -> None:
    sound = Sound("Delete it?", "Delete it?")
    sound.add(frame(1.0), 0.0)
    sound.whole = True
    assert sound.heard_by() is None


def test_a_voice_that_tells_when_its_words_are_said_is_believed() -> None:
    sound = Sound("Delete it now?", "Delete it")
    sound.add(frame(1.0, ("Delete ", 0.4), ("it ", 0.6)), 0.0)
    assert sound.heard_by() == pytest.approx(0.6)


def test_a_voice_that_came_before_it_began_to_be_played_is_played_from_then_on() -> None:
    sound = Sound("Delete it now?", "Delete it")
    sound.add(frame(1.0, ("Delete ", 0.4), ("it ", 0.6)), 10.0)
    assert sound.heard_at(11.0) == pytest.approx(11.6)


def test_while_a_voice_stalls_nothing_more_of_it_is_heard() -> None:
    sound = Sound("Delete it now?", "Delete it")
    sound.add(frame(0.5, ("Delete ", 0.4)), 10.0)
    sound.add(frame(0.5, ("it ", 0.6)), 15.0)
    assert sound.heard_at(10.0) == pytest.approx(15.1)


def test_an_estimate_counts_from_when_the_rest_of_a_voice_that_stalled_was_played() -> None:
    sound = Sound("aaaaa bbbbb", "aaaaa")
    sound.add(frame(1.0), 10.0)
    sound.add(frame(3.0), 16.0)
    sound.whole = True
    heard_at = sound.heard_at(10.0)
    assert heard_at is not None
    assert 17.0 < heard_at < 19.0


def test_words_whose_sound_has_not_come_yet_are_not_heard() -> None:
    sound = Sound("Delete it now?", "Delete it")
    sound.add(frame(0.2, ("Delete it ", 0.6)), 10.0)
    assert sound.heard_at(10.0) is None


def test_sound_that_two_nodes_of_one_agent_tell_of_counts_once() -> None:
    sound = Sound("a b", "a")
    one = frame(1.0)
    sound.add(one, 0.0)
    sound.add(one, 0.0)
    assert sound.seconds == pytest.approx(1.0)

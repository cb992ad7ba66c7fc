"""When words were begun: never later than they were, as far as that can be known."""

from __future__ import annotations

from sayso.voice.utterances import Utterances


def test_words_were_begun_when_their_speech_was() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    ears.speech_ended(10.4)
    assert ears.heard(11.2, 1) == 10.0


def test_words_that_come_after_the_next_speech_began_are_of_the_one_before() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    ears.speech_ended(10.4)
    ears.speech_began(11.0)
    assert ears.heard(11.1, 1) == 10.0
    assert ears.heard(11.9, 1) == 11.0


def test_a_second_transcript_of_one_speech_goes_on_from_the_first() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    assert ears.heard(10.5, 1) == 10.0
    assert ears.heard(11.0, 2) == 10.5


def test_a_transcript_of_the_same_sound_again_was_begun_when_the_first_was() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    assert ears.heard(10.5, 1, start=3.2) == 10.0
    ears.speech_ended(10.6)
    ears.speech_began(10.8)
    assert ears.heard(11.0, 2, start=3.2) == 10.0


def test_the_first_transcript_of_all_is_no_revision() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    assert ears.heard(10.5, 1, start=0.001) == 10.0


def test_a_speech_that_brought_no_words_makes_later_words_early_only_for_a_moment() -> None:
    ears = Utterances()
    ears.speech_began(10.0)
    ears.speech_ended(10.1)
    ears.speech_began(13.0)
    assert ears.heard(13.5, 1) == 13.0


def test_without_a_detector_half_heard_words_tell_when_they_began() -> None:
    ears = Utterances()
    assert ears.half_heard(10.0) == 10.0
    ears.half_heard(10.3)
    assert ears.heard(10.6, 2) == 10.0


def test_without_a_detector_or_half_heard_words_the_length_tells() -> None:
    ears = Utterances()
    assert ears.heard(10.0, 2, duration=0.7) == 9.3
    assert ears.heard(60.0, 1) < 60.0
    assert ears.heard(90.0, 1) > 80.0

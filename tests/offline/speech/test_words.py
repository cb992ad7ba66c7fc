from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.offline.listening import transcript
from agent.offline.words import Word, clean, confidence, sentence


@pytest.mark.parametrize("noise", ["<sil>", "<s>", "</s>", "[NOISE]", "[SPEECH]", "++BREATH++", "(NULL)", " [COUGH] "])
def test_a_noise_is_not_a_word(noise: str) -> None:
    assert clean(noise) == ""


@pytest.mark.parametrize(
    ("token", "word"), [("the(2)", "the"), ("to(13)", "to"), ("o'clock", "o'clock"), ("yes", "yes")]
)
def test_the_number_of_a_pronunciation_is_dropped(token: str, word: str) -> None:
    assert clean(token) == word


def test_a_hypothesis_keeps_its_words_in_order() -> None:
    assert sentence("<s> what(2) [NOISE] does the(2) <sil> handbook say </s>") == "what does the handbook say"


@given(st.lists(st.sampled_from(["<sil>", "[NOISE]", "++UM++", "</s>"])))
def test_noises_alone_never_make_a_sentence(noises: list[str]) -> None:
    assert sentence(" ".join(noises)) == ""


@given(st.lists(st.floats(allow_nan=False)))
def test_confidence_is_never_outside_of_0_and_1(scores: list[float]) -> None:
    assert 0 <= confidence([Word("yes", 0, 1, score) for score in scores]) <= 1


def test_a_transcript_tells_when_each_word_was_said_on_the_clock_of_the_session() -> None:
    data = transcript([Word("yes", 0.2, 0.5, 0.9), Word("please", 0.5, 1.0, 0.7)], start=10.0)
    assert (data.text, data.language) == ("yes please", "en")
    assert (data.start_time, data.end_time) == (10.2, 11.0)
    assert data.confidence == pytest.approx(0.8)
    assert data.words is not None
    assert [(word, word.start_time, word.end_time) for word in data.words] == [
        ("yes", 10.2, 10.5),
        ("please", 10.5, 11.0),
    ]


def test_a_transcript_of_nothing_is_empty() -> None:
    data = transcript([], start=3.0)
    assert (data.text, data.confidence, data.start_time, data.end_time) == ("", 0.0, 3.0, 3.0)

"""What holds of every answer, whatever its words: searched by machine, from the answers that were written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.consent.answer import Verdict, interpret
from tests.consent.answer_rows import Row, rows

YESES = [row for row in rows() if row.verdicts == ("approve",) and row.language == "en"]
NOES = [row for row in rows() if row.verdicts == ("deny",) and row.language == "en"]
SEND = "Shall I send 15 euros to Miriam?"

SPOILT = [
    "don't {}",
    "I don't know if {}",
    "{} but not now",
    "{} if it doesn't cost anything",
    "{} unless somebody minds",
    "{} and what does it cost",
    "{} can you also water the plants",
    "{} but make it seven hundred and three",
    "{} for Barbarossa",
    "{} in Timbuktu",
    "{} no wait",
    "she said {}",
    "she told me to say {}",
    "should I say {}",
    "{}?",
    "{} never mind",
    "{} on second thought no",
    "whatever {} you decide",
    "{} tomorrow",
    "{} only for the first one",
]
"""What makes of any yes something else."""


def spoilt(row: Row, frame: str) -> Row:
    return replace(row, answer=frame.format(row.answer.strip().rstrip(".!,")))


@pytest.mark.parametrize("frame", SPOILT)
def test_a_yes_with_this_around_it_never_approves(frame: str) -> None:
    approved = [each.answer for row in YESES if (each := spoilt(row, frame)).read().verdict == "approve"]
    assert approved == []


@pytest.mark.parametrize("frame", ["{} thank you", "uh {}", "{} please", "{} because I need it", "well {}", "yes {}"])
def test_a_no_with_this_around_it_never_approves(frame: str) -> None:
    approved = [each.answer for row in NOES if (each := spoilt(row, frame)).read().verdict == "approve"]
    assert approved == []


@pytest.mark.parametrize("way", [str.upper, str.title, "  {} ".format, "{}.".format, "uh {}".format, "{} um".format])
def test_case_spaces_and_fillers_make_no_difference(way: object) -> None:
    assert callable(way)
    other = [
        row.answer
        for row in [*YESES, *NOES]
        if replace(row, answer=way(row.answer)).read().verdict != row.read().verdict
    ]
    assert other == []


@given(st.text(max_size=200), st.text(max_size=200), st.booleans(), st.sampled_from(["en", "de"]))
def test_any_text_is_read(answer: str, question: str, strict: bool, language: str) -> None:
    assert interpret(answer, question, strict, language=language).verdict in get_args(Verdict)


@given(st.lists(st.sampled_from(["yes", "no", "15", "'", "\u2019s", "?", "ok", "Miriam", "euros", "½", "²", "٣", "-"])))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    assert interpret(" ".join(words), SEND).verdict in get_args(Verdict)


@given(
    st.integers(0, 10**7).filter(lambda number: number != 15), st.sampled_from(["{}", "{} euros", "send {}", "at {}"])
)
def test_a_number_that_was_not_asked_never_approves(number: int, said: str) -> None:
    assert interpret(f"yes {said.format(number)}", SEND).verdict != "approve"


@given(st.from_regex(r"\Az[qxj][a-z]{2,8}\Z"), st.sampled_from(["yes {}", "{} yes", "yes to {}", "yes send it to {}"]))
def test_a_word_that_nobody_knows_never_approves(word: str, said: str) -> None:
    assert interpret(said.format(word), SEND).verdict != "approve"


@given(st.sampled_from(YESES), st.sampled_from(["ja", "sí", "oui", "nein", "da"]))
def test_a_word_of_another_language_is_no_part_of_a_yes(row: Row, word: str) -> None:
    assume(word not in row.question.lower().split())
    assert replace(row, answer=f"{word} {row.answer}").read().verdict != "approve"


@given(st.sampled_from(YESES), st.floats(0, 0.3))
def test_what_was_hardly_heard_approves_nothing_destructive(row: Row, confidence: float) -> None:
    unsure = replace(row, strict=True, given={**row.given, "confidence": confidence})
    assert unsure.read().verdict != "approve"

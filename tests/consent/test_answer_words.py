"""How a transcript or a typed line becomes plain words, in English."""

from __future__ import annotations

import pytest

from sayso.consent.lexicon import lexicon
from sayso.consent.reading.words import MOST

SPELLING = lexicon("en").spelling


def words(text: str) -> str:
    return " ".join(SPELLING.read(text).words)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Yes, please!", "yes please"),
        ("  YES — please… ", "yes please"),
        ("yep.", "yeah"),
        ("Uh, yes. Um.", "yes"),
        ("uh-huh", "mhm"),
        ("O.K.", "okay"),
        ("yesss pleaseee", "yes please"),
        ("yes yes yes", "yes"),
        ("go ahead go ahead", "go ahead"),
        ("that's right", "that is right"),
        ("that\u2019s right", "that is right"),
        ("thats right", "that is right"),
        ("I don't, I won't, I can't", "i do not i will not i can not"),
        ("they'd've", "they would have"),
        ("Ana's appointment", "ana appointment"),
        ("report.txt", "report txt"),
        ("yes/no", "yes no"),
        ("ana_silva@example.com", "ana silva @ example com"),
        ("👍🏽", "👍"),
        ("да", "да"),
        ("uh uh", "uh uh"),
        ("mm", "mm"),
        ("''' '", ""),
    ],
)
def test_words_are_made_plain(text: str, plain: str) -> None:
    assert words(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("fifteen", "15"),
        ("twenty-four", "24"),
        ("two hundred and five", "205"),
        ("fifteen hundred", "1500"),
        ("one thousand two hundred", "1200"),
        ("1,500", "1500"),
        ("015", "15"),
        ("1.50", "1.5"),
        ("€15", "euros 15"),
        ("twenty-one point five", "21.5"),
        ("to the point", "to the point"),
        ("15€", "15 euros"),
        ("two two", "2 2"),
        ("the twenty-fourth", "the 24th"),
        ("the 24th", "the 24th"),
        ("3rd of March", "3rd of march"),
        ("second, twelfth and thirty first", "2nd 12th and 31st"),
        ("half past nine", "9:30"),
        ("quarter to ten", "9:45"),
        ("ten past eleven o'clock", "11:10"),
        ("nine thirty", "9:30"),
        ("nine o'clock", "9:00"),
        ("09:30", "9:30"),
        ("9 pm", "9:00 pm"),
        ("9pm", "9:00 pm"),
        ("nine thirty p.m.", "9:30 pm"),
        ("from nine to eleven", "from 9 to 11"),
        ("from ten to eleven", "from 10 to 11"),
        ("and yes", "and yes"),
        ("²²", "²²"),
    ],
)
def test_numbers_and_times_have_one_form(text: str, plain: str) -> None:
    assert words(text) == plain


def test_question_marks_and_quotation_marks_are_noticed() -> None:
    assert SPELLING.read("yes?").asks
    assert SPELLING.read("yes\uff1f").asks
    assert not SPELLING.read("yes.").asks
    assert SPELLING.read("“yes”").quotes
    assert not SPELLING.read("it's").quotes


def test_what_is_too_long_is_cut_and_says_so() -> None:
    said = SPELLING.read("a b " * MOST)
    assert said.cut
    assert len(said.words) <= MOST
    assert SPELLING.read(" " * 5000).cut
    assert not SPELLING.read("a b " * (MOST // 2)).cut

"""Numbers, days and times as people say and type them."""

from __future__ import annotations

from datetime import date

import pytest

from agent.offline.rehearsal.dates import find_days
from agent.offline.rehearsal.heard import hear
from agent.offline.rehearsal.numbers import find_numbers
from agent.offline.rehearsal.times import find_times

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("today", ["2026-11-20"]),
        ("what is on tomorrow", ["2026-11-21"]),
        ("the day after tomorrow", ["2026-11-22"]),
        ("yesterday", ["2026-11-19"]),
        ("on tuesday", ["2026-11-24"]),
        ("next tuesday", ["2026-11-24"]),
        ("this friday", ["2026-11-20"]),
        ("on friday", ["2026-11-27"]),
        ("last friday", ["2026-11-13"]),
        ("the 24th", ["2026-11-24"]),
        ("on the twenty fourth please", ["2026-11-24"]),
        ("the 3rd", ["2026-12-03"]),
        ("november 24", ["2026-11-24"]),
        ("24 Nov", ["2026-11-24"]),
        ("the twenty fourth of november", ["2026-11-24"]),
        ("november twenty fourth twenty twenty seven", ["2027-11-24"]),
        ("March 3rd", ["2027-03-03"]),
        ("november 3", ["2026-11-03"]),
        ("since march 3", ["2026-03-03"]),
        ("since monday", ["2026-11-16"]),
        ("what is on to morrow", ["2026-11-21"]),
        ("Tuesday the 24th", ["2026-11-24"]),
        ("Tuesday, November 24, 2026", ["2026-11-24"]),
        ("2026-11-24", ["2026-11-24"]),
        ("24.12.2026", ["2026-12-24"]),
        ("12/24/2026", ["2026-12-24"]),
        ("in three days", ["2026-11-23"]),
        ("a week from today", ["2026-11-27"]),
        ("two days ago", ["2026-11-18"]),
        ("from tuesday to thursday", ["2026-11-24", "2026-11-26"]),
        ("the second track", []),
        ("the first ten lines", []),
        ("I may march in the sun", []),
        ("2026-02-30", []),
        ("february 30", []),
    ],
)
def test_a_day_is_understood_however_it_is_said(said: str, days: list[str]) -> None:
    assert [day.value.isoformat() for day in find_days(hear(said), FRIDAY)] == days


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("half past nine", ["09:30"]),
        ("9:30", ["09:30"]),
        ("at 9.30", ["09:30"]),
        ("at eleven o'clock", ["11:00"]),
        ("eleven oclock", ["11:00"]),
        ("3 pm", ["15:00"]),
        ("3pm", ["15:00"]),
        ("three p m", ["15:00"]),
        ("9:30 a.m.", ["09:30"]),
        ("quarter to ten", ["09:45"]),
        ("a quarter past two", ["14:15"]),
        ("ten past nine", ["09:10"]),
        ("twenty to three", ["14:40"]),
        ("nine thirty", ["09:30"]),
        ("nine oh five", ["09:05"]),
        ("at half nine", ["09:30"]),
        ("at three", ["15:00"]),
        ("at nine", ["09:00"]),
        ("nine in the evening", ["21:00"]),
        ("tomorrow evening at eight", ["20:00"]),
        ("at 03:30", ["03:30"]),
        ("12 am", ["00:00"]),
        ("noon", ["12:00"]),
        ("midnight", ["00:00"]),
        ("from nine to eleven o'clock", ["09:00", "11:00"]),
        ("half an hour", []),
        ("twenty five", []),
        ("the sum of three and four", []),
        ("25:99", []),
    ],
)
def test_a_time_is_understood_however_it_is_said(said: str, times: list[str]) -> None:
    assert [clock.value.strftime("%H:%M") for clock in find_times(hear(said))] == times


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("25", [25]),
        ("twenty five", [25]),
        ("twenty-five", [25]),
        ("one hundred and twenty five", [125]),
        ("a hundred", [100]),
        ("three thousand and one", [3001]),
        ("5 million", [5_000_000]),
        ("three point one four", [3.14]),
        ("seven and a half", [7.5]),
        ("minus two", [-2]),
        ("1,200.50", [1200.5]),
        ("two five", [2, 5]),
        ("the first one", []),
        ("AB123", []),
    ],
)
def test_a_number_is_understood_in_words_and_in_digits(said: str, numbers: list[float]) -> None:
    assert [number.value for number in find_numbers(hear(said))] == numbers

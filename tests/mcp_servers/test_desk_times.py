"""What people say for a time."""

from __future__ import annotations

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.desk.hours import starts
from mcp_servers.desk.say import say_time
from mcp_servers.desk.times import read_time
from mcp_servers.refused import Refused


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("09:30:00Z", time(9, 30)),
        ("9.30", time(9, 30)),
        ("at 9:30", time(9, 30)),
        ("9:30 am", time(9, 30)),
        ("9:30 a.m.", time(9, 30)),
        ("9am", time(9)),
        ("9", time(9)),
        ("nine", time(9)),
        ("nine o'clock", time(9)),
        ("eleven o’clock", time(11)),  # noqa: RUF001 - as phones write it
        ("half past nine", time(9, 30)),
        ("quarter past ten", time(10, 15)),
        ("quarter to eleven", time(10, 45)),
        ("ten past four", time(16, 10)),
        ("twenty to ten", time(9, 40)),
        ("twenty five minutes past nine", time(9, 25)),
        ("quarter to one", time(12, 45)),
        ("nine thirty", time(9, 30)),
        ("two forty-five pm", time(14, 45)),
        ("ten thirty in the morning", time(10, 30)),
        ("half past two in the afternoon", time(14, 30)),
        ("2 p.m.", time(14)),
        ("12 pm", time(12)),
        ("12 am", time(0)),
        ("noon", time(12)),
        ("16:30", time(16, 30)),
        ("02:30", time(2, 30)),
    ],
)
def test_a_time_is_read_as_people_say_it(said: str, meant: time) -> None:
    assert read_time(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"), [("2:30", time(14, 30)), ("half past two", time(14, 30)), ("one", time(13))]
)
def test_an_hour_before_opening_is_meant_in_the_afternoon(said: str, meant: time) -> None:
    assert read_time(said) == meant


@pytest.mark.parametrize(
    "said", ["soon", "25:00", "9:60", "half to nine", "13 pm", "9:30 and 10:00", "9:30+02:00", "-1"]
)
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(Refused, match=r"is not a time that I understand\. Say it as in 9:30\."):
        read_time(said)


def test_a_missing_time_is_asked_for() -> None:
    with pytest.raises(Refused, match=r"At what time\? Say it as in 9:30\."):
        read_time(" ")


def test_a_time_that_the_desk_says_is_read_as_the_same_time() -> None:
    assert [read_time(say_time(at)) for at in starts()] == list(starts())
    assert [read_time(f"{at:%H:%M}") for at in starts()] == list(starts())


WORDS = st.sampled_from(
    ["half", "quarter", "past", "to", "nine", "9", "99", ":", "30", "pm", "noon", "o'clock", "twenty", "at", "-"]
)


@given(st.text(max_size=20) | st.lists(WORDS, max_size=5).map(" ".join))
def test_any_text_is_a_time_or_is_refused(said: str) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(read_time(said), time)

"""What people say for a day."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.desk.days import read_day
from mcp_servers.desk.say import say_date
from mcp_servers.refused import Refused
from tests.mcp_servers.practice import TODAY, TUESDAY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-24", TUESDAY),
        ("2026-11-24T09:30:00", TUESDAY),
        ("2026-11-24T09:30:00Z", TUESDAY),
        ("today", TODAY),
        ("Tomorrow.", date(2026, 11, 22)),
        ("the day after tomorrow", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 20)),
        ("in 3 days", TUESDAY),
        ("in three days", TUESDAY),
        ("in a week", date(2026, 11, 28)),
        ("in two weeks", date(2026, 12, 5)),
        ("Tuesday", TUESDAY),
        ("on tuesday", TUESDAY),
        ("next Tuesday", TUESDAY),
        ("Tue", TUESDAY),
        ("Sunday", date(2026, 11, 22)),
        ("the 24th", TUESDAY),
        ("Tuesday the 24th", TUESDAY),
        ("the twenty-fourth", TUESDAY),
        ("November twenty fourth", TUESDAY),
        ("24 November", TUESDAY),
        ("Nov 24", TUESDAY),
        ("24th of November 2026", TUESDAY),
        ("Tuesday, November 24, 2026", TUESDAY),
        ("the 3rd", date(2026, 12, 3)),
        ("31st", date(2026, 12, 31)),
        ("2 January", date(2027, 1, 2)),
        ("29 February", date(2028, 2, 29)),
        ("21 November", TODAY),
    ],
)
def test_a_day_is_read_as_people_say_it(said: str, meant: date) -> None:
    assert read_day(said, TODAY) == meant


def test_the_weekday_of_today_means_the_one_in_a_week() -> None:
    assert read_day("Saturday", TODAY) == TODAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "Which day? Say it as in tomorrow, Tuesday or 2026-11-24."),
        ("soon", "'soon' is not a day that I understand. Say it as in tomorrow, Tuesday or 2026-11-24."),
        ("24/11/2026", "'24/11/2026' is not a day that I understand. Say it as in tomorrow, Tuesday or 2026-11-24."),
        ("Tuesday or Wednesday", "'Tuesday or Wednesday' is not a day"),
        ("2026-11-24 or 2026-11-25", "'2026-11-24 or 2026-11-25' is not a day"),
        ("November", "'November' is not a day"),
        ("2026", "'2026' is not a day"),
        ("Tuesday 2026", "'Tuesday 2026' is not a day"),
        ("2026-02-30", "There is no such day as '2026-02-30'."),
        ("31 November", "There is no such day as '31 November'."),
        ("the 32nd", "There is no such day as 'the 32nd'."),
        ("Monday the 24th", "'Monday the 24th' can't be: it would be Tuesday 24 November."),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_reason(said: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_day(said, TODAY)
    assert str(refused.value).startswith(sentence)


@given(st.dates(min_value=TODAY, max_value=TODAY + timedelta(days=300)))
def test_a_day_that_the_desk_says_is_read_as_the_same_day(day: date) -> None:
    assert read_day(say_date(day, TODAY), TODAY) == day
    assert read_day(day.isoformat(), TODAY) == day


WORDS = st.sampled_from(
    ["today", "next", "the", "24th", "31", "november", "february", "tuesday", "2026", "0000", "twenty", "in", "99", "-"]
)


@given(st.text(max_size=30) | st.lists(WORDS, max_size=5).map(" ".join))
def test_any_text_is_a_day_or_is_refused(said: str) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(read_day(said, TODAY), date)

"""Days as people say them: "tomorrow", "next tuesday", "the 24th", "november twenty fourth", "in three days"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from .heard import Heard
from .numbers import number_at, ordinal_at
from .words import listed, vocabulary

_WEEKDAY_NAMES = listed("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAYS = {name: i for i, name in enumerate(_WEEKDAY_NAMES)}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_MONTH_NAMES = listed("""
        january february march april may june july august september october november december""")
MONTHS = {name: i + 1 for i, name in enumerate(_MONTH_NAMES)}
MONTHS |= {name[:3]: i + 1 for i, name in enumerate(_MONTH_NAMES)} | {"sept": 9}
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "tommorow": 1, "tomorow": 1, "yesterday": -1}
_JUST_BEEN = 35
"""On November 20, "november 3" is a day of this month and not of next year."""
_UNITS = {"day": 1, "week": 7, "fortnight": 14}
_AFTER_RANK = vocabulary(
    """at from to until till and or for by with please of in around about before after instead between"""
)


@dataclass(frozen=True)
class Day:
    """A day that was said, from token `first` up to before `last`."""

    first: int
    last: int
    value: date


@lru_cache(maxsize=64)
def find_days(heard: Heard, today: date) -> tuple[Day, ...]:
    """Every day in what was said, in order."""
    found, i = [], 0
    while i < len(heard.tokens):
        day = day_at(heard, i, today)
        if day is None:
            i += 1
        else:
            found.append(day)
            i = day.last
    return tuple(found)


def day_at(heard: Heard, i: int, today: date) -> Day | None:
    """The day that begins at token `i`, as long as it gets."""
    for read in (_written, _near, _away, _weekday, _month_first, _rank):
        day = read(heard, i, today)
        if day is not None:
            return day
    return None


def _written(heard: Heard, i: int, _: date) -> Day | None:
    token = heard.tokens[i]
    if token.sort != "isodate":
        return None
    text = token.text[:10]
    if "-" in text:
        return _day(i, i + 1, *(int(part) for part in text.split("-")))
    parts = [int(part) for part in token.text.replace("/", ".").split(".")]
    day, month, year = parts
    # "11/24/2026" is month first, as in the United States; dots are day first, as everywhere.
    if "/" in token.text and day <= 12:
        day, month = month, day
    return _day(i, i + 1, year, month, day)


def _near(heard: Heard, i: int, today: date) -> Day | None:
    word = heard.low(i)
    if word in _NEAR:
        return Day(i, i + 1, today + timedelta(days=_NEAR[word]))
    if (word, heard.low(i + 1)) == ("to", "morrow"):  # as recognisers write it now and then
        return Day(i, i + 2, today + timedelta(days=1))
    j = i + 1 if word == "the" else i
    if (heard.low(j), heard.low(j + 1)) == ("day", "after") and heard.low(j + 2) == "tomorrow":
        return Day(i, j + 3, today + timedelta(days=2))
    if (heard.low(j), heard.low(j + 1)) == ("day", "before") and heard.low(j + 2) == "yesterday":
        return Day(i, j + 3, today - timedelta(days=2))
    if word == "this" and heard.low(i + 1) in ("morning", "afternoon", "evening"):
        return Day(i, i + 1, today)  # the part of the day is left for the time
    return None


def _away(heard: Heard, i: int, today: date) -> Day | None:
    """ "in three days", "a week from today", "two weeks ago"."""
    j = i + 1 if heard.low(i) in ("in", "within") else i
    if heard.low(j) in ("a", "one"):
        count, j = 1, j + 1
    else:
        number = number_at(heard, j)
        if number is None or number.whole is None or not 0 <= number.whole <= 3650:
            return None
        count, j = number.whole, number.last
    unit = _UNITS.get(heard.low(j).removesuffix("s"))
    if unit is None:
        return None
    last = j + 1
    if heard.low(last) == "ago":
        return Day(i, last + 1, today - timedelta(days=count * unit))
    if heard.low(last) == "from" and heard.low(last + 1) in _NEAR:
        return Day(i, last + 2, today + timedelta(days=count * unit + _NEAR[heard.low(last + 1)]))
    if heard.low(i) == "in":
        return Day(i, last, today + timedelta(days=count * unit))
    return None


def _weekday(heard: Heard, i: int, today: date) -> Day | None:
    j, which = i, ""
    while heard.low(j) in ("this", "next", "last", "coming", "the", "past"):
        which, j = (which if heard.low(j) == "the" else heard.low(j)), j + 1
    weekday = WEEKDAYS.get(heard.low(j))
    if weekday is None and heard.low(j) in ("sat", "sun"):
        # Both are words of their own; they are days after "on" or with a capital.
        weekday = {"sat": 5, "sun": 6}[heard.low(j)] if which or heard.tokens[j].capitalised else None
    if weekday is None or j > i + 2:
        return None
    last = j + 1
    k = last + 1 if heard.low(last) == "," else last
    for read in (_month_first, _rank):  # "tuesday the 24th", "Tuesday, November 24"
        dated = read(heard, k, today) if k < len(heard.tokens) else None
        if dated is not None and dated.value.weekday() == weekday:
            return Day(i, dated.last, dated.value)
    if heard.low(last) == "next" and heard.low(last + 1) == "week":
        which, last = "next", last + 2
    if not which and heard.low(i - 1) == "since":
        which = "last"
    return Day(i, last, today + timedelta(days=_days_until(weekday, which, today)))


def _days_until(weekday: int, which: str, today: date) -> int:
    ahead = (weekday - today.weekday()) % 7
    if which in ("last", "past"):
        return ahead - 7
    if which == "next":  # the one in the next calendar week
        return 7 - today.weekday() + weekday
    if which == "this":
        return ahead
    return ahead or 7


def _month_first(heard: Heard, i: int, today: date) -> Day | None:
    month = MONTHS.get(heard.low(i).rstrip("."))
    if month is None:
        return None
    j = i + 1
    if heard.low(j) == ".":
        j += 1
    if heard.low(j) == "the":
        j += 1
    day, last = _rank_or_number(heard, j)
    if day is None:
        return None
    return _with_year(heard, (i, last), month, day, today)


def _rank(heard: Heard, i: int, today: date) -> Day | None:
    """ "the 24th", "24 november", "the twenty fourth of november"."""
    said_the = heard.low(i) == "the"
    j = i + 1 if said_the else i
    day, last = _rank_or_number(heard, j)
    if day is None:
        return None
    month_at = last + 1 if heard.low(last) == "of" else last
    month = MONTHS.get(heard.low(month_at).rstrip("."))
    if month is not None:
        return _with_year(heard, (i, month_at + 1), month, day, today)
    after = heard.tokens[last] if last < len(heard.tokens) else None
    ends = after is None or after.sort in ("mark", "clock") or after.low in _AFTER_RANK
    if not (said_the and ends and ordinal_at(heard, j)):
        return None
    return _this_or_next_month(i, last, day, today)


def _rank_or_number(heard: Heard, i: int) -> tuple[int | None, int]:
    ranked = ordinal_at(heard, i)
    if ranked is not None:
        return ranked if 1 <= ranked[0] <= 31 else (None, i)
    number = number_at(heard, i) if i < len(heard.tokens) else None
    if number is None or number.whole is None or not 1 <= number.whole <= 31:
        return None, i
    return number.whole, number.last


def _with_year(heard: Heard, span: tuple[int, int], month: int, day: int, today: date) -> Day | None:
    first, last = span
    j = last + 1 if heard.low(last) == "," else last
    if heard.low(j).isdigit() and len(heard.low(j)) == 4:
        return _day(first, j + 1, int(heard.low(j)), month, day)
    if heard.low(j) == "twenty" and (year := number_at(heard, j + 1)) and 20 <= year.value <= 99:
        return _day(first, year.last, 2000 + int(year.value), month, day)
    if heard.low(j) == "two" and (year := number_at(heard, j)) and 2000 <= year.value <= 2099:
        return _day(first, year.last, int(year.value), month, day)
    # Without a year the next one is meant, unless it has only just been.
    earliest = today - timedelta(days=364 if heard.low(first - 1) == "since" else _JUST_BEEN)
    for year_number in range(earliest.year, today.year + 9):
        found = _day(first, last, year_number, month, day)
        if found is not None and found.value >= earliest:
            return found
    return None


def _this_or_next_month(first: int, last: int, day: int, today: date) -> Day | None:
    year, month = today.year, today.month
    for _ in range(13):
        found = _day(first, last, year, month, day)
        if found is not None and found.value >= today:
            return found
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _day(first: int, last: int, year: int, month: int, day: int) -> Day | None:
    try:
        return Day(first, last, date(year, month, day))
    except ValueError:
        return None

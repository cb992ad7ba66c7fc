"""From what people say to a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mcp_servers.desk.say import MONTHS, WEEKDAYS, say_date
from mcp_servers.desk.spoken_numbers import join_numbers
from mcp_servers.refused import Refused
from mcp_servers.wording import brief

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ][\d:.]+(?:z|[+-]\d\d:\d\d)?)?", re.ASCII)
_IN = re.compile(r"in (?:(\d{1,3})|an?) (day|week)s?", re.ASCII)
_SMALL_WORDS = {"the", "of", "on", "next", "this", "coming", "for"}
_RELATIVE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}


def read_day(text: str, today: date) -> date:
    """The date that was meant. A weekday is the next one after today; a day without a year is the next such day."""
    words = join_numbers(re.sub(r"[,.\-](?!\d)|(?<!\d)-", " ", text.casefold()).split())
    said = " ".join(words)
    iso = _ISO.fullmatch(said)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), text)
    ahead = _IN.fullmatch(said)
    if ahead:
        return _shift(today, int(ahead[1] or 1) * (7 if ahead[2] == "week" else 1))
    words = [word for word in words if word not in _SMALL_WORDS]
    relative = _RELATIVE.get(" ".join(words))
    if relative is not None:
        return _shift(today, relative)
    return _named(words, text, today)


def _named(words: list[str], text: str, today: date) -> date:
    """A date from a weekday, a day of the month, a month and a year, each said at most once and in any order."""
    weekday = month = day = year = None
    for word in words:
        if weekday is None and (found := _find(word, WEEKDAYS)) is not None:
            weekday = found
        elif month is None and (found := _find(word, MONTHS)) is not None:
            month = found + 1
        elif day is None and (number := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word, re.ASCII)):
            day = int(number[1])
        elif year is None and re.fullmatch(r"\d{4}", word, re.ASCII):
            year = int(word)
        else:
            raise _unread(text)
    if day is None:
        if weekday is None or month is not None or year is not None:
            raise _unread(text)
        return _shift(today, (weekday - today.weekday() - 1) % 7 + 1)
    if year is not None and month is None:
        raise _unread(text)
    meant = _next_such_day(day, month, year, text, today)
    if weekday is not None and meant.weekday() != weekday:
        raise Refused(f"{brief(text)!r} can't be: it would be {say_date(meant, today)}.")
    return meant


def _next_such_day(day: int, month: int | None, year: int | None, text: str, today: date) -> date:
    if month is not None and year is not None:
        return _date(year, month, day, text)
    if month is not None:
        # Eight years, because 29 February may be that far away.
        candidates = [(today.year + n, month) for n in range(9)]
    else:
        candidates = [(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(13)]
    for a_year, a_month in candidates:
        try:
            found = date(a_year, a_month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise _no_such_day(text)


def _find(word: str, names: tuple[str, ...]) -> int | None:
    """The place of a name, also when it is cut short as in "Tue" or "Sept"."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(names) if name.casefold().startswith(word)), None)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(text) from None


def _shift(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _no_such_day(text: str) -> Refused:
    return Refused(f"There is no such day as {brief(text)!r}.")


def _unread(text: str) -> Refused:
    if not text.strip():
        return Refused("Which day? Say it as in tomorrow, Tuesday or 2026-11-24.")
    return Refused(f"{brief(text)!r} is not a day that I understand. Say it as in tomorrow, Tuesday or 2026-11-24.")

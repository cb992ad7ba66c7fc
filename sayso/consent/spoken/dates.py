"""Dates and times as one says them. There is no clock here, so nothing is "today" and a year is always said."""

from __future__ import annotations

import re
from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]0+)?)?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2}) ?([ap])\.?m\.?", re.ASCII | re.IGNORECASE)
_BOTH = re.compile(rf"({_DATE.pattern})[T ]({_TIME.pattern}) ?(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE)


def say_moment(text: str) -> tuple[str, str] | None:
    """A date, a time, or both, as one says it, with which of them it is. None where it is neither."""
    if not 3 <= len(text) <= 40 or not text[0].isdigit():
        return None
    if day := _DATE.fullmatch(text):
        said = _say_date(day[1], day[2], day[3])
        return (said, "date") if said else None
    if time := _TIME.fullmatch(text):
        said = _say_time(time[1], time[2], time[3], time[4])
        return (said, "time") if said else None
    if hour := _HOUR.fullmatch(text):
        said = _say_time(hour[1], "0", None, hour[2])
        return (said, "time") if said else None
    if both := _BOTH.fullmatch(text):
        on = _say_date(both[2], both[3], both[4])
        at = _say_time(both[6], both[7], both[8], both[9])
        return (f"{on} at {at}{_say_zone(both[10])}", "date") if on and at else None
    return None


def number_word(number: int) -> str:
    """A small number as a word; a larger one in digits, which every voice can read."""
    if not 0 <= number < 100:
        return str(number)
    if number < 20:
        return _SMALL[number]
    return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")


def _say_date(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return f"{_WEEKDAYS[found.weekday()]} the {_ordinal(found.day)} of {_MONTHS[found.month - 1]} {found.year}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _say_time(hours: str, minutes: str, seconds: str | None, half: str | None) -> str | None:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    said = "noon" if (hour, minute) == (12, 0) else "midnight" if (hour, minute) == (0, 0) else _of_day(hour, minute)
    return f"{said} and {number_word(second)} seconds" if second else said


def _of_day(hour: int, minute: int) -> str:
    name = number_word((hour - 1) % 12 + 1)
    if minute == 0:
        said = f"{name} o'clock"
    elif minute == 30:
        said = f"half past {name}"
    elif minute == 15:
        said = f"quarter past {name}"
    elif minute == 45:
        said = f"quarter to {number_word(hour % 12 + 1)}"
    else:
        said = f"{name} {'oh ' if minute < 10 else ''}{number_word(minute)}"
    return f"{said} {_part(hour)}"


def _part(hour: int) -> str:
    if 1 <= hour < 12:
        return "in the morning"
    if 12 <= hour < 18:
        return "in the afternoon"
    return "in the evening" if 18 <= hour < 22 else "at night"


def _say_zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in "Zz":
        return " UTC"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    said = f" UTC {'plus' if zone[0] == '+' else 'minus'} {number_word(hours)}"
    return f"{said} {number_word(minutes)}" if minutes else said

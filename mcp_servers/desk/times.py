"""From what people say to a time of day."""

from __future__ import annotations

import re
from datetime import time

from mcp_servers.desk.hours import OPENS
from mcp_servers.desk.spoken_numbers import join_numbers
from mcp_servers.refused import Refused
from mcp_servers.wording import brief

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?(?:z|\+00:00)?", re.ASCII)
_PAST = re.compile(r"(half|quarter|\d{1,2})(?: minutes)? (past|to) (\d{1,2})", re.ASCII)
_PAIR = re.compile(r"(\d{1,2}) (\d{2})", re.ASCII)
_HALF_DAYS = (
    (re.compile(r"(?<![a-z])(?:a\.? ?m\.?|in the morning)$"), "am"),
    (re.compile(r"(?<![a-z])(?:p\.? ?m\.?|in the (?:afternoon|evening))$"), "pm"),
)
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def read_time(text: str) -> time:
    """The time that was meant. An hour before opening that is said without am or pm is meant after noon."""
    said = " ".join(text.casefold().replace("o'clock", " ").replace("o’clock", " ").split()).removeprefix("at ")  # noqa: RUF001 - as phones write it
    half_day = ""
    for pattern, name in _HALF_DAYS:
        if pattern.search(said):
            said, half_day = pattern.sub("", said).strip(), name
    said = " ".join(join_numbers(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", said).split()))
    if said in _NAMED and not half_day:
        return _NAMED[said]
    found = _numbers(said)
    if found is None:
        raise _unread(text)
    hour, minute, exact = found
    if half_day and not 1 <= hour <= 12:
        raise _unread(text)
    if half_day:
        hour = hour % 12 + (12 if half_day == "pm" else 0)
    elif not exact and 1 <= hour < OPENS.hour - 1:
        hour += 12
    if hour > 23 or minute > 59:
        raise _unread(text)
    return time(hour, minute)


def _numbers(said: str) -> tuple[int, int, bool] | None:
    """Hour, minute, and whether the hour was written with two digits and so is of 24."""
    if past := _PAST.fullmatch(said):
        minute = {"half": 30, "quarter": 15}.get(past[1]) or int(past[1])
        hour = int(past[3])
        if hour > 12 or minute > 59 or (past[1] == "half" and past[2] == "to"):
            return None
        if past[2] == "to":
            return (hour - 1 or 12), 60 - minute, False
        return hour, minute, False
    if pair := _PAIR.fullmatch(said):
        return int(pair[1]), int(pair[2]), False
    if clock := _CLOCK.fullmatch(said):
        return int(clock[1]), int(clock[2] or 0), len(clock[1]) == 2
    return None


def _unread(text: str) -> Refused:
    if not text.strip():
        return Refused("At what time? Say it as in 9:30.")
    return Refused(f"{brief(text)!r} is not a time that I understand. Say it as in 9:30.")

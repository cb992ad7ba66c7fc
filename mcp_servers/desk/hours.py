"""When the practice is open, and when an appointment may begin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mcp_servers.desk.say import say_date, say_day, say_time
from mcp_servers.refused import Refused

OPENS = time(9)
CLOSES = time(17)
SLOT = timedelta(minutes=30)
DAYS_AHEAD = 366
"""How far ahead one can book; it also catches a wrong year."""


def starts() -> tuple[time, ...]:
    """The times at which an appointment may begin, on every day alike."""
    any_day = date(2000, 1, 1)
    found: list[time] = []
    moment = datetime.combine(any_day, OPENS)
    while moment.time() < CLOSES:
        found.append(moment.time())
        moment += SLOT
    return tuple(found)


def check_day(day: date, now: datetime) -> None:
    """Refuse a day for which nothing can be arranged any more, or not yet."""
    if day < now.date():
        raise Refused(f"{say_date(day, now.date())} is in the past.")
    if day > now.date() + timedelta(days=DAYS_AHEAD):
        raise Refused(f"{say_date(day, now.date())} is too far ahead; appointments are made up to a year ahead.")


def check_start(day: date, at: time, now: datetime) -> None:
    """Refuse a day and time at which no appointment can begin."""
    check_day(day, now)
    if not OPENS <= at < CLOSES:
        raise Refused(
            f"{say_time(at)} is outside of the opening hours. The practice is open from {say_time(OPENS)} "
            f"to {say_time(CLOSES)}, and the last appointment begins at {say_time(starts()[-1])}."
        )
    if at not in starts():
        raise Refused(
            f"No appointment begins at {say_time(at)}. They begin every half hour, such as {say_time(starts()[0])} "
            f"or {say_time(starts()[1])}."
        )
    check_ahead(day, at, now)


def check_ahead(day: date, at: time, now: datetime) -> None:
    """Refuse a moment that has passed."""
    if datetime.combine(day, at) <= now:
        raise Refused(f"{say_time(at)} {say_day(day, now.date())} has already passed.")

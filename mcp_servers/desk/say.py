"""Days and times as one says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from mcp_servers.wording import listed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_day(day: date, today: date) -> str:
    """As in "tomorrow, Sunday 22 November" or "on Tuesday 24 November": it follows a time or a list."""
    full = say_date(day, today)
    near = {today: "today", today + timedelta(days=1): "tomorrow"}.get(day)
    return f"{near}, {full}" if near else f"on {full}"


def say_date(day: date, today: date) -> str:
    """As in "Sunday 22 November", with the year where it isn't this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def say_time(at: time) -> str:
    """As in "9:30"."""
    return f"{at.hour}:{at.minute:02d}"


def say_times(times: Sequence[time], step: timedelta) -> str:
    """Times with runs drawn together, as in "at 9:00, from 10:00 to 15:00 and at 16:30"."""
    runs: list[list[time]] = []
    for at in times:
        if runs and _minutes(at) - _minutes(runs[-1][-1]) == step.total_seconds() / 60:
            runs[-1].append(at)
        else:
            runs.append([at])
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"from {say_time(run[0])} to {say_time(run[-1])}")
        else:
            parts.extend(f"at {say_time(at)}" for at in run)
    return listed(parts)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute

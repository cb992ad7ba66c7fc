"""Days and times of an utterance, paired up and given to the fields that want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from .dates import Day, find_days
from .filling import Filling
from .kinds import kind_of, role_of
from .schema import Field
from .times import Clock, find_times
from .words import vocabulary

_GAP = vocabulary("at the on , in for around about")
_TO = vocabulary("to until till before into")
_SAME = {"day": "date", "date": "date", "time": "time", "hour": "time"}


@dataclass
class Said:
    """A day and a time that were said together, or one of them."""

    first: int
    last: int
    day: Day | None = None
    clock: Clock | None = None


def fill_moments(filling: Filling) -> None:
    """Give every day and time to a field: "from ... to ..." to source and target, the others in order."""
    fields = filling.open("date", "time", "moment")
    fields.sort(key=lambda one: (one != filling.asked, filling.tool.fields.index(one)))
    if not fields:
        _fill_lists(filling)
        return
    wants_time = any(kind_of(one) != "date" for one in fields)
    said = _pair(filling, wants_time)
    targets = _targets(filling, fields)
    sources = [one for one in fields if one not in targets]
    cued = [one for one in said if targets and filling.before(one.first) in _TO]
    plain = [one for one in said if one not in cued]
    if filling.asked in targets or not sources:
        cued, plain = [*cued, *plain], []
    for one in cued:
        _give(filling, one, targets)
    for one in plain:
        if not _give(filling, one, sources):
            _give(filling, one, targets)
    _copy_same(filling, targets)


def _targets(filling: Filling, fields: list[Field]) -> list[Field]:
    """The fields that "to" and "until" fill: those named so, or else the second of a kind."""
    named = [one for one in fields if role_of(one) == "target"]
    if named:
        return named
    found = []
    for kind in ("date", "time", "moment"):
        same = [one for one in filling.tool.fields if kind_of(one) == kind]
        found += [one for one in same[1:] if one in fields]
    return found


def _pair(filling: Filling, wants_time: bool) -> list[Said]:
    heard = filling.heard
    days = [day for day in find_days(heard, filling.now.date()) if filling.free(day.first, day.last)]
    clocks = [clock for clock in find_times(heard) if wants_time and filling.free(clock.first, clock.last)]
    clocks = [c for c in clocks if not any(d.first <= c.first < d.last and c.last != d.last for d in days)]
    said: list[Said] = []
    parts: list[Day | Clock] = [*days, *clocks]
    for part in sorted(parts, key=lambda part: part.first):
        before = said[-1] if said else None
        gap = range(before.last, part.first) if before else range(0)
        near = before is not None and all(heard.low(i) in _GAP or _is_part_of_day(heard.low(i)) for i in gap)
        if isinstance(part, Day):
            if before is not None and near and before.day is None:
                before.day, before.last = part, part.last
            else:
                said.append(Said(part.first, part.last, day=part))
        elif before is not None and near and before.clock is None:
            before.clock, before.last = part, part.last
        elif part.sure or _hour_is_meant(filling, part):
            said.append(Said(part.first, part.last, clock=part))
    return said


def _hour_is_meant(filling: Filling, clock: Clock) -> bool:
    """ "at nine" is a time; "to five" is one only where a time is what is missing."""
    if filling.heard.low(clock.first - 1) in ("at", "around", "by", "before", "after"):
        return True
    after = filling.heard.tokens[clock.last] if clock.last < len(filling.heard.tokens) else None
    return (
        after is None
        or after.sort == "mark"
        or after.low in ("on", "to", "until", "please", "and", "till", "with", "for")
    )


def _is_part_of_day(word: str) -> bool:
    return word in ("morning", "afternoon", "evening", "night")


def _give(filling: Filling, said: Said, fields: list[Field]) -> bool:
    """Put one day and time into the first empty fields that want them."""
    given = False
    day, clock = said.day, said.clock
    for one in fields:
        if one.path in filling.values:
            continue
        match kind_of(one):
            case "date" if day is not None:
                if filling.put(one, day.value.isoformat(), day.first, day.last):
                    day, given = None, True
            case "time" if clock is not None:
                if filling.put(one, _clock_text(clock.value, one), clock.first, clock.last):
                    clock, given = None, True
            case "moment" if day is not None or clock is not None:
                value = _moment_text(filling.now, one, day, clock)
                if value and filling.put(one, value, said.first, said.last):
                    return True
            case _:
                pass
    return given


def _clock_text(value: time, one: Field) -> str:
    seconds = "HH:MM:SS" in one.description or str(one.schema.get("pattern")).count(":") > 1
    return value.strftime("%H:%M:%S" if seconds else "%H:%M")


def _moment_text(now: datetime, one: Field, day: Day | None, clock: Clock | None) -> str:
    zone = now.astimezone().tzinfo if now.tzinfo is None else now.tzinfo
    if clock is None:
        # A day alone is a moment only where it bounds something: "since yesterday" begins as that day begins.
        if day is None or not role_of(one):
            return ""
        return _written(datetime.combine(day.value, time(0), zone), one)
    on: date = day.value if day is not None else now.date()
    moment = datetime.combine(on, clock.value, zone)
    if day is None and moment <= (now if now.tzinfo else now.replace(tzinfo=zone)):
        moment += timedelta(days=1)
    return _written(moment, one)


def _written(moment: datetime, one: Field) -> str:
    if one.schema.get("format") == "date-time" or "offset" in one.description.lower():
        return moment.isoformat(timespec="seconds")
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _copy_same(filling: Filling, targets: list[Field]) -> None:
    """ "the same day": the target takes what the source has."""
    for i in range(len(filling.heard.tokens) - 1):
        kind = _SAME.get(filling.heard.low(i + 1)) if filling.heard.low(i) == "same" else None
        target = next((one for one in targets if kind_of(one) == kind and one.path not in filling.values), None)
        source: Any = next(
            (
                filling.values[one.path]
                for one in filling.tool.fields
                if kind_of(one) == kind and one.path in filling.values
            ),
            None,
        )
        if kind and target is not None and source is not None:
            filling.put(target, source, i, i + 2)


def _fill_lists(filling: Filling) -> None:
    for one in filling.open("array"):
        if kind_of(one.item) == "date":
            days = [day for day in find_days(filling.heard, filling.now.date()) if filling.free(day.first, day.last)]
            if days and filling.put(one, [day.value.isoformat() for day in days]):
                for day in days:
                    filling.claim(day.first, day.last)

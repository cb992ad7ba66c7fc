"""Finding what was meant in the book: appointments, people, doctors and free times, inside a transaction or a look."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time

from mcp_servers.desk import names
from mcp_servers.desk.hours import check_ahead, starts
from mcp_servers.desk.say import say_date, say_day, say_time
from mcp_servers.refused import Refused
from mcp_servers.wording import brief, listed


@dataclass(frozen=True)
class Appointment:
    """One person with one doctor."""

    id: int
    patient: str
    doctor: str
    day: date
    at: time
    reminded: bool = False

    def __str__(self) -> str:
        return f"{say_time(self.at)} {self.patient} with {self.doctor}"


def appointments(db: sqlite3.Connection, first: date, last: date) -> list[Appointment]:
    """The appointments of these days, in order."""
    rows = db.execute(
        "SELECT a.id, p.name, d.name, a.day, a.at, r.sent IS NOT NULL FROM appointment a "
        "JOIN patient p ON p.id = a.patient JOIN doctor d ON d.id = a.doctor "
        "LEFT JOIN reminder r ON r.appointment = a.id AND r.day = a.day AND r.at = a.at "
        "WHERE a.day BETWEEN ? AND ? ORDER BY a.day, a.at, d.name",
        (first.isoformat(), last.isoformat()),
    )
    return [
        Appointment(number, patient, doctor, date.fromisoformat(day), time.fromisoformat(at), bool(reminded))
        for number, patient, doctor, day, at, reminded in rows
    ]


def upcoming(db: sqlite3.Connection, now: datetime) -> list[Appointment]:
    """The appointments that are still to come."""
    return [one for one in appointments(db, now.date(), date.max) if datetime.combine(one.day, one.at) >= now]


def doctors(db: sqlite3.Connection) -> list[str]:
    """The doctors of the practice."""
    return [row[0] for row in db.execute("SELECT name FROM doctor ORDER BY name")]


def doctor_meant(db: sqlite3.Connection, said: str) -> str:
    """The doctor that was meant by "Weber" or "dr weber"."""
    known = doctors(db)
    for name in known:
        if names.part_of(said, name):
            return name
    near = names.nearest(said, known)
    hint = f"Did you mean {near}?" if near else f"The doctors are {listed(known)}."
    raise Refused(f"There is no doctor named {brief(said)} here. {hint}")


def patient_meant(db: sqlite3.Connection, said: str) -> tuple[str, bool]:
    """The name to book under, and whether it is new here."""
    row = db.execute("SELECT name FROM patient WHERE key = ?", (names.key(said),)).fetchone()
    if row:
        return row[0], False
    known = [row[0] for row in db.execute("SELECT name FROM patient ORDER BY name")]
    if len(names.key(said).split()) == 1 and (partly := [name for name in known if names.part_of(said, name)]):
        raise Refused(f"Please give the full name; {brief(said)!r} could be {listed(partly[:4], 'or')}.")
    return names.full_name(said), True


def free_times(db: sqlite3.Connection, doctor: str, day: date, now: datetime) -> tuple[time, ...]:
    """The times of a day at which an appointment with this doctor can still begin."""
    rows = db.execute(
        "SELECT at FROM appointment JOIN doctor ON doctor.id = doctor WHERE doctor.name = ? AND day = ?",
        (doctor, day.isoformat()),
    )
    held = {time.fromisoformat(row[0]) for row in rows}
    return tuple(at for at in starts() if at not in held and datetime.combine(day, at) > now)


def check_patient_free(db: sqlite3.Connection, patient: str, day: date, at: time, now: datetime) -> None:
    """Refuse a second appointment for one person at one time."""
    for one in appointments(db, day, day):
        if one.at == at and names.key(one.patient) == names.key(patient):
            raise Refused(
                f"{one.patient} already has an appointment at {say_time(at)} {say_day(day, now.date())}, "
                f"with {one.doctor}."
            )


def taken(db: sqlite3.Connection, doctor: str | None, day: date, at: time, now: datetime) -> str:
    """The sentence for a time that is not free, with the nearest that are."""
    asked = [doctor] if doctor else doctors(db)
    free = {one for name in asked for one in free_times(db, name, day, now)}
    nearest = sorted(sorted(free, key=lambda one: abs(_minutes(one) - _minutes(at)))[:2])
    hint = (
        f"The nearest free {'time is' if len(nearest) == 1 else 'times are'} {listed([say_time(n) for n in nearest])}."
        if nearest
        else "Nothing else is free on that day."
    )
    who = f"{doctor} is taken" if doctor else "Every doctor is taken"
    return f"{who} at {say_time(at)} {say_day(day, now.date())}. {hint}"


def the_one(db: sqlite3.Connection, said: str, day: date, at: time, now: datetime) -> Appointment:
    """The one appointment that a person, a day and a time mean."""
    if not names.key(said):
        raise Refused("Whose appointment? Say the patient's name.")
    of_day = appointments(db, day, day)
    here = [one for one in of_day if one.at == at]
    exact = [one for one in here if names.key(one.patient) == names.key(said)]
    found = exact or [one for one in here if names.part_of(said, one.patient)]
    when = f"at {say_time(at)} {say_day(day, now.date())}"
    if len(found) > 1:
        both = listed([f"{one.patient} with {one.doctor}" for one in found])
        raise Refused(f"More than one person named {brief(said)} has an appointment {when}: {both}. Which one?")
    if not found:
        raise Refused(f"There is no appointment for {brief(said)} {when}{_instead(db, said, of_day, now)}")
    check_ahead(day, at, now)
    return found[0]


def _instead(db: sqlite3.Connection, said: str, of_day: list[Appointment], now: datetime) -> str:
    """What there is instead: the rest of a sentence that says what there isn't."""
    same = [one for one in of_day if names.part_of(said, one.patient)]
    if same:
        return f"; there is one at {listed([_with_name(one, said) for one in same])}."
    near = names.nearest(said, [one.patient for one in of_day])
    if near:
        of_near = [one for one in of_day if one.patient == near]
        return f"; there is one for {near} at {listed([say_time(one.at) for one in of_near])}."
    to_come = upcoming(db, now)
    person = names.nearest(said, [one.patient for one in to_come])
    later = [one for one in to_come if names.part_of(said, one.patient) or one.patient == person]
    if later:
        first = later[0]
        return f". {first.patient} has one at {say_time(first.at)} {say_day(first.day, now.date())}."
    known = [row[0] for row in db.execute("SELECT name FROM patient")]
    if any(names.part_of(said, name) for name in known):
        return f", and nothing else for {brief(said)} is to come."
    return f", and nobody named {brief(said)} has an appointment here."


def _with_name(one: Appointment, said: str) -> str:
    exact = names.key(one.patient) == names.key(said)
    return say_time(one.at) if exact else f"{say_time(one.at)} for {one.patient}"


def nothing_found(db: sqlite3.Connection, said: str, doctor: str | None, day: date | None, now: datetime) -> str:
    """The sentence for a search without a result, with what was probably meant."""
    who = f" for {brief(said)}" if said else ""
    whom = f" with {doctor}" if doctor else ""
    when = f" {say_day(day, now.date())}" if day else " to come"
    sentence = f"There are no appointments{who}{whom}{when}"
    if not said:
        return f"{sentence}."
    others = appointments(db, day, day) if day else upcoming(db, now)
    near = names.nearest(said, [one.patient for one in others])
    if near is None or names.part_of(said, near):
        return f"{sentence}."
    one = next(one for one in others if one.patient == near)
    date_of = "" if day else f" on {say_date(one.day, now.date())}"
    return f"{sentence}; there is one for {near} at {say_time(one.at)}{date_of}."


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute

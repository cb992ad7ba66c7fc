"""Appointments to try things with: every day has some, made from the date alone.

A fortnight holds 49 of them for 49 people, so that most people have one. Ana Silva sees Doctor Weber at half past
nine on every other Tuesday.
"""

from __future__ import annotations

import sqlite3
from datetime import date, time, timedelta
from pathlib import Path

from mcp_servers.desk.names import key
from mcp_servers.desk.schema import reading, writing

DAYS = 15
"""Today and the next 14 days."""

_FIRST = (
    "Ana", "Ben", "Clara", "David", "Emma", "Frank", "Grace",
    "Henry", "Irene", "James", "Laura", "Martin", "Nora", "Oscar",
)  # fmt: skip
_LAST = (
    "Silva", "Taylor", "Jones", "Miller", "Brown", "Young", "Hill",
    "Walker", "Cook", "Reed", "Bell", "Fox", "Stone", "Price",
)  # fmt: skip
_ANAS_TUESDAY = date(2026, 11, 24)


def appointments_of(day: date) -> list[tuple[str, str, time]]:
    """Patient, doctor and time, in the order of the day."""
    n = (day - _ANAS_TUESDAY).days % 14
    people = [f"{_FIRST[(n + 3 * row) % 14]} {_LAST[(n + 5 * row) % 14]}" for row in range(4)]
    made = [
        (people[0], "Doctor Weber", time(9, 30)),
        (people[1], "Doctor Klein", time(10 + n % 3, 30)),
        (people[2], "Doctor Rossi", time(14, 30 * (n % 2))),
    ]
    if n % 2:
        made.append((people[3], "Doctor Weber", time(15, 30)))
    return made


def ensure(path: Path, today: date) -> None:
    """Give today and the next 14 days their appointments. A day gets them once: what was cancelled stays cancelled."""
    wanted = [today + timedelta(days=n) for n in range(DAYS)]
    with reading(path) as db:
        if not _missing(db, wanted):
            return
    with writing(path) as db:
        for day in _missing(db, wanted):
            for patient, doctor, at in appointments_of(day):
                db.execute("INSERT OR IGNORE INTO patient (name, key) VALUES (?, ?)", (patient, key(patient)))
                # What people have booked goes before the demo.
                db.execute(
                    "INSERT OR IGNORE INTO appointment (patient, doctor, day, at) "
                    "SELECT patient.id, doctor.id, ?, ? FROM patient, doctor WHERE patient.key = ? AND doctor.name = ?",
                    (day.isoformat(), f"{at:%H:%M}", key(patient), doctor),
                )
            db.execute("INSERT INTO demo_day (day) VALUES (?)", (day.isoformat(),))


def _missing(db: sqlite3.Connection, days: list[date]) -> list[date]:
    made = {row[0] for row in db.execute("SELECT day FROM demo_day WHERE day >= ?", (days[0].isoformat(),))}
    return [day for day in days if day.isoformat() not in made]

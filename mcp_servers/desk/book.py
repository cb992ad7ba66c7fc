"""The appointment book: who sees which doctor when. Every change is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from mcp_servers.desk import names
from mcp_servers.desk.find import (
    Appointment,
    appointments,
    check_patient_free,
    doctor_meant,
    doctors,
    free_times,
    nothing_found,
    patient_meant,
    taken,
    the_one,
    upcoming,
)
from mcp_servers.desk.hours import check_day, check_start
from mcp_servers.desk.say import say_day, say_time
from mcp_servers.desk.schema import reading, writing
from mcp_servers.refused import Refused

Clock = Callable[[], datetime]
"""What time it is at the practice."""


class Book:
    """The book in one SQLite file that several processes may use at the same time."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock

    def appointments(
        self, day: date | None = None, patient: str = "", doctor: str | None = None
    ) -> tuple[Appointment, ...]:
        """The appointments of a day, or all that are still to come."""
        now = self.clock()
        with reading(self.path) as db:
            found = appointments(db, day, day) if day else upcoming(db, now)
        return tuple(
            one
            for one in found
            if (not patient or names.part_of(patient, one.patient)) and (doctor is None or one.doctor == doctor)
        )

    def nothing_found(self, patient: str, doctor: str | None, day: date | None) -> str:
        """The sentence for a search without a result, with what was probably meant."""
        with reading(self.path) as db:
            return nothing_found(db, patient, doctor, day, self.clock())

    def doctor(self, said: str) -> str:
        """The doctor that was meant, as "Weber" or "dr weber"."""
        with reading(self.path) as db:
            return doctor_meant(db, said)

    def free(self, day: date, doctor: str | None = None) -> dict[str, tuple[time, ...]]:
        """For each doctor the times at which an appointment can still begin."""
        now = self.clock()
        check_day(day, now)
        with reading(self.path) as db:
            asked = [doctor] if doctor else doctors(db)
            return {name: free_times(db, name, day, now) for name in asked}

    def book(self, patient: str, day: date, at: time, doctor: str | None = None) -> tuple[Appointment, bool]:
        """Make an appointment, with the first doctor who is free where none is named. Says whether they are new."""
        now = self.clock()
        check_start(day, at, now)
        with writing(self.path) as db:
            name, new = patient_meant(db, patient)
            check_patient_free(db, name, day, at, now)
            asked = [doctor] if doctor else doctors(db)
            free = [one for one in asked if at in free_times(db, one, day, now)]
            if not free:
                raise Refused(taken(db, doctor, day, at, now))
            if new:
                db.execute("INSERT INTO patient (name, key) VALUES (?, ?)", (name, names.key(name)))
            made = db.execute(
                "INSERT INTO appointment (patient, doctor, day, at) "
                "SELECT patient.id, doctor.id, ?, ? FROM patient, doctor WHERE patient.key = ? AND doctor.name = ?",
                (day.isoformat(), f"{at:%H:%M}", names.key(name), free[0]),
            )
            return Appointment(int(made.lastrowid or 0), name, free[0], day, at), new

    def move(self, patient: str, day: date, at: time, new_day: date, new_at: time) -> tuple[Appointment, Appointment]:
        """Move an appointment to another time with the same doctor. Gives the old and the new."""
        now = self.clock()
        check_start(new_day, new_at, now)
        with writing(self.path) as db:
            old = the_one(db, patient, day, at, now)
            if (old.day, old.at) == (new_day, new_at):
                raise Refused(f"{old.patient}'s appointment is already at {say_time(at)} {say_day(day, now.date())}.")
            check_patient_free(db, old.patient, new_day, new_at, now)
            if new_at not in free_times(db, old.doctor, new_day, now):
                raise Refused(taken(db, old.doctor, new_day, new_at, now))
            db.execute(
                "UPDATE appointment SET day = ?, at = ? WHERE id = ?",
                (new_day.isoformat(), f"{new_at:%H:%M}", old.id),
            )
            return old, Appointment(old.id, old.patient, old.doctor, new_day, new_at)

    def cancel(self, patient: str, day: date, at: time) -> Appointment:
        """Take an appointment out of the book."""
        now = self.clock()
        with writing(self.path) as db:
            gone = the_one(db, patient, day, at, now)
            db.execute("DELETE FROM appointment WHERE id = ?", (gone.id,))
            return gone

    def to_remind(self, day: date) -> tuple[Appointment, ...]:
        """The appointments of a day that are still to come, reminded or not."""
        now = self.clock()
        check_day(day, now)
        return tuple(one for one in self.appointments(day) if datetime.combine(one.day, one.at) > now)

    def record_reminder(self, reminded: Appointment) -> bool:
        """Write down that a reminder was sent; False where the appointment has gone or was reminded meanwhile."""
        sent = self.clock().isoformat(timespec="seconds")
        with writing(self.path) as db:
            made = db.execute(
                "INSERT OR IGNORE INTO reminder (appointment, day, at, sent) "
                "SELECT id, day, at, ? FROM appointment WHERE id = ? AND day = ? AND at = ?",
                (sent, reminded.id, reminded.day.isoformat(), f"{reminded.at:%H:%M}"),
            )
            return made.rowcount == 1

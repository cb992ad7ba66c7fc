"""The desk's tools. They take what people say (a patient, a date, a time) and answer in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

import anyio
import anyio.to_thread
from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import BeforeValidator, Field, WithJsonSchema

from mcp_servers.desk import results
from mcp_servers.desk.book import Book
from mcp_servers.desk.days import read_day
from mcp_servers.desk.find import Appointment
from mcp_servers.desk.hours import SLOT
from mcp_servers.desk.say import say_date, say_day, say_time, say_times
from mcp_servers.desk.times import read_time
from mcp_servers.plain import PlainServer, given, said, tool
from mcp_servers.wording import capital, listed

MOST_SPOKEN = 8
"""How many appointments are named before the rest is only counted."""

Text = Annotated[str, BeforeValidator(given)]
Date = Annotated[Text, WithJsonSchema({"type": "string", "format": "date"})]
Time = Annotated[Text, WithJsonSchema({"type": "string", "format": "time"})]
Patient = Annotated[Text, Field(description="The patient's name, such as Ana Silva.")]
Doctor = Annotated[Text, Field(description="The doctor's name, such as Weber.")]
OneDate = Annotated[Date, Field(description="The day: 2026-11-24, or today, tomorrow or a weekday.")]
OneTime = Annotated[Time, Field(description="The time at which it begins, such as 9:30.")]


class Desk:
    """The tools, on one book."""

    def __init__(self, book: Book, seconds_per_reminder: float, every_day: Callable[[date], None]) -> None:
        self._book = book
        self._seconds_per_reminder = seconds_per_reminder
        self._every_day = every_day
        self._today: date | None = None

    def find_appointments(
        self, date: OneDate = "", patient: Patient = "", doctor: Doctor = ""
    ) -> Annotated[CallToolResult, results.Appointments]:
        """Find appointments by day, patient or doctor. Without a day: all that are still to come."""
        today = self._begin()
        day = read_day(date, today) if date.strip() else None
        with_doctor = self._book.doctor(doctor) if doctor.strip() else None
        found = self._book.appointments(day, patient, with_doctor)
        rows = [_row(one) for one in found]
        if not found:
            return said(self._book.nothing_found(patient, with_doctor, day), appointments=rows)
        count = f"{len(found)} appointment{'' if len(found) == 1 else 's'}"
        if day:
            text = f"{count} {say_day(day, today)}: {_spoken([str(one) for one in found])}."
        else:
            text = f"{count} to come: {_spoken([f'{say_date(one.day, today)} at {one}' for one in found])}."
        return said(text, appointments=rows)

    def list_free_slots(self, date: OneDate, doctor: Doctor = "") -> Annotated[CallToolResult, results.FreeSlots]:
        """List the times of a day at which an appointment can be booked, for one doctor or for all."""
        today = self._begin()
        day = read_day(date, today)
        free = self._book.free(day, self._book.doctor(doctor) if doctor.strip() else None)
        parts = [f"{name} {say_times(times, SLOT)}" for name, times in free.items() if times]
        full = [name for name, times in free.items() if not times]
        when = say_day(day, today)
        text = f"Free {when}, every half hour: {'; '.join(parts)}." if parts else f"Nothing is free {when}."
        if parts and full:
            text += f" {listed(full)} {'has' if len(full) == 1 else 'have'} no free time."
        rows = [{"doctor": name, "times": [f"{at:%H:%M}" for at in times]} for name, times in free.items()]
        return said(text, date=day.isoformat(), doctors=rows)

    def book_appointment(
        self, patient: Patient, date: OneDate, time: OneTime, doctor: Doctor = ""
    ) -> Annotated[CallToolResult, results.Booked]:
        """Book an appointment for a patient. Without a doctor: the first who is free at that time."""
        today = self._begin()
        with_doctor = self._book.doctor(doctor) if doctor.strip() else None
        made, new = self._book.book(patient, read_day(date, today), read_time(time), with_doctor)
        text = f"Booked: {made.patient} with {made.doctor} at {say_time(made.at)} {say_day(made.day, today)}."
        if new:
            text += f" {made.patient} is new here."
        return said(text, appointment=_row(made), new_patient=new)

    def move_appointment(
        self,
        patient: Patient,
        date: Annotated[Date, Field(description="The day it is on now: 2026-11-24, today, tomorrow or a weekday.")],
        time: Annotated[Time, Field(description="The time at which it begins now, such as 9:30.")],
        new_date: Annotated[Date, Field(description="The day it moves to: 2026-11-24, tomorrow, a weekday, same day.")],
        new_time: Annotated[Time, Field(description="The time at which it shall begin, such as 11:00.")],
    ) -> Annotated[CallToolResult, results.Moved]:
        """Move a patient's appointment to another day or time. The doctor stays the same."""
        today = self._begin()
        day, at = read_day(date, today), read_time(time)
        new_day = day if new_date.strip().casefold() in ("same day", "the same day") else read_day(new_date, today)
        new_at = at if new_time.strip().casefold() in ("same time", "the same time") else read_time(new_time)
        old, new = self._book.move(patient, day, at, new_day, new_at)
        text = (
            f"Moved: {new.patient} sees {new.doctor} at {say_time(new.at)} {say_day(new.day, today)}, "
            f"no longer at {say_time(old.at)}{'' if old.day == new.day else ' ' + say_day(old.day, today)}."
        )
        return said(text, was=_row(old), appointment=_row(new))

    def cancel_appointment(
        self, patient: Patient, date: OneDate, time: OneTime
    ) -> Annotated[CallToolResult, results.Cancelled]:
        """Cancel a patient's appointment. It can't be taken back; the time is free for others at once."""
        today = self._begin()
        gone = self._book.cancel(patient, read_day(date, today), read_time(time))
        text = f"Cancelled: {gone.patient} with {gone.doctor} at {say_time(gone.at)} {say_day(gone.day, today)}."
        return said(text, appointment=_row(gone))

    async def send_reminders(
        self, date: OneDate, ctx: Context[Any, Any]
    ) -> Annotated[CallToolResult, results.Reminded]:
        """Send each patient of a day a reminder, once per appointment. Takes a moment for each; can be stopped."""
        thread = anyio.to_thread.run_sync
        today = await thread(self._begin)
        day = read_day(date, today)
        all_of_day = await thread(self._book.to_remind, day)
        waiting = [one for one in all_of_day if not one.reminded]
        before = [one.patient for one in all_of_day if one.reminded]
        sent: list[str] = []
        for n, one in enumerate(waiting, start=1):
            # Stopping is possible here, between two reminders; what was sent is already written down.
            await anyio.sleep(self._seconds_per_reminder)
            if await thread(self._book.record_reminder, one):
                sent.append(one.patient)
            await ctx.report_progress(n, len(waiting), f"Reminded {one.patient}, {n} of {len(waiting)}")
        text = _reminders(sent, before, say_day(day, today))
        return said(text, date=day.isoformat(), sent=sent, sent_before=before)

    def _begin(self) -> date:
        """Today; and the first call of a new day does what every day needs."""
        today = self._book.clock().date()
        if today != self._today:
            self._every_day(today)
            self._today = today
        return today


def build(book: Book, seconds_per_reminder: float, every_day: Callable[[date], None]) -> PlainServer:
    """The server with its tools and their hints."""
    desk = Desk(book, seconds_per_reminder, every_day)
    return PlainServer(
        "desk",
        title="Front desk",
        instructions="The front desk of a small practice: its appointments, free times and reminders.",
        tools=[
            tool(desk.find_appointments, title="Find appointments", reads=True),
            tool(desk.list_free_slots, title="List free times", reads=True),
            tool(desk.book_appointment, title="Book an appointment", reads=False, repeats=True),
            tool(desk.move_appointment, title="Move an appointment", reads=False, destroys=True, repeats=True),
            tool(desk.cancel_appointment, title="Cancel an appointment", reads=False, destroys=True, repeats=True),
            tool(desk.send_reminders, title="Send reminders", reads=False, repeats=True, reaches_out=True),
        ],
    )


def _row(one: Appointment) -> dict[str, str]:
    return {
        "patient": one.patient,
        "doctor": one.doctor,
        "date": one.day.isoformat(),
        "time": f"{one.at:%H:%M}",
    }


def _spoken(things: Sequence[str]) -> str:
    rest = len(things) - MOST_SPOKEN
    shown = things if rest <= 0 else [*things[:MOST_SPOKEN], f"and {rest} more"]
    return "; ".join(shown)


def _reminders(sent: Sequence[str], before: Sequence[str], when: str) -> str:
    if not sent and not before:
        return f"Nobody is to be reminded {when}."
    if not sent:
        return f"Nothing was sent: everybody who comes {when} had been reminded before."
    text = f"Reminded {listed(sent)} of the appointment{'' if len(sent) == 1 else 's'} {when}."
    return f"{text} {capital(listed(before))} had been reminded before." if before else text

"""What the desk's tools give back as data, beside the text that can be spoken."""

from __future__ import annotations

from pydantic import BaseModel


class AppointmentRow(BaseModel):
    """One appointment."""

    patient: str
    doctor: str
    date: str
    time: str


class Appointments(BaseModel):
    """Appointments in order of time."""

    appointments: list[AppointmentRow]


class FreeTimes(BaseModel):
    """The free times of one doctor."""

    doctor: str
    times: list[str]


class FreeSlots(BaseModel):
    """The free times of a day."""

    date: str
    doctors: list[FreeTimes]


class Booked(BaseModel):
    """The appointment that was made."""

    appointment: AppointmentRow
    new_patient: bool


class Moved(BaseModel):
    """The appointment as it was and as it is."""

    was: AppointmentRow
    appointment: AppointmentRow


class Cancelled(BaseModel):
    """The appointment that is no more."""

    appointment: AppointmentRow


class Reminded(BaseModel):
    """The reminders of a day."""

    date: str
    sent: list[str]
    sent_before: list[str]

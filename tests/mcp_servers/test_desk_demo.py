"""The demo's appointments."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.desk import demo
from mcp_servers.desk.hours import starts
from mcp_servers.desk.schema import DOCTORS
from tests.mcp_servers.practice import TODAY, TUESDAY, a_book, held


@given(st.dates())
def test_every_day_has_appointments_that_can_be(day: date) -> None:
    made = demo.appointments_of(day)
    assert len(made) >= 3
    assert len({(doctor, at) for _, doctor, at in made}) == len(made)
    assert len({patient for patient, _, _ in made}) == len(made)
    assert all(doctor in DOCTORS and at in starts() for _, doctor, at in made)


def test_ana_silva_sees_doctor_weber_on_a_tuesday_at_half_past_nine() -> None:
    assert ("Ana Silva", "Doctor Weber", time(9, 30)) in demo.appointments_of(TUESDAY)


def test_today_and_the_next_fourteen_days_have_appointments(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    demo.ensure(book.path, TODAY)
    counts = [len(held(book, TODAY + timedelta(days=n))) for n in range(16)]
    assert min(counts[:15]) >= 3
    assert counts[15] == 0


def test_a_day_gets_its_appointments_once_so_that_what_was_cancelled_stays_cancelled(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    demo.ensure(book.path, TODAY)
    book.cancel("Ana Silva", TUESDAY, time(9, 30))
    before = held(book, TUESDAY)
    demo.ensure(book.path, TODAY)
    demo.ensure(book.path, TODAY + timedelta(days=1))
    assert held(book, TUESDAY) == before
    assert len(held(book, TODAY + timedelta(days=15))) >= 3


def test_what_was_booked_before_goes_before_the_demo(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.book("Zoe Quist", TUESDAY, time(9, 30), "Doctor Weber")
    demo.ensure(book.path, TODAY)
    assert (time(9, 30), "Zoe Quist", "Doctor Weber") in held(book, TUESDAY)
    assert "Ana Silva" not in [patient for _, patient, _ in held(book, TUESDAY)]


def test_desks_that_start_at_the_same_time_make_the_demo_once(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: demo.ensure(book.path, TODAY), range(8)))
    assert len(held(book, TUESDAY)) == len(demo.appointments_of(TUESDAY))

"""The appointment book: its rules, and what it says when it can't."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from mcp_servers.desk.book import Book
from mcp_servers.desk.hours import DAYS_AHEAD, starts
from mcp_servers.desk.schema import NotADesk, prepare
from mcp_servers.refused import Refused
from tests.mcp_servers.practice import NOW, TODAY, TUESDAY, a_book, held


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with Ana Silva with Doctor Weber at half past nine, and Pedro Silva with Doctor Klein at eleven."""
    book = a_book(tmp_path)
    book.book("Ana Silva", TUESDAY, time(9, 30), "Doctor Weber")
    book.book("Pedro Silva", TUESDAY, time(11), "Doctor Klein")
    return book


def test_what_was_booked_is_in_the_book_for_the_next_process_too(book: Book) -> None:
    again = Book(book.path, book.clock)
    assert held(again, TUESDAY) == [
        (time(9, 30), "Ana Silva", "Doctor Weber"),
        (time(11), "Pedro Silva", "Doctor Klein"),
    ]


def test_a_moved_appointment_leaves_its_old_time_free(book: Book) -> None:
    old, new = book.move("Ana Silva", TUESDAY, time(9, 30), TUESDAY, time(11))
    assert (old.at, new.at, new.doctor) == (time(9, 30), time(11), "Doctor Weber")
    assert time(9, 30) in book.free(TUESDAY, "Doctor Weber")["Doctor Weber"]
    assert time(11) not in book.free(TUESDAY, "Doctor Weber")["Doctor Weber"]


def test_a_cancelled_appointment_is_gone(book: Book) -> None:
    book.cancel("Ana Silva", TUESDAY, time(9, 30))
    assert held(book, TUESDAY) == [(time(11), "Pedro Silva", "Doctor Klein")]


def test_without_a_doctor_the_first_free_one_is_booked(book: Book) -> None:
    made = [book.book(f"Person {word}", TUESDAY, time(11))[0].doctor for word in ("One", "Two")]
    assert made == ["Doctor Rossi", "Doctor Weber"]  # Doctor Klein sees Pedro Silva
    with pytest.raises(Refused, match=r"^Every doctor is taken at 11:00 on Tuesday 24 November\. "):
        book.book("Person Three", TUESDAY, time(11))


@pytest.mark.parametrize(
    "said", ["ana silva", "ANA SILVA", " Ana  Silva ", "Ána Silva", "Mrs Ana Silva", "Silva Ana", "Ana"]
)
def test_a_patient_is_known_however_the_name_is_written(book: Book, said: str) -> None:
    assert book.cancel(said, TUESDAY, time(9, 30)).patient == "Ana Silva"


@pytest.mark.parametrize("said", ["Weber", "weber", "Dr Weber", "Dr. Weber", "doctor weber", "Doctor Weber"])
def test_a_doctor_is_known_with_and_without_a_title(book: Book, said: str) -> None:
    assert book.doctor(said) == "Doctor Weber"


def test_a_known_patient_is_not_written_down_a_second_time(book: Book) -> None:
    assert book.book("ana silva", TUESDAY, time(15))[1] is False
    assert book.book("Anna Silva", TUESDAY, time(15))[1] is True


def test_a_new_name_in_small_letters_gets_capitals(book: Book) -> None:
    assert book.book("john newman", TUESDAY, time(15))[0].patient == "John Newman"


@pytest.mark.parametrize(
    ("who", "day", "at", "sentence"),
    [
        (
            "Anna Silva",
            TUESDAY,
            time(9, 30),
            (
                "There is no appointment for Anna Silva at 9:30 on Tuesday 24 November; there is one "
                "for Ana Silva at 9:30."
            ),
        ),
        (
            "Ana Silva",
            TUESDAY,
            time(10),
            "There is no appointment for Ana Silva at 10:00 on Tuesday 24 November; there is one at 9:30.",
        ),
        (
            "Silva",
            TUESDAY,
            time(10),
            (
                "There is no appointment for Silva at 10:00 on Tuesday 24 November; there is one at "
                "9:30 for Ana Silva and 11:00 for Pedro Silva."
            ),
        ),
        (
            "Ana Silva",
            date(2026, 11, 25),
            time(9, 30),
            (
                "There is no appointment for Ana Silva at 9:30 on Wednesday 25 November. Ana Silva has "
                "one at 9:30 on Tuesday 24 November."
            ),
        ),
        (
            "Zoe Quist",
            TUESDAY,
            time(9, 30),
            (
                "There is no appointment for Zoe Quist at 9:30 on Tuesday 24 November, and nobody "
                "named Zoe Quist has an appointment here."
            ),
        ),
        ("", TUESDAY, time(9, 30), "Whose appointment? Say the patient's name."),
        ("?!", TUESDAY, time(9, 30), "Whose appointment? Say the patient's name."),
    ],
)
def test_a_missing_appointment_is_said_with_what_there_is_instead(
    book: Book, who: str, day: date, at: time, sentence: str
) -> None:
    for attempt in (lambda: book.cancel(who, day, at), lambda: book.move(who, day, at, TUESDAY, time(16))):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value) == sentence
    assert len(held(book, TUESDAY)) == 2


def test_a_name_that_fits_two_people_is_asked_about(book: Book) -> None:
    book.book("Pedro Silva", TUESDAY, time(9, 30), "Doctor Klein")
    with pytest.raises(Refused) as refused:
        book.cancel("Silva", TUESDAY, time(9, 30))
    assert str(refused.value) == (
        "More than one person named Silva has an appointment at 9:30 on Tuesday 24 November: "
        "Pedro Silva with Doctor Klein and Ana Silva with Doctor Weber. Which one?"
    )
    assert len(held(book, TUESDAY)) == 3


def test_half_a_name_is_not_booked(book: Book) -> None:
    with pytest.raises(Refused, match=r"^Please give the full name; 'Silva' could be Ana Silva or Pedro Silva\.$"):
        book.book("Silva", TUESDAY, time(15))
    with pytest.raises(Refused, match=r"^Please give the first and the last name; 'Zoe' is only one of them\.$"):
        book.book("Zoe", TUESDAY, time(15))


@pytest.mark.parametrize("name", ["Bobby\x00 Tables", "x " + "y" * 100])
def test_what_is_no_name_is_not_written_down(book: Book, name: str) -> None:
    with pytest.raises(Refused, match="is not a name that can be written down"):
        book.book(name, TUESDAY, time(15))


def test_a_name_is_only_ever_a_value(book: Book) -> None:
    book.book("Robert'); DROP TABLE appointment;--", TUESDAY, time(15))
    assert len(held(book, TUESDAY)) == 3


def test_a_taken_time_is_refused_with_the_nearest_free_ones(book: Book) -> None:
    sentence = "Doctor Weber is taken at 9:30 on Tuesday 24 November. The nearest free times are 9:00 and 10:00."
    with pytest.raises(Refused) as refused:
        book.book("Zoe Quist", TUESDAY, time(9, 30), "Doctor Weber")
    assert str(refused.value) == sentence
    book.book("Zoe Quist", TUESDAY, time(15), "Doctor Weber")
    with pytest.raises(Refused) as refused:
        book.move("Zoe Quist", TUESDAY, time(15), TUESDAY, time(9, 30))
    assert str(refused.value) == sentence


def test_nobody_is_in_two_places_at_a_time(book: Book) -> None:
    with pytest.raises(Refused, match=r"^Ana Silva already has an appointment at 9:30 .*, with Doctor Weber\.$"):
        book.book("Ana Silva", TUESDAY, time(9, 30), "Doctor Klein")
    book.book("Ana Silva", TUESDAY, time(15), "Doctor Klein")
    with pytest.raises(Refused, match="already has an appointment"):
        book.move("Ana Silva", TUESDAY, time(15), TUESDAY, time(9, 30))


def test_a_move_to_where_it_is_already_is_refused(book: Book) -> None:
    with pytest.raises(Refused, match=r"^Ana Silva's appointment is already at 9:30 on Tuesday 24 November\.$"):
        book.move("Ana Silva", TUESDAY, time(9, 30), TUESDAY, time(9, 30))


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (TODAY - timedelta(days=1), time(9, 30), "Friday 20 November is in the past."),
        (date(2025, 11, 24), time(9, 30), "Monday 24 November 2025 is in the past."),
        (TODAY, time(10), "10:00 today, Saturday 21 November has already passed."),
        (
            TUESDAY,
            time(8, 30),
            (
                "8:30 is outside of the opening hours. The practice is open from 9:00 to 17:00, and "
                "the last appointment begins at 16:30."
            ),
        ),
        (TUESDAY, time(17), "17:00 is outside of the opening hours."),
        (TUESDAY, time(9, 10), "No appointment begins at 9:10. They begin every half hour, such as 9:00 or 9:30."),
        (
            TODAY + timedelta(days=DAYS_AHEAD + 1),
            time(9, 30),
            "Tuesday 23 November 2027 is too far ahead; appointments are made up to a year ahead.",
        ),
    ],
)
def test_a_time_at_which_nothing_can_begin_is_refused(book: Book, day: date, at: time, sentence: str) -> None:
    for attempt in (
        lambda: book.book("Zoe Quist", day, at),
        lambda: book.move("Ana Silva", TUESDAY, time(9, 30), day, at),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value).startswith(sentence)
    assert (time(9, 30), "Ana Silva", "Doctor Weber") in held(book, TUESDAY)


def test_what_has_begun_can_neither_be_cancelled_nor_moved(tmp_path: Path) -> None:
    now = NOW
    book = a_book(tmp_path, lambda: now)
    book.book("Ana Silva", TODAY, time(11), "Doctor Weber")
    now = datetime.combine(TODAY, time(11, 1))
    with pytest.raises(Refused, match=r"^11:00 today, Saturday 21 November has already passed\.$"):
        book.cancel("Ana Silva", TODAY, time(11))
    with pytest.raises(Refused, match="has already passed"):
        book.move("Ana Silva", TODAY, time(11), TUESDAY, time(11))


def test_free_times_leave_out_what_is_held_and_what_has_passed(book: Book) -> None:
    assert book.free(TUESDAY)["Doctor Weber"] == tuple(at for at in starts() if at != time(9, 30))
    assert book.free(TODAY)["Doctor Rossi"] == tuple(at for at in starts() if at > time(10, 10))


def test_an_unknown_doctor_is_refused_with_the_nearest(book: Book) -> None:
    with pytest.raises(Refused, match=r"^There is no doctor named Webber here\. Did you mean Doctor Weber\?$"):
        book.doctor("Webber")
    with pytest.raises(Refused, match=r"The doctors are Doctor Klein, Doctor Rossi and Doctor Weber\.$"):
        book.doctor("Strangelove")
    with pytest.raises(Refused, match="The doctors are"):
        book.doctor("Doctor")


def test_without_a_day_only_what_is_to_come_is_found(tmp_path: Path) -> None:
    now = NOW
    book = a_book(tmp_path, lambda: now)
    book.book("Ana Silva", TODAY, time(11))
    book.book("Ana Silva", TUESDAY, time(11))
    now = datetime.combine(TODAY, time(12))
    assert [one.day for one in book.appointments()] == [TUESDAY]
    assert len(book.appointments(TODAY)) == 1


def test_the_database_itself_refuses_a_second_appointment_at_one_time(book: Book) -> None:
    copy = "INSERT INTO appointment (patient, doctor, day, at) SELECT {}, {}, day, at FROM appointment LIMIT 1"
    with closing(sqlite3.connect(book.path)) as db:
        for columns in (("2", "doctor"), ("patient", "1")):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(copy.format(*columns))


def test_a_book_that_someone_else_keeps_busy_says_so(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcp_servers.desk.schema.WAIT_SECONDS", 0)
    with closing(sqlite3.connect(book.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match=r"^The appointment book is busy\. Please try again in a moment\.$"):
            book.cancel("Ana Silva", TUESDAY, time(9, 30))
    book.cancel("Ana Silva", TUESDAY, time(9, 30))


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photo (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(NotADesk):
        prepare(path)
    assert path.read_bytes() == before

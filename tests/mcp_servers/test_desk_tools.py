"""The desk as a client sees it: its tools, their hints, and what they say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client
from mcp_types import Tool

from mcp_servers.desk.book import Book
from mcp_servers.desk.server import build
from tests.mcp_servers.practice import NOW, a_book, a_desk, answer, call, held, refusal, text_of

ARGUMENTS = {
    "find_appointments": ({"date", "patient", "doctor"}, set[str]()),
    "list_free_slots": ({"date", "doctor"}, {"date"}),
    "book_appointment": ({"patient", "date", "time", "doctor"}, {"patient", "date", "time"}),
    "move_appointment": ({"patient", "date", "time", "new_date", "new_time"},) * 2,
    "cancel_appointment": ({"patient", "date", "time"},) * 2,
    "send_reminders": ({"date"}, {"date"}),
}
READ_ONLY_DESTRUCTIVE_IDEMPOTENT_OPEN = {
    "find_appointments": (True, False, True, False),
    "list_free_slots": (True, False, True, False),
    "book_appointment": (False, False, True, False),
    "move_appointment": (False, True, True, False),
    "cancel_appointment": (False, True, True, False),
    "send_reminders": (False, False, True, True),
}


async def tools_of(tmp_path: Path) -> dict[str, Tool]:
    async with Client(a_desk(tmp_path)) as client:
        return {tool.name: tool for tool in (await client.list_tools()).tools}


async def test_the_desk_has_six_tools_that_take_what_people_say_and_never_an_id(tmp_path: Path) -> None:
    tools = await tools_of(tmp_path)
    assert {
        name: (set(tool.input_schema["properties"]), set(tool.input_schema.get("required", ())))
        for name, tool in tools.items()
    } == ARGUMENTS


async def test_every_argument_is_described_and_dates_and_times_say_that_they_are(tmp_path: Path) -> None:
    for tool in (await tools_of(tmp_path)).values():
        assert tool.input_schema["additionalProperties"] is False
        for name, schema in tool.input_schema["properties"].items():
            assert schema["type"] == "string"
            assert schema["description"].endswith(".")
            assert schema.get("format") == {"date": "date", "time": "time"}.get(name.rsplit("_", 1)[-1])
            assert schema.keys() <= {"type", "description", "format"}


async def test_every_tool_carries_a_title_a_description_and_all_four_hints(tmp_path: Path) -> None:
    tools = await tools_of(tmp_path)
    found = {}
    for name, tool in tools.items():
        assert tool.description
        assert tool.title
        hints = tool.annotations
        assert hints is not None
        assert hints.title == tool.title
        found[name] = (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint)
    assert found == READ_ONLY_DESTRUCTIVE_IDEMPOTENT_OPEN


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"date": "tomorrow"},
            (
                "3 appointments tomorrow, Sunday 22 November: 9:30 Nora Stone with Doctor Weber; 10:30 Ben Miller with "
                "Doctor Klein; 14:00 Emma Cook with Doctor Rossi."
            ),
        ),
        (
            {"date": "Tuesday", "doctor": "Weber"},
            "1 appointment on Tuesday 24 November: 9:30 Ana Silva with Doctor Weber.",
        ),
        ({"patient": "Ana Silva"}, "1 appointment to come: Tuesday 24 November at 9:30 Ana Silva with Doctor Weber."),
        ({"patient": "silva", "date": None}, "4 appointments to come: Monday 23 November at 15:30 Irene Silva with"),
        (
            {"patient": "Anna Silva"},
            (
                "There are no appointments for Anna Silva to come; there is one for Ana Silva at 9:30 on Tuesday 24 "
                "November."
            ),
        ),
        (
            {"patient": "Anna Silva", "date": "2026-11-24"},
            "There are no appointments for Anna Silva on Tuesday 24 November; there is one for Ana Silva at 9:30.",
        ),
        ({"date": "2027-03-01"}, "There are no appointments on Monday 1 March 2027."),
        ({"date": "2026-11-24", "doctor": "Rossi", "patient": "Zoe Quist"}, "There are no appointments for Zoe Quist"),
    ],
)
async def test_appointments_are_found_by_day_patient_and_doctor(
    tmp_path: Path, arguments: dict[str, Any], text: str
) -> None:
    assert (await answer(a_desk(tmp_path), "find_appointments", **arguments)).startswith(text)


async def test_what_was_found_is_given_as_data_too(tmp_path: Path) -> None:
    found = await call(a_desk(tmp_path), "find_appointments", date="2026-11-24", patient="Ana")
    assert found.structured_content == {
        "appointments": [
            {"patient": "Ana Silva", "doctor": "Doctor Weber", "date": "2026-11-24", "time": "09:30"},
        ]
    }


async def test_a_long_list_is_spoken_in_part_and_given_whole_as_data(tmp_path: Path) -> None:
    found = await call(a_desk(tmp_path), "find_appointments")
    assert found.structured_content is not None
    count = len(found.structured_content["appointments"])
    assert text_of(found).startswith(f"{count} appointments to come: ")
    assert text_of(found).endswith(f"; and {count - 8} more.")


async def test_free_times_are_said_in_runs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert await answer(desk, "list_free_slots", date="Tuesday", doctor="Dr Weber") == (
        "Free on Tuesday 24 November, every half hour: Doctor Weber at 9:00 and from 10:00 to 16:30."
    )
    free = await call(desk, "list_free_slots", date="2026-11-24")
    assert free.structured_content is not None
    assert [row["doctor"] for row in free.structured_content["doctors"]] == [
        "Doctor Klein",
        "Doctor Rossi",
        "Doctor Weber",
    ]
    assert "09:30" not in free.structured_content["doctors"][2]["times"]


async def test_a_day_on_which_nothing_is_free_is_said_so(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, demo_data=False)
    for half_hour in range(16):
        await answer(
            desk,
            "book_appointment",
            patient=f"Person {'Abcdefghijklmnopq'[half_hour]}",
            doctor="Weber",
            date="2026-11-24",
            time=f"{9 + half_hour // 2:02d}:{half_hour % 2 * 30:02d}",
        )
    assert await answer(desk, "list_free_slots", date="Tuesday", doctor="Weber") == (
        "Nothing is free on Tuesday 24 November."
    )
    assert (await answer(desk, "list_free_slots", date="Tuesday")).endswith(". Doctor Weber has no free time.")
    assert (
        await refusal(desk, "book_appointment", patient="Zoe Quist", doctor="Weber", date="2026-11-24", time="noon")
        == "Doctor Weber is taken at 12:00 on Tuesday 24 November. Nothing else is free on that day."
    )


async def test_an_appointment_is_booked_moved_and_cancelled_in_words(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert await answer(
        desk, "book_appointment", patient="zoe quist", doctor="weber", date="tomorrow", time="half past two"
    ) == ("Booked: Zoe Quist with Doctor Weber at 14:30 tomorrow, Sunday 22 November. Zoe Quist is new here.")
    assert await answer(
        desk,
        "move_appointment",
        patient="Zoe Quist",
        date="tomorrow",
        time="14:30",
        new_date="same day",
        new_time="eleven o'clock",
    ) == ("Moved: Zoe Quist sees Doctor Weber at 11:00 tomorrow, Sunday 22 November, no longer at 14:30.")
    assert await answer(
        desk,
        "move_appointment",
        patient="Zoe Quist",
        date="tomorrow",
        time="11",
        new_date="Tuesday",
        new_time="same time",
    ) == (
        "Moved: Zoe Quist sees Doctor Weber at 11:00 on Tuesday 24 November, no longer at 11:00 tomorrow, "
        "Sunday 22 November."
    )
    assert await answer(desk, "cancel_appointment", patient="quist", date="Tuesday", time="11:00") == (
        "Cancelled: Zoe Quist with Doctor Weber at 11:00 on Tuesday 24 November."
    )
    assert "no appointments for Zoe" in await answer(desk, "find_appointments", patient="Zoe Quist")


async def test_a_booking_that_is_sent_twice_is_made_once(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, demo_data=False)
    wanted = {"patient": "Zoe Quist", "date": "tomorrow", "time": "11"}
    await answer(desk, "book_appointment", **wanted)
    assert (await refusal(desk, "book_appointment", **wanted)).startswith("Zoe Quist already has an appointment at")
    assert (await answer(desk, "find_appointments")).startswith("1 appointment to come")


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("find_appointments", {"pacient": "Ana"}, "There is no argument 'pacient'; did you mean 'patient'?"),
        ("list_free_slots", {"date": "today", "x": 1}, "There is no argument 'x'; it takes date and doctor."),
        ("book_appointment", {"patient": "Ana Silva"}, "The date and time are missing."),
        ("book_appointment", {"patient": "Ana Silva", "date": "today", "time": []}, "The time must be text."),
        ("cancel_appointment", {"patient": "Ana Silva", "date": None, "time": "9:30"}, "Which day? Say it as in"),
        ("cancel_appointment", {"patient": "Ana Silva", "date": "Tuesday", "time": ""}, "At what time? Say it as in"),
        ("find_appointments", {"doctor": "Webber"}, "There is no doctor named Webber here. Did you mean Doctor Weber?"),
        ("list_free_slots", {"date": "yesterday"}, "Friday 20 November is in the past."),
        ("send_reminders", {"date": "2026-11-01"}, "Sunday 1 November is in the past."),
        ("burn_the_book", {}, "There is no tool 'burn_the_book' here; there are find_appointments,"),
    ],
)
async def test_bad_arguments_are_refused_in_a_sentence(
    tmp_path: Path, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    assert (await refusal(a_desk(tmp_path), tool, **arguments)).startswith(sentence)


async def test_a_number_for_a_time_is_taken_as_it_was_meant(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert "at 11:00 tomorrow" in await answer(desk, "book_appointment", patient="Zoe Quist", date="tomorrow", time=11)


async def test_a_fault_of_the_program_is_said_in_a_sentence_without_what_was_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Ana Silva")

    desk = a_desk(tmp_path)
    monkeypatch.setattr(Book, "cancel", broken)
    monkeypatch.setattr(Book, "free", broken)
    assert await refusal(desk, "cancel_appointment", patient="Ana Silva", date="Tuesday", time="9:30") == (
        "The desk could not do that because of a fault of its own. It is not known whether it was done."
    )
    assert await refusal(desk, "list_free_slots", date="Tuesday") == (
        "The desk could not do that because of a fault of its own."
    )
    assert "cancel_appointment failed: KeyError in " in caplog.text
    assert "Silva" not in caplog.text


async def test_the_first_call_of_a_new_day_gives_that_day_its_demo(tmp_path: Path) -> None:
    days: list[str] = []
    now = NOW
    book = a_book(tmp_path, lambda: now)
    desk = build(book, 0, lambda today: days.append(today.isoformat()))
    for _ in range(2):
        await answer(desk, "find_appointments")
    now = now.replace(day=22)
    await answer(desk, "find_appointments")
    assert days == ["2026-11-21", "2026-11-22"]


TEXTS = st.text(max_size=20) | st.sampled_from(["Ana Silva", "tomorrow", "Tuesday", "9:30", "Weber", "'; --", "\ud800"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    tool=st.sampled_from([name for name in ARGUMENTS if name != "send_reminders"]),
    values=st.lists(TEXTS | st.none() | st.integers(), min_size=5, max_size=5),
)
def test_no_text_whatever_brings_the_desk_into_disorder(tmp_path: Path, tool: str, values: list[Any]) -> None:
    desk = a_desk(tmp_path)
    arguments = dict(zip(sorted(ARGUMENTS[tool][0]), values, strict=False))
    result = asyncio.run(desk.call_tool(tool, arguments))
    assert "fault of its own" not in str(result)
    book = a_book(tmp_path)
    assert len(held(book, NOW.date())) >= 3

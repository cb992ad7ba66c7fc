"""Reminders: slow, told step by step, stopped between two of them, and sent once."""

from __future__ import annotations

import asyncio
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import stdio_client

from mcp_servers.desk.book import Book
from mcp_servers.desk.server import build
from tests.mcp_servers.practice import NOW, TODAY, TUESDAY, a_book, answer, call
from tests.mcp_servers.started import desk_parameters

NAMES = ["Ana Silva", "Ben Taylor", "Clara Jones"]


def booked(book: Book) -> Book:
    for name, at in zip(NAMES, (time(9, 30), time(11), time(14)), strict=True):
        book.book(name, TUESDAY, at, "Doctor Weber")
    return book


def desk(book: Book) -> Any:
    return build(book, 0, lambda _: None)


async def test_everybody_of_a_day_is_reminded_and_each_step_is_told(tmp_path: Path) -> None:
    told: list[tuple[float, float | None, str | None]] = []

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    async with Client(desk(booked(a_book(tmp_path)))) as client:
        result = await client.call_tool("send_reminders", {"date": "Tuesday"}, progress_callback=tell)
    assert result.structured_content == {"date": "2026-11-24", "sent": NAMES, "sent_before": []}
    assert told == [
        (1, 3, "Reminded Ana Silva, 1 of 3"),
        (2, 3, "Reminded Ben Taylor, 2 of 3"),
        (3, 3, "Reminded Clara Jones, 3 of 3"),
    ]


async def test_a_reminder_is_sent_once_for_each_appointment(tmp_path: Path) -> None:
    server = desk(book := booked(a_book(tmp_path)))
    assert await answer(server, "send_reminders", date="Tuesday") == (
        "Reminded Ana Silva, Ben Taylor and Clara Jones of the appointments on Tuesday 24 November."
    )
    assert await answer(server, "send_reminders", date="Tuesday") == (
        "Nothing was sent: everybody who comes on Tuesday 24 November had been reminded before."
    )
    book.book("Zoe Quist", TUESDAY, time(16), "Doctor Weber")
    assert await answer(server, "send_reminders", date="Tuesday") == (
        "Reminded Zoe Quist of the appointment on Tuesday 24 November. Ana Silva, Ben Taylor and Clara Jones had "
        "been reminded before."
    )


async def test_a_moved_appointment_is_reminded_of_its_new_time(tmp_path: Path) -> None:
    server = desk(book := booked(a_book(tmp_path)))
    await answer(server, "send_reminders", date="Tuesday")
    book.move("Ana Silva", TUESDAY, time(9, 30), TUESDAY, time(10))
    assert (await answer(server, "send_reminders", date="Tuesday")).startswith("Reminded Ana Silva of the appointment")


async def test_who_has_cancelled_meanwhile_is_not_reminded(tmp_path: Path) -> None:
    book = booked(a_book(tmp_path))
    (ana, *_) = book.to_remind(TUESDAY)
    book.cancel("Ana Silva", TUESDAY, time(9, 30))
    assert book.record_reminder(ana) is False
    assert "Ana Silva" not in await answer(desk(book), "send_reminders", date="Tuesday")


async def test_who_has_been_here_today_is_not_reminded(tmp_path: Path) -> None:
    now = NOW
    book = a_book(tmp_path, lambda: now)
    book.book("Ana Silva", TODAY, time(11))
    now = now.replace(hour=12)
    assert await answer(desk(book), "send_reminders", date="today") == (
        "Nobody is to be reminded today, Saturday 21 November."
    )


async def test_two_who_send_at_the_same_time_remind_nobody_twice(tmp_path: Path) -> None:
    book = booked(a_book(tmp_path))
    results = await asyncio.gather(*(call(desk(book), "send_reminders", date="Tuesday") for _ in range(4)))
    sent = [name for result in results if result.structured_content for name in result.structured_content["sent"]]
    assert sorted(sent) == NAMES


@pytest.mark.realtime
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_stopped_in_between_what_was_sent_stays_sent_and_the_rest_is_not(tmp_path: Path, mode: str) -> None:
    first_told = asyncio.Event()

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        first_told.set()

    parameters = desk_parameters(tmp_path, SAYSO_DESK_REMINDER_SECONDS="0.3")
    async with Client(stdio_client(parameters), mode=mode) as client:
        sending = asyncio.create_task(client.call_tool("send_reminders", {"date": "tomorrow"}, progress_callback=tell))
        await asyncio.wait_for(first_told.wait(), 20)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        again = await client.call_tool("send_reminders", {"date": "tomorrow"})
        found = await client.call_tool("find_appointments", {"date": "tomorrow"})
    assert again.structured_content is not None
    assert found.structured_content is not None
    people = [row["patient"] for row in found.structured_content["appointments"]]
    # Had it gone on, some of the rest would have been taken from the second round.
    assert again.structured_content["sent_before"] == people[:1]
    assert again.structured_content["sent"] == people[1:]

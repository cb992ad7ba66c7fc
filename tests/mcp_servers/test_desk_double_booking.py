"""Nobody is booked twice, whoever books at the same time."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path
from threading import Barrier

import pytest

from mcp_servers.refused import Refused
from tests.mcp_servers.practice import TUESDAY, a_book, held

BOOKS_WHEN_TOLD = """
import sys
from datetime import date, datetime, time
from pathlib import Path
from mcp_servers.desk.book import Book
from mcp_servers.refused import Refused
book = Book(Path(sys.argv[1]), lambda: datetime(2026, 11, 21, 10, 10))
print("ready", flush=True)
sys.stdin.readline()
try:
    book.book(sys.argv[2], date(2026, 11, 24), time(11), "Doctor Weber")
    print("won")
except Refused as refused:
    print(refused)
"""
NAMES = [f"Person {word}" for word in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]]


@pytest.mark.realtime
def test_of_many_processes_that_book_one_time_exactly_one_wins(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BOOKS_WHEN_TOLD, str(book.path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in NAMES
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=30)[0].strip() for process in processes]
    winner = NAMES[said.index("won")]
    assert sorted(said)[:-1] == [
        "Doctor Weber is taken at 11:00 on Tuesday 24 November. The nearest free times are 10:30 and 11:30."
    ] * (len(NAMES) - 1)
    assert held(book, TUESDAY) == [(time(11), winner, "Doctor Weber")]


def test_of_many_moves_to_one_time_exactly_one_wins(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    times = [time(9), time(9, 30), time(10), time(10, 30), time(14), time(14, 30), time(15), time(15, 30)]
    for name, at in zip(NAMES, times, strict=True):
        book.book(name, TUESDAY, at, "Doctor Weber")
    together = Barrier(len(NAMES))

    def move(name: str, at: time) -> bool:
        together.wait()
        try:
            book.move(name, TUESDAY, at, TUESDAY, time(12))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(NAMES)) as pool:
        moved = list(pool.map(move, NAMES, times))
    assert moved.count(True) == 1
    assert len(held(book, TUESDAY)) == len(NAMES)
    assert [name for at, name, _ in held(book, TUESDAY) if at == time(12)] == [NAMES[moved.index(True)]]


def test_one_appointment_that_is_cancelled_and_moved_at_once_does_one_of_both(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    for _ in range(20):
        book.book("Ana Silva", TUESDAY, time(9, 30), "Doctor Weber")
        together = Barrier(2)

        def attempt(cancel: bool, together: Barrier = together) -> bool:
            together.wait()
            try:
                if cancel:
                    book.cancel("Ana Silva", TUESDAY, time(9, 30))
                else:
                    book.move("Ana Silva", TUESDAY, time(9, 30), TUESDAY, time(12))
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            cancelled, moved = pool.map(attempt, (True, False))
        assert cancelled != moved
        assert held(book, TUESDAY) == ([(time(12), "Ana Silva", "Doctor Weber")] if moved else [])
        if moved:
            book.cancel("Ana Silva", TUESDAY, time(12))

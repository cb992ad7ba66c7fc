"""`sayso ledger tail`: the last records of all processes, and new ones as they come."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from sayso.ledger import reading
from sayso.ledger.reading import last_lines
from sayso.ledger_file import LedgerFile
from tests.commands.program import program
from tests.commands.test_ledger import folder, written
from tests.ledger.conversation import record, tear

Capture = pytest.CaptureFixture[str]
__all__ = ["folder"]


def tail(*arguments: object) -> int:
    return sayso(["ledger", "tail", *map(str, arguments)])


def test_the_last_records_are_shown_with_their_conversation(folder: Path, capsys: Capture) -> None:
    written(folder, "room-1")
    assert tail("-n", 3) == 0
    assert [line[10:] for line in capsys.readouterr().out.splitlines()] == [
        "room-1        ended     [c1] ok",
        "room-1        closed    session room-1",
        "-             closed    the process is done",
    ]


def test_ten_are_shown_unless_another_number_is_given(folder: Path, capsys: Capture) -> None:
    written(folder, "one", "two")
    for arguments, count in (((), 10), (("-n", 0), 0), (("-n", 1000), 18)):
        assert tail(*arguments) == 0
        assert len(capsys.readouterr().out.splitlines()) == count
    assert tail("-n", -1) == 2


def test_records_of_several_processes_come_in_the_order_of_time(folder: Path, capsys: Capture) -> None:
    one, two = LedgerFile(folder), LedgerFile(folder)
    for _ in range(3):
        one.write([record("heard")], "one")
        two.write([record("heard")], "two")
    assert tail("-n", 4) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line[10:13] for line in lines) == ["one", "one", "two", "two"]
    for file in (one, two):
        file.shut()


def test_a_torn_line_at_the_end_is_not_waited_for(folder: Path, capsys: Capture) -> None:
    tear(written(folder, "one"))
    assert tail("-n", 1) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith("the process is done\n")
    assert shown.err == ""


@pytest.mark.parametrize("content", [b"", b"a", b"\n", b"a\n", b"a\nbb\nccc\n", b"a\nbb\nccc", b"\n\n\n"])
@pytest.mark.parametrize("block", [1, 2, 3, 65_536])
def test_the_last_lines_are_found_from_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, block: int
) -> None:
    monkeypatch.setattr(reading, "LAST", block)
    path = tmp_path / "file"
    path.write_bytes(content)
    *whole, _ = content.split(b"\n")
    with path.open("rb") as file:
        for count in range(5):
            start = last_lines(file, count)
            kept = whole[max(0, len(whole) - count) :]
            assert content[start:].split(b"\n")[:-1] == kept


@pytest.mark.realtime
async def test_new_records_and_new_processes_are_followed_until_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    env = {"SAYSO_LEDGER_DIR": str(folder)}
    first = LedgerFile(folder)
    first.write([record("proposed")], "first")
    async with program("-m", "sayso", "ledger", "tail", "-f", cwd=tmp_path, env=env) as following:
        await following.says("proposed  [c1] desk: cancel")
        first.write([record("asked")], "first")
        await following.says("asked     [c1] to ana")
        with LedgerFile(folder) as second:
            second.write([record("heard")], "second")
            await following.says("second        heard     [c1] ana (voice)")
            second.close("second")
        os.truncate(first.path, 100)
        await following.says("[ledger-cut]")
        first.path.unlink()
        third = LedgerFile(folder)
        third.write([record("ended")], "third")
        await following.says("third         ended     [c1] ok")
        following.process.send_signal(signal.SIGINT)
        assert await following.ends() == 0
    assert "Traceback" not in following.errors
    for file in (first, third):
        file.shut()


@pytest.mark.realtime
async def test_who_follows_may_come_before_the_first_conversation(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    env = {"SAYSO_LEDGER_DIR": str(folder)}
    async with program("-m", "sayso", "ledger", "tail", "-f", cwd=tmp_path, env=env) as following:
        await following.says("there is no ledger yet")
        with LedgerFile(folder) as file:
            file.write([record("closed")], "one")
            await following.says("one           closed    session one")
        following.process.send_signal(signal.SIGINT)
        assert await following.ends() == 0

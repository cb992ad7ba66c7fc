"""`sayso ledger verify`: sound or not, and which line it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from sayso.ledger.mending import mend
from sayso.ledger_file import LedgerFile
from tests.commands.test_ledger import folder, written
from tests.ledger.conversation import entries, record, tear

Capture = pytest.CaptureFixture[str]
__all__ = ["folder"]


def verify(*arguments: str | Path) -> int:
    return sayso(["ledger", "verify", *map(str, arguments)])


def test_a_sound_ledger_is_said_to_be_so(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one", "two")
    assert verify() == 0
    shown = capsys.readouterr()
    assert shown.out == f"{path}: sound, 18 records, 2 sessions\n"
    assert shown.err == ""


def test_every_fault_is_one_line_that_names_file_and_line(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"Shall I", b"Will I")
    path.write_bytes(b"".join([*lines[:5], *lines[6:8], lines[6]]))
    assert verify(path) == 1
    shown = capsys.readouterr()
    told = [line.partition(";")[0] for line in shown.err.splitlines()]
    assert told == [
        f"error: {path}: line 4: was changed: its digest does not fit what it says",
        f"error: {path}: line 6: is record 7, and record 6 is missing before it",
        f"error: {path}: line 8: is record 7, and record 9 belongs here",
        f"error: {path}: session one has no closing record",
    ]
    assert shown.out == f"{path}: 4 faults\n"


def test_all_ledgers_of_a_folder_are_verified_and_each_named_one_once(folder: Path, capsys: Capture) -> None:
    paths = {written(folder, "one"), written(folder, "two")}
    bad = written(folder, "three")
    bad.write_bytes(bad.read_bytes()[1:])
    assert verify(folder, *paths) == 1
    out = capsys.readouterr().out.splitlines()
    assert {line.partition(": ")[0] for line in out} == {str(path) for path in {*paths, bad}}
    assert len(out) == 3
    assert verify(*paths) == 0


def test_a_cut_tail_is_found_by_the_digest_that_was_printed_at_the_end(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one", "two")
    lines = path.read_bytes().splitlines(keepends=True)
    of_one, of_two = entries(path)[8]["digest"], entries(path)[16]["digest"]
    for head in (of_one, of_two, of_two.upper()):
        assert verify("--head", head) == 0
    path.write_bytes(b"".join(lines[:9]))
    assert verify() == 0
    assert verify("--head", of_one) == 0
    capsys.readouterr()
    assert verify("--head", of_two) == 1
    error = capsys.readouterr().err.splitlines(keepends=True)[-1]
    assert error.startswith(f"error: {path}: has no line with the digest {of_two}: its tail was cut off")
    assert error.endswith("[ledger-head]\n")


def test_a_digest_is_looked_for_in_all_ledgers_of_the_folder(folder: Path) -> None:
    head = entries(written(folder, "one"))[-1]["digest"]
    written(folder, "two")
    assert verify("--head", head) == 0
    assert verify("--head", "0" * 64) == 1


@pytest.mark.parametrize("head", ["", "abc", "g" * 64])
def test_what_is_no_digest_is_refused(folder: Path, head: str, capsys: Capture) -> None:
    written(folder, "one")
    assert verify("--head", head) == 2
    assert capsys.readouterr().err.endswith("[ledger-digest-form]\n")


def test_a_torn_tail_is_called_a_crash_and_its_session_named(folder: Path, capsys: Capture) -> None:
    file = LedgerFile(folder)
    file.write([record("proposed")], "one")
    path = file.path
    file.shut()
    tear(path, b"{half")
    assert verify() == 1
    torn, unclosed = capsys.readouterr().err.splitlines()
    assert torn.startswith(f"error: {path}: line 3: ends in the middle: 5 bytes")
    assert torn.endswith("[ledger-torn]")
    assert unclosed.startswith(f"error: {path}: session one has no closing record; ")
    assert unclosed.endswith("[ledger-unclosed]")


def test_a_conversation_that_goes_on_is_no_fault(folder: Path, capsys: Capture) -> None:
    with LedgerFile(folder) as file:
        file.write([record("proposed")], "one")
        assert verify() == 0
        assert capsys.readouterr().out.endswith("sound, 2 records, 1 session; still written to, not closed: one\n")
        file.close("one")


def test_an_end_where_whole_conversations_may_be_missing_is_warned_of(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one", "two")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:9]))
    assert verify() == 0
    shown = capsys.readouterr()
    assert shown.out == f"{path}: sound, 9 records, 1 session\n"
    assert shown.err.startswith(f"warning: {path}: its process did not say that it was done, so whole conversations")
    assert shown.err.endswith("[ledger-open-end]\n")


def test_a_copy_under_another_name_is_sound_and_its_own_name_told(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    copy = folder / "kept.jsonl"
    copy.write_bytes(path.read_bytes())
    assert verify(copy) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"{copy}: sound, ")
    assert shown.err.startswith(f"warning: {copy}: was made under the name {path.name}; ")
    assert shown.err.endswith("[ledger-renamed]\n")


def test_a_conversation_that_a_crash_cut_off_stays_named_after_it_was_mended(folder: Path, capsys: Capture) -> None:
    file = LedgerFile(folder)
    file.write([record("proposed")], "one")
    path = file.path
    file.shut()
    mend(path)
    assert verify() == 0
    error = capsys.readouterr().err
    assert error.startswith(f"warning: {path}: session one was cut off by a crash")
    assert error.endswith("[ledger-crashed]\n")


def test_a_folder_that_everybody_may_write_to_is_warned_of(folder: Path, capsys: Capture) -> None:
    written(folder, "one")
    folder.chmod(0o707)
    assert verify() == 0
    error = capsys.readouterr().err
    assert error.startswith(f"warning: {folder}: every user of this machine may write there")
    assert error.endswith("[ledger-folder-open]\n")
    folder.chmod(0o770)
    assert verify() == 0
    assert capsys.readouterr().err == ""


def test_an_emptied_ledger_is_a_fault(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    os.truncate(path, 0)
    assert verify() == 1
    assert capsys.readouterr().err.endswith("[ledger-empty]\n")


def test_of_rubbish_without_end_the_first_faults_are_named(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    tear(path, b"rubbish\n" * 500)
    assert verify() == 1
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 100
    assert shown.out == f"{path}: 500 faults, the first 100 of which were named\n"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    odd = folder / "20250101T000000Z-1-abcdef.jsonl"
    odd.mkdir()
    assert verify() == 2
    shown = capsys.readouterr()
    assert f"error: {odd}: is no file" in shown.err
    assert shown.out.startswith(f"{path}: sound")

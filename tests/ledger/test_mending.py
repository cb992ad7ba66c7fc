"""What a crash leaves behind is finished by the next process that starts, and nothing else is touched."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from sayso.ledger import mending
from sayso.ledger.mending import mend_folder
from sayso.ledger.reading import files_of
from sayso.ledger_file import LedgerFile, open_ledger
from tests.ledger.conversation import UP_TO_SENT, entries, environ, fault_kinds, kinds, record, tear


def crashed(folder: Path, *sessions: str, torn: bytes = b"") -> Path:
    """A ledger as its process leaves it when it is killed."""
    file = LedgerFile(folder)
    for session in sessions:
        for each in UP_TO_SENT:
            file.write([each], session)
    path = file.path
    assert file._chain is not None
    file._chain.close()
    if torn:
        tear(path, torn)
    return path


def test_a_torn_line_is_cut_off_and_the_mending_recorded(tmp_path: Path) -> None:
    torn = b'{"v":1,"seq":7'
    path = crashed(tmp_path, "one", torn=torn)
    assert fault_kinds(path) == ["torn", "unclosed"]
    assert mend_folder(tmp_path) == [path]
    assert fault_kinds(path) == []
    *_, sent, mended, closed, done = entries(path)
    assert [sent["kind"], mended["kind"], closed["kind"], done["kind"]] == ["sent", "mended", "closed", "closed"]
    digest = hashlib.sha256(torn).hexdigest()
    assert mended["fields"] == {"bytes": 14, "sha256": digest, "text": torn.decode()}
    assert (closed["session"], closed["fields"]) == ("one", {"reason": "crash"})


def test_every_session_of_a_crashed_process_is_closed_as_crashed(tmp_path: Path) -> None:
    path = crashed(tmp_path, "one", "two")
    assert fault_kinds(path) == ["unclosed", "unclosed"]
    mend_folder(tmp_path)
    closed = [entry for entry in entries(path) if entry["kind"] == "closed"]
    assert [entry["session"] for entry in closed] == ["one", "two", ""]
    assert fault_kinds(path) == []


def test_a_process_mends_when_it_starts(tmp_path: Path) -> None:
    path = crashed(tmp_path, "one")
    with open_ledger("two", environ(tmp_path)) as file:
        assert fault_kinds(path) == []
        file.close("two")


def test_a_finished_file_is_not_touched_again(tmp_path: Path) -> None:
    path = crashed(tmp_path, "one", torn=b"{")
    mend_folder(tmp_path)
    before = path.read_bytes()
    assert mend_folder(tmp_path) == []
    assert path.read_bytes() == before


def test_a_file_that_is_being_written_is_never_touched(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("proposed")], "one")
        before = file.path.read_bytes()
        assert mend_folder(tmp_path) == []
        assert file.path.read_bytes() == before
        file.close("one")


@pytest.mark.parametrize("content", [b"", b"{", b"not a ledger\n", b"\0" * 100, b"\n"])
def test_what_is_no_ledger_is_never_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "20250101T000000Z-1-abcdef.jsonl"
    path.write_bytes(content)
    assert mend_folder(tmp_path) == []
    assert path.read_bytes() == content


def test_a_file_that_was_changed_stays_as_the_evidence_it_is(tmp_path: Path) -> None:
    path = crashed(tmp_path, "one", torn=b"{")
    path.write_bytes(path.read_bytes().replace(b"approve", b"APPROVE"))
    before = path.read_bytes()
    assert mend_folder(tmp_path) == []
    assert path.read_bytes() == before


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("{")
    (tmp_path / "20250101T000000Z-1-abcdef.jsonl").mkdir()
    path = crashed(tmp_path, "one")
    assert mend_folder(tmp_path) == [path]
    assert (tmp_path / "notes.jsonl").read_text() == "{"


def test_only_the_newest_files_and_no_great_ones_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = crashed(tmp_path, "one")
    old = old.rename(tmp_path / old.name.replace("20", "19", 1))
    new = crashed(tmp_path, "one")
    monkeypatch.setattr(mending, "MOST_FILES", 1)
    assert mend_folder(tmp_path) == [new]
    monkeypatch.setattr(mending, "MOST_FILES", 2)
    monkeypatch.setattr(mending, "MOST_BYTES", 10)
    assert mend_folder(tmp_path) == []
    monkeypatch.undo()
    assert mend_folder(tmp_path) == [old]


def test_a_file_that_never_got_its_name_is_cleared_away_when_it_is_old(tmp_path: Path) -> None:
    for name, written in ((".a.jsonl.new", 0), (".b.jsonl.new", None)):
        (tmp_path / name).touch()
        if written is not None:
            os.utime(tmp_path / name, (written, written))
    mend_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".b.jsonl.new"]


def test_a_folder_that_is_not_there_has_nothing_to_mend(tmp_path: Path) -> None:
    assert mend_folder(tmp_path / "none") == []


def test_the_newest_of_one_second_is_the_one_written_last(tmp_path: Path) -> None:
    names = [f"20250101T00000{second}Z-{pid}-abcdef.jsonl" for second, pid in ((1, 9), (0, 5), (0, 7))]
    for written, name in enumerate(names):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (written, written))
    assert [path.name for path in files_of(tmp_path)] == [names[1], names[2], names[0]]
    assert kinds(tmp_path / names[0]) == []

"""The writer: one private file a process, appended to, with what must be on the disk on the disk."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.effects import Record
from sayso.ledger.reading import NAME, in_use, is_finished
from sayso.ledger_file import LedgerError, LedgerFile, open_ledger
from tests.consent.ledger_lines import records
from tests.ledger.conversation import (
    UP_TO_SENT,
    entries,
    environ,
    fault_kinds,
    kinds,
    ledger_in,
    mode,
    record,
    tear,
)


def test_a_conversation_is_one_sound_file(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.begin("one")
        for each in [*UP_TO_SENT, record("ended")]:
            file.write([each], "one")
        head = file.close("one")
        path = file.path
    middle = ["proposed", "asked", "heard", "decided", "sent", "ended"]
    assert kinds(path) == ["opened", "opened", *middle, "closed", "closed"]
    assert entries(path)[-2]["digest"] == head
    assert fault_kinds(path) == []
    assert b"sk-abcdefghijklmnop1234" not in path.read_bytes()


def test_the_file_is_private_and_names_when_and_by_which_process(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = LedgerFile(tmp_path / "state" / "ledger")
    finally:
        os.umask(old)
    assert (mode(file.path), mode(file.folder), mode(file.folder.parent)) == ("0o600", "0o700", "0o700")
    assert file.caution is None
    assert NAME.fullmatch(file.path.name)
    assert file.path.name.split("-")[1] == str(os.getpid())
    assert [path.name for path in file.folder.iterdir()] == [file.path.name]
    file.shut()


def test_a_folder_that_everybody_may_write_to_is_warned_of_and_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o777)
    file = open_ledger("one", environ(tmp_path))
    file.close("one")
    assert file.caution is not None
    assert file.caution.code == "ledger-folder-open"
    assert [line.levelname for line in caplog.records] == ["WARNING"]
    assert open_ledger("two", environ(tmp_path)) is file
    assert len(caplog.records) == 1
    file.shut()


def test_a_process_has_one_file_for_all_its_conversations(tmp_path: Path) -> None:
    first, second = open_ledger("one", environ(tmp_path)), open_ledger("two", environ(tmp_path))
    first.write([record("proposed")], "one")
    second.write([record("proposed")], "two")
    first.close("one")
    second.close("two")
    path = ledger_in(tmp_path)
    assert fault_kinds(path) == []
    assert [entry["session"] for entry in entries(path)] == ["", "one", "two", "one", "two", "one", "two"]
    first.shut()


def test_a_confirmed_record_is_on_the_disk_before_write_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, str]] = []
    file = LedgerFile(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append((fd, file.path.read_text())))
    for each in UP_TO_SENT:
        file.write([each], "one")
    ((_, content),) = synced
    assert content.splitlines()[-1].count('"kind":"decided"') == 1
    file.close("one")
    assert len(synced) == 2
    file.shut()


def test_other_records_are_written_through_at_once(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path)
    for number, each in enumerate(UP_TO_SENT, start=2):
        file.write([each], "one")
        assert len(entries(file.path)) == number
    file.shut()


def test_the_gates_closing_record_is_enough_and_is_not_doubled(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("proposed")], "one")
        file.write([record("closed")], "one")
        head = file.close("one")
        path = file.path
    assert kinds(path) == ["opened", "proposed", "closed", "closed"]
    assert head == entries(path)[2]["digest"]


def test_a_call_that_ends_after_its_session_closed_leaves_the_file_finished(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("sent")], "one")
        file.close("one")
        file.write([record("ended")], "one")
        path = file.path
    assert kinds(path) == ["opened", "sent", "closed", "ended", "closed"]
    assert fault_kinds(path) == []
    assert is_finished(path)


def test_a_session_that_begins_anew_is_closed_anew(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        for _ in range(2):
            file.begin("one")
            file.close("one")
        file.begin("one")
        path = file.path
    assert fault_kinds(path) == ["unclosed"]


def test_a_session_that_nobody_closed_is_left_open(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("proposed")], "one")
        path = file.path
    assert fault_kinds(path) == ["unclosed"]


def test_a_shut_ledger_takes_nothing_more_and_a_new_one_is_opened(tmp_path: Path) -> None:
    file = open_ledger("one", environ(tmp_path))
    file.close("one")
    file.shut()
    file.shut()
    with pytest.raises(LedgerError) as caught:
        file.write([record("proposed")], "one")
    assert caught.value.problems[0].code == "ledger-unwritable"
    again = open_ledger("two", environ(tmp_path))
    assert again is not file
    again.close("two")
    again.shut()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_is_locked_while_it_is_written(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path)
    assert in_use(file.path)
    with pytest.raises(LedgerError) as caught:
        LedgerFile.reopen(file.path)
    assert caught.value.problems[0].code == "ledger-in-use"
    path = file.path
    file.shut()
    assert not in_use(path)


def test_a_file_that_is_gone_on_with_is_mended_and_stays_sound(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("proposed")], "one")
        path = file.path
    torn = tear(path)
    with LedgerFile.reopen(path) as again:
        again.write([record("asked")], "one")
        again.close("one")
    assert kinds(path) == ["opened", "proposed", "mended", "asked", "closed", "closed"]
    fields = entries(path)[2]["fields"]
    assert (fields["bytes"], fields["text"]) == (len(torn), torn.decode())
    assert fault_kinds(path) == []


def test_a_file_that_was_changed_is_not_gone_on_with(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        file.write([record("proposed")], "one")
        path = file.path
    path.write_bytes(path.read_bytes().replace(b"cancel", b"remove"))
    before = path.read_bytes()
    with pytest.raises(LedgerError) as caught:
        LedgerFile.reopen(path)
    assert caught.value.problems[0].code == "ledger-not-mended"
    assert path.read_bytes() == before


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path)

    def converse(session: str) -> None:
        for _ in range(50):
            file.write([record("heard")], session)
        file.close(session)

    threads = [threading.Thread(target=converse, args=(f"s{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    path = file.path
    file.shut()
    assert len(entries(path)) == 1 + 4 * 51 + 1
    assert fault_kinds(path) == []


@given(st.lists(st.tuples(st.lists(records, min_size=1, max_size=3), st.sampled_from(["one", "two"])), max_size=6))
def test_whatever_is_written_is_sound(tmp_path_factory: pytest.TempPathFactory, said: Any) -> None:
    folder = tmp_path_factory.mktemp("any")
    with LedgerFile(folder) as file:
        for together, session in said:
            file.write(together, session)
        for session in {session for _, session in said}:
            file.close(session)
    assert fault_kinds(ledger_in(folder)) == []


@given(st.lists(st.binary(min_size=1, max_size=40).filter(lambda torn: b"\n" not in torn), max_size=4))
def test_however_often_it_was_torn_it_is_mended(tmp_path_factory: pytest.TempPathFactory, torn: list[bytes]) -> None:
    with LedgerFile(tmp_path_factory.mktemp("torn")) as file:
        path = file.path
    for piece in torn:
        tear(path, piece)
        with LedgerFile.reopen(path) as again:
            again.write([Record("heard", 1.0, "", {})], "one")
            again.close("one")
    assert fault_kinds(path) == []
    assert kinds(path).count("mended") == len(torn)

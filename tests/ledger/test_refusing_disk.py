"""A disk that is full, a file that others touch: LedgerError, no half line, and a next try."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sayso.ledger_file import LedgerError, LedgerFile
from tests.ledger.conversation import entries, fault_kinds, kinds, ledger_in, record

Patch = pytest.MonkeyPatch


def code(caught: pytest.ExceptionInfo[LedgerError]) -> str:
    (problem,) = caught.value.problems
    return problem.code


def full(after: int) -> Callable[[int, bytes], int]:
    """An os.write that takes so many bytes, and then none."""
    left, write = after, os.write

    def write_some(fd: int, data: bytes) -> int:
        nonlocal left
        if left == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = write(fd, data[:left])
        left -= taken
        return taken

    return write_some


@pytest.mark.parametrize("taken", [0, 1, 100])
def test_a_full_disk_leaves_no_half_line_and_the_next_record_is_tried_anew(
    tmp_path: Path, monkeypatch: Patch, taken: int
) -> None:
    file = LedgerFile(tmp_path)
    file.write([record("proposed")], "one")
    before = file.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full(taken))
        with pytest.raises(LedgerError) as caught:
            file.write([record("decided")], "one")
    assert code(caught) == "ledger-unwritable"
    assert "No space left on device; make room" in str(caught.value)
    assert file.path.read_bytes() == before
    file.write([record("decided")], "one")
    file.close("one")
    assert kinds(file.path) == ["opened", "proposed", "decided", "closed"]
    assert fault_kinds(file.path) == []
    file.shut()


def test_records_that_are_written_together_are_all_there_or_none_is(tmp_path: Path, monkeypatch: Patch) -> None:
    file = LedgerFile(tmp_path)
    together = [record("proposed"), record("sent")]
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full(file.path.stat().st_size))  # a line of them, and not two
        with pytest.raises(LedgerError):
            file.write(together, "one")
    assert kinds(file.path) == ["opened"]
    file.write(together, "one")
    file.close("one")
    assert kinds(file.path) == ["opened", "proposed", "sent", "closed"]
    assert fault_kinds(file.path) == []
    file.shut()


def test_a_disk_that_takes_a_line_in_pieces_gets_all_of_it(tmp_path: Path, monkeypatch: Patch) -> None:
    write = os.write
    file = LedgerFile(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: write(fd, data[:7]))
        file.write([record("proposed")], "one")
        file.close("one")
    assert fault_kinds(file.path) == []
    file.shut()


def test_a_record_that_was_not_synced_is_not_there(tmp_path: Path, monkeypatch: Patch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    file = LedgerFile(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(LedgerError):
            file.write([record("decided")], "one")
    assert kinds(file.path) == ["opened"]
    file.write([record("decided")], "one")
    file.close("one")
    assert fault_kinds(file.path) == []
    file.shut()


def test_where_half_a_line_cannot_be_cut_off_a_new_file_is_begun(tmp_path: Path, monkeypatch: Patch) -> None:
    def refuse(_: int, __: int) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    file = LedgerFile(tmp_path)
    file.begin("one")
    torn = file.path
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full(20))
        patch.setattr(os, "ftruncate", refuse)
        with pytest.raises(LedgerError):
            file.write([record("decided")], "one")
    assert fault_kinds(torn) == ["torn", "unclosed"]
    file.write([record("decided")], "one")
    file.close("one")
    assert file.path != torn
    assert kinds(file.path) == ["opened", "opened", "decided", "closed"]
    assert fault_kinds(file.path) == []
    assert entries(file.path)[0]["fields"]["after"] == f"{torn.name} {entries(torn)[-1]['digest']}"
    file.shut()


def removed(path: Path) -> None:
    path.unlink()


def folder_removed(path: Path) -> None:
    shutil.rmtree(path.parent)


def moved(path: Path) -> None:
    path.rename(path.with_suffix(".old"))


def replaced(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 10)


def added_to(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"{}\n")


@pytest.mark.parametrize("touch", [removed, folder_removed, moved, replaced, cut, added_to])
def test_a_file_in_other_hands_is_given_up_and_the_next_record_begins_a_new_one(
    tmp_path: Path, touch: Callable[[Path], None]
) -> None:
    file = LedgerFile(tmp_path / "ledger")
    file.write([record("proposed")], "one")
    lost = file.path
    touch(lost)
    with pytest.raises(LedgerError) as caught:
        file.write([record("decided")], "one")
    assert code(caught) == "ledger-other-hands"
    file.write([record("decided")], "one")
    file.close("one")
    assert file.path != lost
    assert kinds(file.path) == ["opened", "opened", "decided", "closed"]
    assert fault_kinds(file.path) == []
    file.shut()


def test_a_descriptor_that_somebody_closed_is_neither_used_nor_closed_again(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path / "ledger")
    assert file._chain is not None
    os.close(file._chain._fd)
    other = os.open(tmp_path / "other", os.O_WRONLY | os.O_CREAT)
    assert other == file._chain._fd
    with pytest.raises(LedgerError):
        file.write([record("decided")], "one")
    os.close(other)
    assert (tmp_path / "other").read_bytes() == b""
    file.write([record("decided")], "one")
    file.shut()


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/nowhere/ledger", "x" * 300, "/dev/full/ledger"])
def test_a_folder_that_cannot_be_is_one_clear_problem(tmp_path: Path, where: str) -> None:
    if where.startswith("/") and sys.platform != "linux":
        pytest.skip("needs Linux: /proc")
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError) as caught:
        LedgerFile(tmp_path / where)
    assert code(caught) == "ledger-unwritable"
    assert str(caught.value).startswith(str(tmp_path / where))


def test_a_disk_that_is_full_from_the_beginning_leaves_nothing_behind(tmp_path: Path, monkeypatch: Patch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full(50))
        with pytest.raises(LedgerError):
            LedgerFile(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with LedgerFile(tmp_path) as file:
        file.write([record("closed")], "one")
    assert fault_kinds(ledger_in(tmp_path)) == []

"""Real processes that are killed, run out of disk, or fork."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sayso.ledger.reading import in_use
from sayso.ledger_file import LedgerFile, open_ledger
from tests.ledger.conversation import entries, environ, fault_kinds, kinds, ledger_in, record

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

ROOT = Path(__file__).parents[2]

BINDING = """
import sys
from pathlib import Path
from sayso.ledger_file import LedgerError, open_ledger
from tests.ledger.conversation import record

def say(words):
    print(words, flush=True)
    sys.stdin.readline()

file = open_ledger("one")
for kind in ("proposed", "asked", "heard", "decided"):
    file.write([record(kind)], "one")
say("sending")
file.write([record("sent")], "one")
say("sent")
"""

FULL = """
import resource
from sayso.ledger_file import LedgerError, open_ledger
from tests.ledger.conversation import record

file = open_ledger("one")
size = file.path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 700, resource.RLIM_INFINITY))
written = 0
try:
    while True:
        file.write([record("decided")], "one")
        written += 1
except LedgerError as error:
    print(written, error.problems[0].code, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
file.write([record("decided")], "one")
file.close("one")
"""


@contextmanager
def child(code: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    env = {**os.environ, **environ(folder), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", code], env=env, stdin=pipe, stdout=pipe, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.promise("P5.crash", "P5.recorded")
def test_the_decision_is_on_disk_before_the_call_is_sent(tmp_path: Path) -> None:
    with child(BINDING, tmp_path) as process:
        assert says(process) == "sending"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        path = ledger_in(tmp_path)
        assert kinds(path) == ["opened", "opened", "proposed", "asked", "heard", "decided"]
        assert entries(path)[-1]["fields"]["decision"] == "approve"
        assert fault_kinds(path) == ["unclosed"]


@pytest.mark.promise("P5.crash")
def test_the_next_process_closes_what_a_killed_one_left(tmp_path: Path) -> None:
    with child(BINDING, tmp_path) as process:
        assert says(process) == "sending"
        path = ledger_in(tmp_path)
        assert in_use(path)
        with open_ledger("two", environ(tmp_path)) as file:
            assert fault_kinds(path) == ["unclosed"]  # it lives: nobody touches its file
            file.close("two")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with path.open("ab") as torn:
        torn.write(b'{"v":1,"se')
    with open_ledger("three", environ(tmp_path)) as file:
        file.close("three")
    assert kinds(path)[-4:] == ["decided", "mended", "closed", "closed"]
    assert fault_kinds(path) == []


def test_a_file_that_may_not_grow_refuses_and_stays_whole(tmp_path: Path) -> None:
    with child(FULL, tmp_path) as process:
        written, code = says(process).split()
        assert code == "ledger-unwritable"
        assert process.wait() == 0
    path = ledger_in(tmp_path)
    assert kinds(path) == ["opened", "opened", *["decided"] * (int(written) + 1), "closed", "closed"]
    assert fault_kinds(path) == []


def forked(file: LedgerFile) -> None:
    file.write([record("proposed")], "child")
    file.close("child")
    file.shut()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_after_a_fork_the_child_has_a_file_of_its_own(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path)
    file.write([record("proposed")], "parent")
    parent = file.path
    process = multiprocessing.get_context("fork").Process(target=forked, args=(file,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert in_use(parent)
    file.close("parent")
    file.shut()
    (other,) = set(tmp_path.iterdir()) - {parent}
    assert kinds(parent) == ["opened", "proposed", "closed", "closed"]
    assert kinds(other) == ["opened", "proposed", "closed", "closed"]
    assert entries(other)[0]["fields"]["pid"] == process.pid
    assert fault_kinds(parent) == fault_kinds(other) == []


def test_many_processes_at_once_have_a_sound_file_each(tmp_path: Path) -> None:
    code = BINDING.replace("sys.stdin.readline()", "pass") + 'file.close("one")\n'
    env = {**os.environ, **environ(tmp_path), "PYTHONPATH": str(ROOT)}
    processes = [subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.DEVNULL) for _ in range(6)]
    assert [process.wait() for process in processes] == [0] * 6
    files = list(tmp_path.iterdir())
    assert len(files) == 6
    assert [fault_kinds(path) for path in files] == [[]] * 6
    assert len({json.loads(path.open().readline())["fields"]["pid"] for path in files}) == 6

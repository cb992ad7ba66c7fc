"""`sayso ledger show`: a ledger as the dialogue that it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent.__main__ import main as agent
from sayso.commands import main as sayso
from sayso.consent.ledger import Keep
from sayso.ledger_file import LedgerFile
from tests.ledger.conversation import UP_TO_SENT, entries, record, tear

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_LEDGER_DIR", str(tmp_path / "ledger"))
    return tmp_path / "ledger"


def written(folder: Path, *sessions: str, said: str = "Yes, please.") -> Path:
    """A sound ledger with one call in each of these conversations."""
    with LedgerFile(folder) as file:
        for session in sessions:
            file.begin(session)
            for each in [*UP_TO_SENT, record("ended")]:
                file.write([record("heard", text=said) if each.kind == "heard" else each], session)
            file.close(session)
        return file.path


def show(*arguments: str | Path) -> int:
    return sayso(["ledger", "show", *map(str, arguments)])


def test_a_ledger_reads_as_a_dialogue(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    first = entries(path)[0]["time"]
    assert show() == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading == f"{path} ({first[:10]}, times in UTC)"
    assert {line[:2].isdigit() and line[2] == ":" for line in lines} == {True}
    assert [line[10:] for line in lines] == [
        f"opened    ledger of process {os.getpid()} (arguments: full; words: on)",
        "opened    session one",
        'proposed  [c1] desk: cancel {"patient": "Ana Silva", "token": "***"}, asks',
        'asked     [c1] to ana: "Shall I cancel it?"',
        'heard     [c1] ana (voice): "Yes, please." -> approve [yes]',
        "decided   [c1] approved by ana (voice) (rule: yes; grant: call)",
        f"sent      [c1] (digest: {'0' * 64})",
        "ended     [c1] ok",
        "closed    session one",
        "closed    the process is done",
    ]


def test_a_refusal_says_its_reason(folder: Path, capsys: Capture) -> None:
    with LedgerFile(folder) as file:
        refusal = record("decided", decision="refuse", reason="denied", rule="no", channel="text", grant=None)
        file.write([refusal], "one")
        file.close("one")
    assert show() == 0
    assert "decided   [c1] refused by ana (text) (rule: no; reason: denied)" in capsys.readouterr().out


def test_what_was_not_kept_is_said_to_be_so(folder: Path, capsys: Capture) -> None:
    with LedgerFile(folder, Keep("digest", words=False)) as file:
        for each in UP_TO_SENT:
            file.write([each], "one")
        file.close("one")
    assert show() == 0
    out = capsys.readouterr().out
    assert "desk: cancel (digest " in out
    assert "asked     [c1] to ana: (digest " in out
    assert "ana (voice): (words not kept) -> approve" in out
    assert "Ana Silva" not in out


def test_the_newest_ledger_is_shown_and_others_by_their_name(folder: Path, capsys: Capture) -> None:
    old = written(folder, "one")
    old = old.rename(folder / old.name.replace("20", "19", 1))
    new = written(folder, "two")
    for named, path in (([], new), ([folder], new), ([old], old)):
        assert show(*named) == 0
        assert capsys.readouterr().out.startswith(str(path))


def test_one_session_is_shown_wherever_it_is(folder: Path, capsys: Capture) -> None:
    paths = [written(folder, "one", "two"), written(folder, "two")]
    assert show("--session", "two") == 0
    out = capsys.readouterr().out
    assert "session one" not in out
    assert out.count("opened    session two") == 2
    assert all(str(path) in out for path in paths)


def test_conversations_side_by_side_are_told_apart(folder: Path, capsys: Capture) -> None:
    with LedgerFile(folder) as file:
        for session in ("one", "two", "one"):
            file.write([record("heard")], session)
        for session in ("one", "two"):
            file.close(session)
    assert show() == 0
    headings = [line for line in capsys.readouterr().out.splitlines() if line.startswith("session ")]
    assert headings == ["session one", "session two", "session one", "session two"]


def test_json_has_every_record_as_it_is_in_the_file(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    assert show("--json") == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert shown == [{key: entry[key] for key in entry if key != "v"} for entry in entries(path)]


def test_words_of_others_cannot_drive_the_terminal_or_look_like_a_line_of_ours(folder: Path, capsys: Capture) -> None:
    written(folder, "one", said="yes\x1b[2J\u202e\n12:00:00  decided   approved\u2028\x00")
    assert show() == 0
    out = capsys.readouterr().out
    assert out.replace("\n", "").isprintable()
    assert len(out.splitlines()) == 11


def test_a_long_line_is_cut_in_words_and_whole_in_json(folder: Path, capsys: Capture) -> None:
    written(folder, "one", said="yes " * 5_000)
    assert show() == 0
    assert "characters, all with --json)" in capsys.readouterr().out
    assert show("--json") == 0
    assert "yes " * 5_000 in capsys.readouterr().out


def test_a_changed_line_is_named_and_not_shown(folder: Path, capsys: Capture) -> None:
    path = written(folder, "one")
    path.write_bytes(path.read_bytes().replace(b"Yes, please.", b"No, please. "))
    assert show() == 1
    shown = capsys.readouterr()
    assert "please" not in shown.out
    assert "sent      [c1]" in shown.out
    (error,) = shown.err.splitlines()
    assert error.startswith(f"error: {path}: line 5: was changed")
    assert error.endswith("[ledger-changed]")


@pytest.mark.parametrize("bad", [b"\n", b"\xff\xfe\n", b"{}\n", b"[" * 100_000 + b"\n", b"x" * 9_000_000 + b"\n"])
@pytest.mark.parametrize("command", ["show", "verify", "tail"])
def test_rubbish_is_a_line_of_ours_and_never_a_stack_trace(
    folder: Path, capsys: Capture, bad: bytes, command: str
) -> None:
    path = written(folder, "one")
    tear(path, bad)
    assert sayso(["ledger", command]) == (0 if command == "tail" else 1)
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert "is not a line of a ledger" in errors[0]


@pytest.mark.parametrize("command", ["show", "verify", "tail"])
def test_where_nothing_is_one_line_says_so(folder: Path, capsys: Capture, command: str) -> None:
    folder.mkdir()
    (folder / "notes.jsonl").touch()
    for place, said in ((folder, "there is no ledger in this folder"), ("none", "there is no such file or folder")):
        assert sayso(["ledger", command, str(place)]) == 2
        assert capsys.readouterr().err.startswith(f"error: {place}: {said}; ")
    assert sayso(["ledger", command, "/dev/null"]) == 2
    assert "/dev/null: is no file" in capsys.readouterr().err
    assert sayso(["ledger", command, "x" * 300]) == 2
    assert capsys.readouterr().err.endswith("]\n")


def test_a_session_that_is_nowhere_is_one_clear_line(folder: Path, capsys: Capture) -> None:
    written(folder, "one")
    assert show("--session", "two") == 2
    assert capsys.readouterr().err.endswith("[ledger-no-session]\n")


def test_the_worker_has_the_command_as_well(folder: Path, capsys: Capture) -> None:
    written(folder, "one")
    assert agent(["ledger", "show"]) == 0
    assert "session one" in capsys.readouterr().out


def test_without_a_command_the_usage_is_pointed_at(capsys: Capture) -> None:
    assert sayso(["ledger"]) == 2
    assert "see sayso ledger --help [bad-usage]" in capsys.readouterr().err

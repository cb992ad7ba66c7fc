"""`sayso simulate`: random dialogues, what was seen in them, and a broken promise as a file."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from sayso.commands.simulate import progress
from sayso.consent.request import Request
from tests.commands.program import ROOT

Capture = pytest.CaptureFixture[str]
SCENARIO = ROOT / "tests" / "scenarios" / "a-side-question-begins-no-turn.json"


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate to which every yes counts, heard or unheard."""
    monkeypatch.setattr(Request, "counts", lambda *_: True)


def test_it_says_how_often_everything_was_seen_and_how_fast_it_was(capsys: Capture) -> None:
    assert sayso(["simulate", "--dialogues", "40", "--seed", "a"]) == 0
    out = capsys.readouterr().out
    titles = [line for line in out.splitlines() if re.fullmatch(r"[a-z]+", line)]
    assert titles == ["states", "events", "effects", "refusals", "readings", "moves"]
    assert re.search(r"^  Proposed +\d+$", out, re.MULTILINE)
    assert re.search(r"^40 dialogues, \S+ events, seed a: [\d.]+ s, \S+ dialogues and \S+ events a second$", out, re.M)
    assert out.endswith("\nno promise was broken\n")


def test_the_same_seed_gives_the_same_and_a_chosen_one_is_printed(capsys: Capture) -> None:
    def seen(*options: str) -> dict[str, object]:
        assert sayso(["simulate", "--dialogues", "20", "--json", *options]) == 0
        data: dict[str, object] = json.loads(capsys.readouterr().out)
        return data

    first = seen()
    again = seen("--seed", str(first["seed"]))
    assert first["seen"] == again["seen"]
    assert first["seed"] != seen()["seed"]


def test_every_field_of_its_json_is_documented(capsys: Capture) -> None:
    sayso(["simulate", "--dialogues", "1", "--json"])
    data = json.loads(capsys.readouterr().out)
    section = (ROOT / "docs" / "commands.md").read_text().split("## `simulate`")[1]
    cells = [row.split("|") for row in section.splitlines() if row.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`([^`]+)`", cell[1])} == set(data)
    last = next(cell[2] for cell in cells if "`seen`" in cell[1])
    assert set(re.findall(r"`([^`]+)`", last)) == set(data["seen"])


@pytest.mark.usefixtures("careless")
def test_a_broken_promise_is_a_short_dialogue_in_a_file_that_can_be_played_again(
    tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "found"
    assert sayso(["simulate", "--dialogues", "500", "--seed", "a", "--out", str(folder)]) == 1
    out = capsys.readouterr().out
    (file,) = folder.iterdir()
    assert "\nP3 is broken: " in out or "\nP3.words is broken: " in out
    assert out.endswith(f"\nsee it: sayso simulate --replay {file}\n")
    kept = json.loads(file.read_text())
    assert len(kept["steps"]) < 8

    assert sayso(["simulate", "--replay", str(file)]) == 1
    shown = capsys.readouterr().out
    assert re.search(r"^ +\d+\.\d\d  the model proposes c\d+: ", shown, re.MULTILINE)
    assert re.search(r'^ +-> ask 1 for c\d+ \(first\): "', shown, re.MULTILINE)
    assert shown.endswith(f"{kept['about']}\n")


@pytest.mark.usefixtures("careless")
def test_a_broken_promise_is_in_the_json_too(tmp_path: Path, capsys: Capture) -> None:
    assert sayso(["simulate", "--dialogues", "500", "--seed", "a", "--out", str(tmp_path), "--json"]) == 1
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert broken["promise"].startswith("P3")
    assert broken["promise"] in broken["what"]
    assert Path(broken["file"]).is_file()
    assert broken["dialogue"] < 500


def test_a_dialogue_that_breaks_nothing_is_played_with_each_event_and_effect(capsys: Capture) -> None:
    assert sayso(["simulate", "--replay", str(SCENARIO)]) == 0
    shown = capsys.readouterr().out
    assert "ana refuses c1 by button\n" in shown
    assert "-> refuse c3: repeated\n" in shown
    assert shown.endswith("\nno promise was broken\n")


@pytest.mark.parametrize("path", sorted(SCENARIO.parent.glob("*.json")), ids=lambda path: path.stem)
def test_every_kept_dialogue_can_be_shown(path: Path, capsys: Capture) -> None:
    assert sayso(["simulate", "--replay", str(path)]) == 0
    assert capsys.readouterr().out.endswith("\nno promise was broken\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "can't be read: No such file or directory"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "it is no dialogue of version 1"),
        ('{"version": 1, "steps": [{"do": "sing"}]}', "step 1 is none: 'sing' is no step; the steps are propose,"),
    ],
)
def test_what_is_no_dialogue_is_refused_by_name(text: str | None, says: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "dialogue.json"
    if text is not None:
        file.write_text(text)
    assert sayso(["simulate", "--replay", str(file)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"error: {file}: {says}")
    assert shown.err.endswith("[dialogue-unreadable]\n")


@pytest.mark.usefixtures("careless")
def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("in the way")
    assert sayso(["simulate", "--dialogues", "500", "--seed", "a", "--out", str(tmp_path / "file")]) == 2
    assert re.fullmatch(
        r"error: \S+: the dialogue that .* can't be written: .* \[dialogue-not-written\]\n", capsys.readouterr().err
    )


def test_at_a_terminal_it_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert progress(10) is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("sayso.commands.simulate.EVERY", -1.0)
    going = progress(2000)
    assert going is not None
    going(1000)
    going(2000)
    assert capsys.readouterr().err == "\r1,000 of 2,000 dialogues\r\x1b[K"

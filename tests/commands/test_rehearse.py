"""`sayso rehearse`: a table of what was asked, decided and run, and an exit code that a CI can go by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from tests.repository.files import ROOT

pytestmark = pytest.mark.realtime

FOLDER = ROOT / "tests" / "scenarios"
KEPT = FOLDER / "over-stdio.toml"


def changed(tmp_path: Path, old: str, new: str) -> str:
    """The scenario with something else in it, in a folder of its own."""
    text = KEPT.read_text().replace("servers/shelf.py", str(FOLDER / "servers" / "shelf.py"))
    assert old in text
    path = tmp_path / "talk.toml"
    path.write_text(text.replace(old, new))
    return str(path)


def test_what_was_asked_decided_and_run_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", str(KEPT)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("kept: A yes over stdio runs exactly what was asked, once")
    assert [line.split(maxsplit=1)[0] for line in lines[1:-1]] == ["asked", "decided", "ran"]
    assert lines[-1] == "1 played, 0 broken"


def test_a_broken_expectation_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", "--json", changed(tmp_path, 'asked = ["atlas"]', 'asked = ["bible"]')]) == 1
    played = json.loads(capsys.readouterr().out)["played"][0]
    assert [line.split(":")[0] for line in played["broken"]] == ["asked"]


def test_what_was_not_so_before_a_step_is_told_with_that_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(tmp_path, 'say = "Yes."', 'say = "Yes."\nso_far = { decisions = ["approve"], waiting = 1 }')
    assert sayso(["rehearse", path]) == 1
    assert 'step 2, so_far.decisions: expected ["approve"], and there was []' in capsys.readouterr().out


def test_a_policy_that_no_longer_asks_breaks_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", changed(tmp_path, 'never = ["look"', 'never = ["delete", "look"')]) == 1
    assert "asked: expected" in capsys.readouterr().out


def test_a_server_without_a_record_is_followed_by_what_was_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sayso(["rehearse", "--json", changed(tmp_path, "${REHEARSAL_RECORD}", "")]) == 0
    call = {"server": "shelf", "tool": "delete", "arguments": {"name": "atlas"}}
    assert json.loads(capsys.readouterr().out)["played"][0]["calls"] == [call]


def test_a_server_that_cannot_be_reached_breaks_the_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sayso(["rehearse", changed(tmp_path, 'command = "python"', 'command = "no-such-program"')]) == 1
    assert "[server-program-missing]" in capsys.readouterr().out


def test_a_moment_that_never_comes_breaks_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = changed(tmp_path, 'mode = "text"', 'mode = "text"\npatience = 0.5')
    text = Path(path).read_text().replace('say = "Yes."', 'say = "Yes."\nafter = "question cut"', 1)
    Path(path).write_text(text)
    assert sayso(["rehearse", path]) == 1
    assert 'waited 0.5 s for "question cut"' in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--mode", "sign", str(KEPT)], ["no-such-file.toml"]])
def test_what_cannot_be_used_is_exit_code_2(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", *options]) == 2
    assert capsys.readouterr().err.startswith("error: ")

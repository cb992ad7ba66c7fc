"""`./run soak` tells what failed and how often, and fails when anything did."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import soak
from sayso.rehearsal.expecting import Broken, Seen
from sayso.rehearsal.running import Played
from sayso.rehearsal.scenario import Mode, Scenario

SCENARIO = Scenario(Path("talk.toml"), "A promise", ())


def played(*broken: Broken) -> Played:
    return Played(SCENARIO, Mode(), 1.0, Seen(), broken)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(soak, "RESULT", tmp_path / "soak" / "result.txt")
    monkeypatch.setattr(soak, "LONGEST_ROUND", 5)
    monkeypatch.setattr("logging.disable", lambda: None)
    return soak.RESULT


def plays(monkeypatch: pytest.MonkeyPatch, outcomes: Mapping[str, Played | BaseException]) -> None:
    def play_all(_: Any, *, at_once: int) -> Mapping[str, Played | BaseException]:
        assert at_once == 2
        return outcomes

    monkeypatch.setattr(soak, "play_all", play_all)


def test_when_all_went_as_promised_the_result_says_what_was_played(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, {"a": played(), "b": played()})
    assert soak.main(["--rounds", "3", "--random", "0", "--seed", "s", "--at-once", "2", "--busy", "1"]) == 0
    lines = file.read_text().splitlines()
    assert lines[0].endswith(": ./run soak --rounds 3 --random 0 --seed s")
    assert "played                    6" in lines
    assert "failed                    0" in lines
    assert "round 3 of 3: 2 played, 0 failed" in capsys.readouterr().out


def test_what_failed_is_told_in_full_and_named_in_the_result(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, {"a": played(Broken("calls", "none")), "b": played(), "c": ValueError("odd")})
    assert soak.main(["--rounds", "2", "--random", "0", "--at-once", "2", "--busy", "0"]) == 1
    assert file.read_text().splitlines()[-2:] == ["failed   2 times: a", "failed   2 times: c"]
    shown = capsys.readouterr().out
    assert "calls: none" in shown
    assert "ValueError('odd')" in shown

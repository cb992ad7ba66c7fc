"""`sayso rehearse --random`: promises held in dialogues that nobody wrote, and how one that broke them is repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.commands import main as sayso
from sayso.commands.rehearse_random import about
from sayso.rehearsal.expecting import Broken, Seen
from sayso.rehearsal.log import Happened
from sayso.rehearsal.running import Played
from sayso.rehearsal.scenario import Mode, Scenario, Step
from tests.scenarios.played import FOLDER, shelf

pytestmark = pytest.mark.realtime

CONFIG = FOLDER / "servers" / "at_random.json"


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> object:
    with shelf() as address:
        monkeypatch.setenv("SHELF_URL", address)
        yield


@pytest.mark.alone
@pytest.mark.usefixtures("servers")
def test_random_dialogues_against_real_servers_break_no_promise(capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", "--random", "8", "--seed", "ci", "--config", str(CONFIG), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["seed"], told["played"], told["broken"]) == ("ci", 8, [])
    assert told["calls"] > 0


@pytest.mark.usefixtures("servers")
def test_the_seed_is_printed_first_and_what_was_played_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert sayso(["rehearse", "--random", "1", "--seed", "ci/3", "--config", str(CONFIG)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "seed ci, dialogues 3 to 3"
    assert lines[-1].startswith("1 played, ")
    assert lines[-1].endswith(" 0 broken")


def test_a_broken_promise_comes_with_the_line_that_plays_it_again() -> None:
    scenario = Scenario(Path("ci/17"), "dialogue ci/17", (Step("say", ("Yes.",)),))
    played = Played(scenario, Mode(), 1.0, Seen(), (Broken("P1", "it ran"),), (Happened(0.5, "call", "x"),))
    lines = about(played, Path("mcp.json"))
    assert lines[0] == "broken: dialogue ci/17 (voice-in-turn-vad)"
    assert "  P1: it ran" in lines
    assert "  again: sayso rehearse --random 1 --seed ci/17 --config mcp.json" in lines


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--seed", "a", "talk.toml"],
        ["--random", "2", "talk.toml"],
        ["--random", "2", "--mode", "voice"],
        ["--random", "2", "--seed", "a/b"],
    ],
)
def test_what_is_neither_files_nor_random_dialogues_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert sayso(["rehearse", *options]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_servers_that_can_not_be_reached_are_refused_before_anything_is_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "mcp.json"
    config.write_text(json.dumps({"servers": {"gone": {"command": "no-such-program"}}}))
    assert sayso(["rehearse", "--random", "1", "--config", str(config)]) == 2
    assert "[server-program-missing]" in capsys.readouterr().err

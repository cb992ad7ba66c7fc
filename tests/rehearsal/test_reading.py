"""A scenario's file: what is wrong in it is said at once, with the place and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.rehearsal.reading import ScenarioError, read_scenario
from sayso.rehearsal.scenario import Expect, Moment

SOUND = """
title = "A promise"
[[step]]
say = "Yes."
after = "heard: the atlas"
[expect]
"""


def read(tmp_path: Path, text: str) -> list[str]:
    """The messages about a file, without its path."""
    path = tmp_path / "talk.toml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return [str(problem).removeprefix(f"{path}: ") for problem in caught.value.problems]


def test_a_sound_file_has_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "talk.toml"
    path.write_text(SOUND)
    scenario = read_scenario(path)
    assert (scenario.title, scenario.steps[0].words) == ("A promise", ("Yes.",))
    assert scenario.steps[0].after == Moment("heard", "the atlas")
    assert len(scenario.modes) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title", "titel", "titel: unknown key; did you mean title? [scenario-key]"),
        ("after", "affter", "step[0].affter: unknown key; did you mean after? [scenario-key]"),
        ("heard: the atlas", "heart", "step[0].after: is no moment"),
        ("heard: the atlas", "heard", "step[0].after: does not say which words"),
        ('say = "Yes."', "say = 1", "step[0].say: must be a string, not"),
        ('say = "Yes."', "", "step[0]: must do one thing"),
        ('say = "Yes."', 'say = "Yes."\nhang_up = true', "step[0]: must do one thing"),
        ('say = "Yes."', 'say = "Yes."\nlasts = -1', "step[0].lasts: must be a number of seconds, 0 or more"),
        ('say = "Yes."', 'say = "Yes."\nwait = true', "step[0].wait: must be a number of seconds"),
        ('say = "Yes."', 'say = "Yes."\nby = "me"', 'step[0].by: is not "person" or "other"'),
        ('say = "Yes."', 'say = "Yes."\nso_far = 1', "step[0].so_far: must be a table, not"),
        (
            'say = "Yes."',
            'say = "Yes."\nso_far = { callz = [] }',
            "step[0].so_far.callz: unknown key; did you mean calls?",
        ),
        ('say = "Yes."', 'say = "Yes."\nso_far = { calls = [{}] }', "step[0].so_far.calls[0]: names no tool"),
        ('say = "Yes."', 'press = "maybe"', 'step[0].press: is not "yes" or "no"'),
        ('say = "Yes."', 'fault = "everything"', "step[0].fault: is nothing that can fail"),
        ("[expect]", "", "expect: is missing"),
        ("[expect]", '[expect]\ncalls = [{ server = "a" }]', "expect.calls[0]: names no tool"),
        ("[expect]", "[session]\nmode = 'sign'\n[expect]", 'session.mode: is not "voice" or "text"'),
        ("[expect]", "[[model]]\nreply = 'a'\n[expect]", "model[0]: must have one of on and result"),
        ("[expect]", "[[model]]\non = 'a'\n[expect]", "model[0]: must do one thing"),
        ("title", "config = 'a'\nservers = {}\ntitle", "config: stands beside servers"),
        (
            "after",
            "lasts = 1\nafter",
            None,
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    text = SOUND.replace(old, new, 1)
    if said is None:
        text = f"all_modes = true\n{text}"
        said = "step[0].lasts: has no meaning where the person types"
    found = read(tmp_path, text)
    assert any(line.startswith(said.removesuffix(", not")) for line in found), found


def test_of_what_must_be_so_before_a_step_nothing_is_looked_at_that_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "talk.toml"
    path.write_text(SOUND.replace('say = "Yes."', 'say = "Yes."\nso_far = { calls = [], running = 1 }'))
    scenario = read_scenario(path)
    assert scenario.steps[0].so_far == Expect(calls=(), waiting=None, running=1)
    assert scenario.expect == Expect()


def test_who_is_taken_over_speaks_in_a_room(tmp_path: Path) -> None:
    path = tmp_path / "talk.toml"
    path.write_text(SOUND)
    assert not read_scenario(path).others
    path.write_text(SOUND.replace('say = "Yes."', 'say = "Yes."\ntaken_over = 0.2'))
    assert read_scenario(path).others


def test_a_date_in_arguments_is_refused(tmp_path: Path) -> None:
    rule = "[[model]]\non = 'a'\ncall = { tool = 't', arguments = { day = 2026-11-26 } }\n[expect]"
    assert "model[0].call.arguments: holds a date" in read(tmp_path, SOUND.replace("[expect]", rule))[0]


def test_a_file_that_is_no_toml_or_not_there_is_one_message(tmp_path: Path) -> None:
    assert read(tmp_path, "title =")[0].startswith("is not TOML")
    with pytest.raises(ScenarioError, match="can't be read"):
        read_scenario(tmp_path / "nothing.toml")

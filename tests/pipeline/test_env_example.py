""".env.example names every variable that can be set."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values

import agent
from agent.choices import NAMES, choose
from sayso.problems import SaysoError

ROOT = Path(agent.__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text()
SETTING = re.compile(r"^# ([A-Z][A-Z0-9_]+)=(.*)$")

# Set by people, but for our tests and scripts; not for who runs an agent.
NOT_FOR_USERS = {"SAYSO_LIVEKIT_SERVER", "SAYSO_TEST_TALLY", "SAYSO_PYTHON", "SAYSO_VENV"}


class Watched(Mapping[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values_ = dict(values)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def settings() -> dict[str, str]:
    return {found[1]: found[2] for line in EXAMPLE.splitlines() if (found := SETTING.match(line))}


def asked_by_choosing() -> set[str]:
    asked = set()
    every = {f"SAYSO_{part.upper().replace(' ', '_')}": names for part, names in NAMES.items()}
    for variable, names in every.items():
        for name in ("", *names):
            environment = Watched({variable: name})
            with contextlib.suppress(SaysoError):
                choose(environment, audio=False)
            asked |= environment.asked
    return asked


def test_every_variable_that_chooses_a_part_is_in_the_example() -> None:
    asked = asked_by_choosing()
    assert {"OPENAI_API_KEY", "SAYSO_TTS_VOICE", "SAYSO_TURN_DETECTION", "LIVEKIT_INFERENCE_API_SECRET"} <= asked
    assert sorted(asked - settings().keys()) == []


@pytest.mark.parametrize("package", ["agent", "sayso", "mcp_servers"])
def test_every_variable_that_the_code_names_is_in_the_example(package: str) -> None:
    name = re.compile(r"(SAYSO|HANDBOOK|LIVEKIT|OPENAI|DEEPGRAM|CARTESIA)_[A-Z_]*[A-Z]")
    named = {
        node.value
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and name.fullmatch(node.value)
    }
    assert sorted(named - settings().keys() - NOT_FOR_USERS) == []


def test_each_variable_has_one_line_of_explanation_right_above_it() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if SETTING.match(line):
            above = lines[number - 1]
            assert above.startswith("# "), line
            assert above.endswith("."), above
            assert not SETTING.match(above), line
            assert not lines[number - 2].startswith("# ") or SETTING.match(lines[number - 2]), line


def test_a_copy_of_the_example_sets_nothing() -> None:
    assert dotenv_values(stream=StringIO(EXAMPLE)) == {}


def test_each_example_is_read_back_as_it_is_written_when_its_mark_is_taken_away() -> None:
    uncommented = "\n".join(line.removeprefix("# ") for line in EXAMPLE.splitlines() if SETTING.match(line))
    assert dotenv_values(stream=StringIO(uncommented)) == settings()


def test_the_examples_of_the_parts_are_values_that_can_be_chosen() -> None:
    keys = {"OPENAI_API_KEY": "o", "DEEPGRAM_API_KEY": "d", "CARTESIA_API_KEY": "c"}
    chosen = choose({**settings(), **keys}, audio=False)
    assert (chosen.stt.name, chosen.llm.name, chosen.tts.name) == ("deepgram", "openai", "cartesia")

"""Each point of what a person can do has scenarios, and the table beside them names each scenario."""

from __future__ import annotations

import re

from sayso.rehearsal.reading import read_scenario
from tests.scenarios.played import FOLDER

POINTS = 11
FORMS = 3
"""Scenarios that each point has at least."""

AT_LEAST = 60
"""Scenarios in all."""


def table() -> dict[str, list[str]]:
    """The names of scenarios in each row of the README, by the row's title."""
    rows = re.findall(r"^\| (.+?) \| (`.+) \|$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    return {title: re.findall(r"`([^`]+)`", cells) for title, cells in rows}


def test_every_scenario_stands_in_the_table_of_points_and_nothing_else_does() -> None:
    written = {path.stem for path in FOLDER.glob("*.toml")}
    assert {name for names in table().values() for name in names} == written
    assert len(written) >= AT_LEAST


def test_every_point_has_several_scenarios() -> None:
    rows = table()
    numbers = [int(title.split()[0]) for title in rows if title[0].isdigit()]
    assert numbers == list(range(1, POINTS + 1))
    assert {title: len(names) for title, names in rows.items() if len(names) < FORMS} == {}


def test_scenarios_are_played_over_stdio_and_http_by_voice_and_in_writing() -> None:
    played = [read_scenario(path) for path in sorted(FOLDER.glob("*.toml"))]
    over = [("stdio" if "command" in server else "http") for one in played for server in one.servers.values()]
    assert over.count("stdio") >= 8
    assert over.count("http") >= 8
    channels = [one.options.mode.channel for one in played]
    assert channels.count("voice") >= 30
    assert channels.count("text") >= 30

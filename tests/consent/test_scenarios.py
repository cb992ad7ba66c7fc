"""Dialogues that once broke a promise. `sayso simulate --replay FILE` shows each of them step by step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.consent.answer import interpret
from sayso.consent.question import phrase
from sayso.consent.simulation import rehearse
from sayso.consent.simulation.scenario import scenario
from tests.consent.talk import read_plainly, short_question

FILES = sorted((Path(__file__).parents[1] / "scenarios").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dialogue_that_once_broke_a_promise_breaks_none(path: Path) -> None:
    kept = scenario(json.loads(path.read_text()))
    assert rehearse(kept.steps, phrase, interpret) is None
    assert rehearse(kept.steps, short_question, read_plainly) is None


def test_dialogues_are_kept() -> None:
    assert len(FILES) > 10

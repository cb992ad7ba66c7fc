"""Random dialogues against the real gate, with real questions, readings and digests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from sayso.consent.promises import BrokenPromiseError
from sayso.consent.simulation import Scenario, Stage, Tally, rehearse, search, shrink
from sayso.consent.simulation import steps as do
from sayso.consent.simulation.dialogue import Dialogue
from sayso.consent.simulation.scenario import scenario
from sayso.consent.simulation.search import Memory, dialogue
from sayso.consent.simulation.world import ASKS, DESTRUCTIVE, SETTINGS
from tests.consent.talk import read_plainly, short_question

DIALOGUES = 20_000


def seed_of_the_day() -> str:
    """Another one every day, so that the tests of a year look at seven million dialogues."""
    return os.environ.get("SAYSO_SIMULATION_SEED") or datetime.now(UTC).date().isoformat()


@pytest.mark.timeout(600)
def test_no_promise_is_broken_in_twenty_thousand_random_dialogues(capsys: pytest.CaptureFixture[str]) -> None:
    seed, tally = seed_of_the_day(), Tally()
    with capsys.disabled():
        print(f"\n{DIALOGUES} dialogues with seed {seed} (again: SAYSO_SIMULATION_SEED={seed})")
    found = search(DIALOGUES, seed, tally)
    assert found is None, f"{found.scenario.about}: sayso simulate --dialogues {found.number + 1} --seed {seed}"
    assert tally.missing("states", "events", "effects", "refusals", "readings", "moves") == []


def test_the_same_seed_gives_the_same_dialogues() -> None:
    one, two, other = Tally(), Tally(), Tally()
    assert search(30, "a", one) is search(30, "a", two) is search(30, "b", other) is None
    assert one.tables() == two.tables() != other.tables()


def test_each_dialogue_can_be_had_without_those_before_it() -> None:
    assert dialogue("a", 7).random() == dialogue("a", 7).random() != dialogue("a", 8).random()


def test_a_dialogue_is_the_same_after_a_way_through_a_file() -> None:
    memory = Memory(short_question, read_plainly)
    stage = Stage(memory.phrase, memory.read)
    Dialogue(dialogue("a", 3), stage).play()
    kept = scenario(Scenario("why", stage.steps, "P1").as_data())
    assert list(kept.steps) == stage.steps
    assert (kept.about, kept.promise) == ("why", "P1")
    first, second = Tally(), Tally()
    rehearse(stage.steps, memory.phrase, memory.read, tally=first)
    rehearse(kept.steps, memory.phrase, memory.read, tally=second)
    assert first.tables() == second.tables()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "it is no dialogue of version 1"),
        ({"version": 2, "steps": []}, "it is no dialogue of version 1"),
        ({"version": 1}, "it has no list of steps"),
        ({"version": 1, "steps": [{"do": "wait", "after": 1}, {"do": "sing"}]}, "step 2 is none: 'sing' is no step"),
        ({"version": 1, "steps": [{"do": "wait"}]}, "step 1 is none"),
        ({"version": 1, "steps": ["wait"]}, "step 1 is none"),
        ({"version": 1, "steps": [{"do": "wait", "after": 1, "by": "me"}]}, "step 1 is none"),
    ],
)
def test_what_is_no_dialogue_is_refused_with_a_reason(data: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        scenario(data)  # type: ignore[arg-type]  # anything may stand in a file


def test_a_failing_dialogue_is_made_as_short_as_it_can_be() -> None:
    steps = [do.Wait(float(number)) for number in range(40)]

    def play(tried: Sequence[do.Step]) -> BrokenPromiseError | None:
        broken = {step.after for step in tried if isinstance(step, do.Wait)} >= {3.0, 17.0, 38.0}
        return BrokenPromiseError("P1", "all three") if broken else None

    assert [step.after for step in shrink(steps, "P1", play) if isinstance(step, do.Wait)] == [3.0, 17.0, 38.0]


def test_a_dialogue_is_not_shortened_into_one_that_breaks_another_promise() -> None:
    def play(tried: Sequence[do.Step]) -> BrokenPromiseError | None:
        return BrokenPromiseError("P1" if len(tried) > 4 else "P2", "")

    assert len(shrink([do.Wait(0.0)] * 9, "P1", play)) == 5


def test_a_gate_that_fails_is_found_and_its_dialogue_kept() -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no words for this")

    memory = Memory(fails, read_plainly)  # type: ignore[arg-type]  # on purpose
    found = search(50, "a", Tally(), memory=memory)
    assert found is not None
    assert found.broken.promise == "D7"
    assert "no words for this" in found.scenario.about
    assert [type(step) for step in found.scenario.steps] == [do.Propose]


def test_when_everybody_falls_silent_all_that_waits_comes_to_an_end() -> None:
    settings = SETTINGS[0]
    steps: list[do.Step] = [
        do.Propose(0.0, "c1", "notes", "send_note", {"text": "hello"}, ASKS, settings),
        do.Propose(0.0, "c2", "files", "delete_file", {"path": "a.txt"}, DESTRUCTIVE, settings),
        do.Speak(0.1),
        do.Agent(0.1),
    ]
    tally = Tally()
    assert rehearse(steps, short_question, read_plainly, tally=tally) is None
    assert tally.reasons == {"silence": 2}

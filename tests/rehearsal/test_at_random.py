"""Dialogues at random: the same seed makes the same, and what a server got is held against what was approved."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from sayso.consent.call import freeze
from sayso.consent.policy import Hints, Policy
from sayso.problems import SaysoError
from sayso.rehearsal.at_random.calls import arguments
from sayso.rehearsal.at_random.checking import unapproved
from sayso.rehearsal.at_random.dialogue import dialogue
from sayso.rehearsal.at_random.playing import numbered
from sayso.rehearsal.record import Received
from sayso.servers.tools import ServerTool
from sayso.voice.events import DecisionEvent, QuestionEvent

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}, "copies": {"type": "integer"}}}
TOOL = ServerTool("order", "shelf__order", "", SCHEMA, Hints(), Policy(True, "always", False, "it says so"), "d")
ATLAS = freeze("shelf", "order", "d", {"name": "atlas"})
BIBLE = freeze("shelf", "order", "d", {"name": "bible"})
ORDERED = Received("shelf", "order", {"name": "atlas", "copies": 1})
ASKING = {("shelf", "order")}
ASKED = QuestionEvent("1", ATLAS, "Shall I order the atlas?")
YES = DecisionEvent("1", ATLAS, "approve", rule="yes")


def test_a_dialogue_can_be_made_again_from_its_seed_and_number() -> None:
    first, again, other = (dialogue("s", number, [TOOL]) for number in (7, 7, 8))
    assert (first.steps, first.rules, first.options) == (again.steps, again.rules, again.options)
    assert first.steps != other.steps


def test_dialogues_are_of_many_kinds() -> None:
    made = [dialogue("s", number, [TOOL]) for number in range(200)]
    steps = [step for one in made for step in one.steps]
    assert {step.does for step in steps} == {"say", "type", "press", "noise", "fault", "close", "hang_up"}
    assert {step.by for step in steps} == {"person", "other"}
    assert len({one.options.mode for one in made}) == 8
    assert {len(rule.calls) for one in made for rule in one.rules} >= {1, 2, 3}


def test_a_seed_may_name_the_dialogue_that_it_begins_with() -> None:
    assert numbered("s", 3) == ("s", range(1, 4))
    assert numbered("s/17", 1) == ("s", range(17, 18))
    with pytest.raises(SaysoError, match="ends in no number"):
        numbered("s/x", 1)


def test_arguments_are_as_the_schema_has_them() -> None:
    schema: dict[str, Any] = {
        "properties": {
            "size": {"enum": ["s"]},
            "mode": {"const": "fast"},
            "count": {"anyOf": [{"type": "integer"}]},
            "fine": {"type": ["boolean", "null"]},
            "nothing": {"type": "null"},
            "to": {"type": "object", "properties": {"names": {"type": "array", "items": {"type": "string"}}}},
        }
    }
    made = arguments(Random(1), schema)  # noqa: S311 -- to be repeated, not to be secret
    assert (made["size"], made["mode"], made["nothing"]) == ("s", "fast", None)
    assert isinstance(made["count"], int)
    assert isinstance(made["fine"], bool)
    assert len(made["to"]["names"]) == 1


def test_what_was_asked_and_approved_and_ran_once_breaks_nothing() -> None:
    assert list(unapproved([ORDERED], [ASKED, YES], ASKING)) == []
    assert list(unapproved([], [ASKED, YES], ASKING)) == []
    assert list(unapproved([ORDERED], [], set())) == []


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ([ORDERED], []),
        ([ORDERED], [ASKED]),
        ([ORDERED], [ASKED, DecisionEvent("1", ATLAS, "refuse", "denied")]),
        ([ORDERED, ORDERED], [ASKED, YES]),
        ([Received("shelf", "order", {"name": "bible"})], [ASKED, YES]),
        ([Received("vault", "order", {"name": "atlas"}), ORDERED], [ASKED, YES]),
        ([ORDERED], [YES]),
        ([ORDERED], [QuestionEvent("1", BIBLE, "Shall I order the bible?"), YES]),
    ],
)
def test_what_was_not_asked_or_not_approved_or_ran_twice_breaks_the_promise(
    received: list[Received], shown: list[QuestionEvent | DecisionEvent]
) -> None:
    asking = {*ASKING, ("vault", "order")}
    assert [broken.key for broken in unapproved(received, shown, asking)] == ["P1"]

"""What a schema may say, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from agent.offline.rehearsal import ToolFacts
from agent.offline.rehearsal.choose import read_tool
from agent.offline.rehearsal.fill import Filled, fill
from agent.offline.rehearsal.heard import hear

NOW = datetime(2026, 11, 20, 10, 0)


def filled(
    said: str, required: str = "", *, name: str = "lab__run_trial", now: datetime = NOW, **schema: Any
) -> Filled:
    definitions = {"$defs": schema.pop("definitions")} if "definitions" in schema else {}
    parameters: Mapping[str, Any] = {
        "type": "object",
        "properties": schema,
        "required": required.split(),
        **definitions,
    }
    found = fill(hear(said), read_tool(ToolFacts(name, "Run a trial.", parameters)), now)
    if found.complete:
        jsonschema.validate(found.arguments, dict(parameters))
    return found


def arguments(said: str, required: str = "", **schema: Any) -> dict[str, Any]:
    found = filled(said, required, **schema)
    assert found.complete, found.missing
    return found.arguments


def test_a_reference_is_followed_to_its_definition() -> None:
    color = {"enum": ["red", "green"]}
    said = arguments("run a trial in green", "color", color={"$ref": "#/$defs/Color"}, definitions={"Color": color})
    assert said == {"color": "green"}


def test_an_optional_value_of_pydantic_is_read_through_its_null() -> None:
    level = {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None, "title": "Level"}
    assert arguments("run a trial at level seven", level=level) == {"level": 7}
    assert arguments("run a trial", level=level) == {}


def test_a_union_takes_whichever_form_was_said() -> None:
    amount = {"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["all", "half"]}]}
    assert arguments("run a trial with amount 5", "amount", amount=amount) == {"amount": 5}
    assert arguments("run a trial with half", "amount", amount=amount) == {"amount": "half"}


def test_a_list_of_types_is_read_like_a_union() -> None:
    assert arguments("run a trial with count 5", "count", count={"type": ["integer", "null"]}) == {"count": 5}
    assert arguments("run a trial", "count", count={"type": ["integer", "null"]}) == {"count": None}


def test_titled_constants_are_options() -> None:
    speed = {"oneOf": [{"const": "slow", "title": "Slow"}, {"const": "fast", "title": "Fast"}]}
    assert arguments("run a fast trial", "speed", speed=speed) == {"speed": "fast"}


@pytest.mark.parametrize("said", ["run a trial in dark mode", "run a trial in Dark-Mode", "run a trial in DARK_MODE"])
def test_an_option_is_known_in_any_spelling(said: str) -> None:
    assert arguments(said, "theme", theme={"enum": ["light_mode", "dark_mode"]}) == {"theme": "dark_mode"}


def test_a_list_of_options_takes_all_that_were_said() -> None:
    days = {"type": "array", "items": {"enum": ["monday", "tuesday", "sunday"]}}
    assert arguments("run a trial on mondays and sundays", "days", days=days) == {"days": ["monday", "sunday"]}


def test_a_list_of_numbers_takes_all_that_were_said() -> None:
    numbers = {"type": "array", "items": {"type": "number"}}
    assert arguments("run a trial with 3, four and 5.5", "numbers", numbers=numbers) == {"numbers": [3, 4, 5.5]}


def test_a_list_of_texts_is_split_at_commas_and_and() -> None:
    tags = {"type": "array", "items": {"type": "string"}}
    assert arguments("run a trial with apples, pears and figs", "tags", tags=tags) == {
        "tags": ["apples", "pears", "figs"]
    }


def test_a_number_outside_of_its_bounds_is_not_taken() -> None:
    level = {"type": "integer", "minimum": 1, "maximum": 10}
    assert arguments("run a trial at level 10", "level", level=level) == {"level": 10}
    assert [one.name for one in filled("run a trial at level 11", "level", level=level).missing] == ["level"]


def test_numbers_go_to_the_fields_whose_words_stand_beside_them() -> None:
    schema: dict[str, Any] = {"width": {"type": "number"}, "height": {"type": "number"}}
    assert arguments("run a trial with height 3 and width 4", "width height", **schema) == {"height": 3, "width": 4}
    assert arguments("run a trial with 3 and 4", "width height", **schema) == {"width": 3, "height": 4}


def test_a_duration_is_given_in_the_unit_of_its_field() -> None:
    minutes = {"type": "integer", "description": "How many minutes"}
    assert arguments("run a trial for two hours", "length", length=minutes) == {"length": 120}
    assert arguments("run a trial for half an hour", "length", length=minutes) == {"length": 30}


def test_a_switch_is_thrown_only_when_it_was_clearly_said() -> None:
    schema: dict[str, Any] = {"verbose": {"type": "boolean", "default": False}}
    assert arguments("run a verbose trial", **schema) == {"verbose": True}
    assert arguments("run a trial with verbose off", **schema) == {"verbose": False}
    assert arguments("run a trial without verbose output", **schema) == {"verbose": False}
    assert arguments("run a trial", **schema) == {}


def test_defaults_are_left_to_the_server() -> None:
    assert arguments("run a trial", limit={"type": "integer", "default": 10}) == {}
    assert arguments("run a trial", "limit", limit={"type": "integer", "default": 10}) == {"limit": 10}


def test_a_constant_needs_no_words() -> None:
    assert arguments("run a trial", "kind", kind={"const": "trial"}) == {"kind": "trial"}


def test_an_optional_text_is_not_made_up_from_stray_words() -> None:
    assert arguments("run a trial quickly my friend", comment={"type": "string"}, owner={"type": "string"}) == {}


def test_a_nested_object_is_filled_one_level_down() -> None:
    person = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name"],
    }
    said = arguments('run a trial with a person named "Ana Silva" of age 34', "person", person=person)
    assert said == {"person": {"name": "Ana Silva", "age": 34}}


def test_half_an_optional_object_is_left_out() -> None:
    person = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
    }
    assert arguments("run a trial with age 34", person=person) == {}


def test_a_moment_has_a_day_a_time_and_the_zone_of_the_clock() -> None:
    at = {"type": "string", "format": "date-time"}
    said = filled("run a trial tomorrow at half past nine", "at", now=NOW.replace(tzinfo=UTC), at=at)
    assert said.arguments == {"at": "2026-11-21T09:30:00+00:00"}


def test_a_moment_without_a_time_is_asked_for() -> None:
    at = {"type": "string", "format": "date-time"}
    assert [one.name for one in filled("run a trial tomorrow", "at", at=at).missing] == ["at"]


def test_a_day_without_a_time_bounds_a_moment_that_something_is_since() -> None:
    since = {"type": "string", "format": "date-time"}
    said = filled("run a trial since yesterday", "since", now=NOW.replace(tzinfo=UTC), since=since)
    assert said.arguments == {"since": "2026-11-19T00:00:00+00:00"}


def test_an_address_is_known_by_its_form() -> None:
    schema = {"to": {"type": "string", "format": "email"}, "link": {"type": "string", "format": "uri"}}
    said = arguments("run a trial for ana@example.org with https://example.org/a", "to link", **schema)
    assert said == {"to": "ana@example.org", "link": "https://example.org/a"}


def test_a_name_keeps_its_capitals_and_a_transcript_gets_them() -> None:
    guest = {"type": "string", "description": "The guest's full name"}
    assert arguments("run a trial for Maria de la Cruz", "guest", guest=guest) == {"guest": "Maria de la Cruz"}
    assert arguments("run a trial for ana silva", "guest", guest=guest) == {"guest": "Ana Silva"}


def test_a_possessive_is_not_part_of_a_name() -> None:
    guest = {"type": "string", "description": "The guest's full name"}
    assert arguments("run ana silva's trial", "guest", guest=guest) == {"guest": "Ana Silva"}


def test_a_pattern_that_is_not_met_leaves_the_field_missing() -> None:
    code = {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"}
    assert arguments("run trial ab123", "code", code=code) == {"code": "AB123"}
    assert [one.name for one in filled("run trial seven", "code", code=code).missing] == ["code"]


def test_a_broken_schema_is_no_reason_to_fail() -> None:
    broken: list[Any] = [
        {"type": 7},
        {"$ref": "#/nowhere"},
        {"$ref": "#"},
        {"properties": 3},
        {"anyOf": "x"},
        {"pattern": "("},
        {"enum": {}},
        True,
        None,
    ]
    for schema in broken:
        parameters = {"type": "object", "properties": {"x": schema}, "required": ["x"]}
        fill(hear("run a trial with x 5 for ana"), read_tool(ToolFacts("lab__run_trial", "", parameters)), NOW)

"""What holds for any words and any tools: no failure, no invalid call, no word of a server of ours."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import agent.offline.rehearsal
from agent.offline.rehearsal import ToolFacts, suggest
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Call, respond
from agent.offline.rehearsal.history import Event, Said
from agent.offline.rehearsal.phrases import abilities, no_match
from agent.offline.rehearsal.reply import Outcome, report
from agent.offline.rehearsal.words import listed, vocabulary
from tests.offline.rehearsal.others import OTHERS
from tests.offline.rehearsal.unseen import MUSIC, PARCELS, SALON

NOW = datetime(2026, 11, 20, 10, 0)
ALL = [*MUSIC, *PARCELS, *SALON, *OTHERS]
KNOWN = Catalogue().read(ALL)

WORDS = listed(
    """book cancel move find list play set add the a for with on at to about called ana silva tomorrow
    tuesday half past nine 9:30 3 twenty five parcel AB123456 booking playlist volume "road trip"
    notes.txt and , . ? please not yes no kitchen express without same day in that saying what which is
    are there 's 2026-11-24 read write echo sum hello"""
)

said = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))

NAMES = st.sampled_from(
    listed("""name date time query path count level text on kind tags person new_date id zone message""")
)
LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "time"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "minLength": 3, "maxLength": 8},
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "description": "The person's full name, such as Ana"},
        {"type": "integer", "minimum": 1, "maximum": 20},
        {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
        {"type": "boolean"},
        {"enum": ["on", "off", 3, None, "road trip"]},
        {"type": ["integer", "null"]},
        {"type": "null"},
        {"const": 4},
        {"$ref": "#/$defs/x"},
        {"$ref": "#"},
        {"not": {}},
        {},
        True,
        False,
    ]
)
NESTED: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda items, low: {"type": "array", "items": items, "minItems": low}, inner, st.integers(0, 2)),
        st.builds(
            lambda properties: {"type": "object", "properties": properties, "required": sorted(properties)[:1]},
            st.dictionaries(NAMES, inner, max_size=3),
        ),
        st.builds(
            lambda key, branches: {key: branches},
            st.sampled_from(["anyOf", "oneOf", "allOf"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=6,
)
PARAMETERS = st.builds(
    lambda properties, count: {
        "type": "object",
        "properties": properties,
        "required": sorted(properties)[:count],
        "additionalProperties": False,
        "$defs": {"x": {"type": "string", "enum": ["yes", "no"]}},
    },
    st.dictionaries(NAMES, NESTED, max_size=5),
    st.integers(0, 5),
)


def _validates(arguments: dict[str, Any], parameters: dict[str, Any]) -> bool:
    try:
        jsonschema.Draft202012Validator(parameters).validate(arguments)
    except jsonschema.ValidationError:
        return False
    except Exception:  # the schema itself is broken, and forbids nothing
        return True
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(said, min_size=1, max_size=4))
def test_no_words_make_it_fail_or_call_with_arguments_that_the_schema_refuses(turns: list[str]) -> None:
    events: list[Event] = []
    for one in turns:
        events.append(Said("user", one))
        step = respond(events, KNOWN, NOW)
        if isinstance(step, Call):
            parameters = next(facts.parameters for facts in ALL if facts.name == step.name)
            assert _validates(dict(step.arguments), dict(parameters)), (one, step)
            events = []
        else:
            assert step.text
            events.append(Said("assistant", step.text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said, PARAMETERS)
def test_no_schema_makes_it_fail_or_call_with_arguments_that_the_schema_refuses(
    words: str, parameters: dict[str, Any]
) -> None:
    facts = ToolFacts("lab__set_trial", "Set the trial up.", parameters)
    known = Catalogue().read([facts])
    events: list[Event] = []
    for one in (f"set the trial {words}", words, "five"):
        events.append(Said("user", one))
        step = respond(events, known, NOW)
        if isinstance(step, Call):
            assert _validates(dict(step.arguments), parameters), (one, step)
            break
        events.append(Said("assistant", step.text))
    suggest([facts])


DATA: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), DATA.map(str), DATA.map(json.dumps)), st.booleans())
def test_no_result_makes_it_fail_or_fall_silent(text: str, error: bool) -> None:
    assert report([Outcome(text, error)], date(2026, 11, 20)).strip()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.text(max_size=60))
def test_no_name_and_no_description_make_it_fail(name: str, description: str) -> None:
    facts = [ToolFacts(name, description, {"properties": {name: {"description": description}}, "required": [name]})]
    respond([Said("user", f"{name} {description}")], Catalogue().read(facts), NOW)
    assert abilities(facts)
    assert no_match(facts)
    suggest(facts)


OWN = vocabulary(
    """desk handbook appointment appointments patient doctor slot slots reminder reminders refund refunds
    feedback clinic dentist practice weber silva"""
)


def test_the_model_holds_no_word_of_our_own_servers() -> None:
    folder = Path(agent.offline.rehearsal.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    assert len(sources) > 10
    for source in sources:
        words = set(re.findall(r"[a-z]+", source.read_text(encoding="utf-8").lower().replace("_", " ")))
        assert not words & OWN, source.name


def test_the_words_that_must_not_be_in_it_are_those_of_our_servers() -> None:
    """Guards the test above: a tool or an argument that is added to a server of ours is looked for as well."""
    general = vocabulary(
        """find list book move cancel send search read page submit text query date time new free say said index
    given build handbook"""
    )
    servers = Path(agent.offline.rehearsal.__file__).parents[3] / "mcp_servers"
    for server in ("desk", "handbook"):
        source = (servers / server / "server.py").read_text(encoding="utf-8")
        tools = re.findall(r"tool\(\w+\.(\w+)", source)
        assert tools
        words = {word for name in tools for word in name.split("_")}
        assert words - general <= OWN, words - general - OWN


@pytest.mark.parametrize("name", ["odd_____", "odd_____1a2b3c4d", "odd____x", "___"])
def test_a_tool_whose_name_has_no_letters_left_is_still_a_tool_that_it_speaks_of(name: str) -> None:
    tools = [ToolFacts(name), ToolFacts("odd__say_hello")]
    nameless = "use a tool whose name I can't say"
    assert no_match(tools) == f"I found no tool for that. I can, for example, {nameless} or say hello."
    assert no_match([*tools, ToolFacts("odd____")]) == no_match(tools)
    assert nameless in abilities(tools)


def test_what_keeps_two_names_apart_is_not_spoken() -> None:
    assert ToolFacts("odd__get_report_1a2b3c4d").spoken_name == "get report"
    assert ToolFacts("odd__get_feedback").spoken_name == "get feedback"


@pytest.mark.parametrize("name", ["facts", "words", "heard", "numbers", "dates", "times", "choose", "fill", "reply"])
def test_the_parts_that_only_think_know_no_livekit(name: str) -> None:
    source = Path(agent.offline.rehearsal.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    assert "livekit" not in source.lower()

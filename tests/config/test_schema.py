"""The JSON Schema says what the parser says, wherever a schema can say it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.config.asking import NUMBERS, WORDS
from sayso.config.entry import OTHER_TOOLS
from sayso.config.environment import ConfigError
from sayso.config.json_text import parse
from sayso.config.keys import APPROVAL, ASKING, FILTER, INPUT, SERVER, TOOL, TOP
from sayso.config.transport import EITHER_TYPES, HTTP_TYPES, STDIO_TYPES
from tests.config.cases import CASES
from tests.config.reading import read

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "sayso" / "config" / "mcp.schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

SAID = [case for case in CASES if case.schema]


def parser_accepts(value: Any) -> bool:
    try:
        read(json.dumps(value))
    except ConfigError:
        return False
    return True


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", SAID, ids=[case.name.replace(" ", "_") for case in SAID])
def test_the_schema_refuses_what_the_parser_refuses(case: Any) -> None:
    value, _ = parse(case.text)
    assert not VALIDATOR.is_valid(value)


def test_the_schema_accepts_the_mcp_json_of_the_repository() -> None:
    value, _ = parse((ROOT / "mcp.json").read_text())
    VALIDATOR.validate(value)


def test_the_schema_has_the_keys_of_the_table_and_no_others() -> None:
    definitions = SCHEMA["definitions"]
    approval = definitions["requireApproval"]["anyOf"][-1]
    tools = definitions["form"]["properties"]["tools"]["anyOf"][-1]["additionalProperties"]
    inputs = SCHEMA["properties"]["inputs"]["items"]
    for table, properties in [
        (TOP, SCHEMA["properties"]),
        (SERVER, definitions["form"]["properties"]),
        (FILTER, definitions["filter"]["properties"]),
        (APPROVAL, approval["properties"]),
        (TOOL, tools["properties"]),
        (INPUT, inputs["properties"]),
    ]:
        assert set(properties) == set(table)


def test_the_schema_has_the_settings_of_the_parser() -> None:
    asking = SCHEMA["definitions"]["asking"]["properties"]
    assert set(asking) == set(ASKING)
    bounds = {key: {"minimum": b.low, "maximum": b.high} for key, b in NUMBERS.items()}
    assert SCHEMA["definitions"]["askingBounds"]["properties"] == bounds
    for key, words in WORDS.items():
        assert asking[key]["anyOf"][0]["enum"] == [*words, None]
    for key, number in NUMBERS.items():
        (kind,) = asking[key]["allOf"]
        assert kind["$ref"] == ("#/definitions/count" if number.whole else "#/definitions/seconds")


def test_the_schema_has_the_transports_of_the_parser() -> None:
    (rule,) = [rule for rule in SCHEMA["definitions"]["rules"]["allOf"] if "type" in rule.get("properties", {})]
    assert rule["properties"]["type"]["anyOf"][0]["enum"] == [*STDIO_TYPES, *HTTP_TYPES, *EITHER_TYPES, None]
    others = SCHEMA["properties"]["tools"]["items"]["if"]["properties"]["type"]["enum"]
    assert others == list(OTHER_TOOLS)


ACCEPTED: list[dict[str, Any]] = [
    {},
    {"$schema": "x", "mcpServers": None, "inputs": [{"id": "a", "type": "promptString", "password": True}]},
    {"servers": {"预约": {"server_label": "booking", "command": "c"}, "y": None}},
    {"servers": {"x": {"command": "c", "type": "local", "args": ["a"], "env": {"A": 1, "B": None, "C": "${HOME:-}"}}}},
    {
        "servers": {
            "x": {"url": "${URL:-https://h}", "type": "streamableHttp", "headers": {"Authorization": "Bearer t"}}
        }
    },
    {"servers": {"x": {"url": "http://h", "authorization": ""}}},
    {"servers": {"x": {"url": "http://h", "authorization": "t", "allow_http": True}}},
    {"servers": {"x": {"url": "http://127.0.0.1:1/mcp?key=a", "authorization": "t", "headers": {"X": "y"}}}},
    {"servers": {"x": {"url": "http://[::1]/", "authorization": "t"}}},
    {"servers": {"x": {"url": "https://h", "authorization": "t", "headers": {"Authorization": "Bearer ${T:-}"}}}},
    {"servers": {"x": {"command": "c", "timeout": None, "connect_timeout": 0.5, "require_approval": "${ASK:-never}"}}},
    {"servers": {"x": {"command": "c", "trusted": True, "require_approval": {"never": {"read_only": True}}}}},
    {"servers": {"x": {"command": "c", "trusted": True, "allowed_tools": {"read_only": False, "tool_names": ["a"]}}}},
    {"servers": {"x": {"command": "c", "tools": ["*"], "allowed_tools": ["a"]}}},
    {"servers": {"x": {"command": "c", "tools": {"a": {"destructive": False}, "b": None}, "destructive": True}}},
    {"grant": "turn", "grace": 0, "max_reasks": 0.0, "servers": {"x": {"command": "c", "expires_after": 3600}}},
    {"say": None, "tools": [{"server_label": "x", "command": "c", "tools": {"a": {"say": "find {b}", "grace": 5}}}]},
    {"destructive": False, "servers": {"x": {"command": "c", "tools": {"a": {"destructive": None, "grant": None}}}}},
    {"servers": {"x": {"disabled": True, "grace": 400, "say": "or", "tools": {"a": {"max_pending": 0}}}}},
    {"servers": {"x": {"command": "c", "disabledTools": [], "sandbox": {"a": 1}, "dev": {}}}},
    {"servers": {"x": {"disabled": True, "type": "sse", "url": "nowhere", "timeout": 60000, "excludeTools": ["a"]}}},
    {"servers": {"x": {"enabled": False}}},
    {"connectors": {"a": "https://h"}, "tools": [{"server_label": "x", "connector_id": "a", "authorization": "t"}]},
    {
        "tools": [
            {"type": "function", "name": "f", "strict": True},
            {"type": "mcp", "server_label": "x", "server_url": "https://h"},
        ]
    },
]


@pytest.mark.parametrize("value", ACCEPTED, ids=json.dumps)
def test_the_schema_accepts_what_the_parser_accepts(value: dict[str, Any]) -> None:
    assert parser_accepts(value)
    VALIDATOR.validate(value)


TEXTS = st.sampled_from(
    [
        "",
        " ",
        "a",
        "never",
        "always",
        "stdio",
        "turn",
        "fast",
        "http",
        "mcp",
        "sse",
        "https://h/mcp",
        "http://h/mcp",
        "http://localhost/",
        "http://me@h/",
        "https://h?key=a",
        "${NONE:-a}",
        "${NONE:-}",
        "Bearer",
        "Bearer t",
        "*",
        "ftp://h",
        "ü",
        "a\n",
        "read_*",
        "${NONE:-https://h}",
        "${NONE:-never}",
        "HTTP://h",
        "x" * 65,
    ]
)
SCALARS = st.one_of(st.none(), st.booleans(), TEXTS, st.sampled_from([0, 1, 60, 0.5, -1, 3600, 3601]))
NAMES = st.one_of(
    st.none(),
    st.lists(TEXTS, max_size=2),
    st.fixed_dictionaries(
        {},
        optional={
            "tool_names": st.one_of(st.none(), st.lists(st.sampled_from(["a", "b", "*"]), max_size=2)),
            "read_only": st.sampled_from([None, True, False]),
        },
    ),
)
HEADERS = st.dictionaries(st.sampled_from(["Authorization", "AUTHORIZATION", "X-Key", "X Y"]), TEXTS, max_size=2)
SHAPED: dict[str, st.SearchStrategy[Any]] = {
    "require_approval": st.one_of(TEXTS, st.fixed_dictionaries({}, optional={"always": NAMES, "never": NAMES})),
    "allowed_tools": NAMES,
    "headers": HEADERS,
    "args": st.lists(TEXTS, max_size=2),
    "env": st.dictionaries(st.sampled_from(["A", "A=", ""]), SCALARS, max_size=2),
    "tools": st.one_of(
        st.lists(TEXTS, max_size=2),
        st.dictionaries(
            TEXTS,
            st.one_of(st.none(), st.dictionaries(st.sampled_from(sorted(TOOL)), SCALARS, max_size=2)),
            max_size=2,
        ),
    ),
}
KEYS = sorted(set(SERVER) | {"unknown"})


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Entries that come near to being right, so that both answers are frequent."""
    address: dict[str, Any] = draw(
        st.sampled_from(
            [{"command": "c"}, {"url": "https://h"}, {"url": "http://h"}, {"server_url": "http://localhost"}, {}]
        )
    )
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=4))
    more = {key: draw(st.one_of(SCALARS, SHAPED[key]) if key in SHAPED else SCALARS) for key in keys}
    return {**address, **more}


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    top = draw(st.dictionaries(st.sampled_from(sorted(ASKING)), SCALARS, max_size=1))
    if draw(st.booleans()):
        return {**top, "mcpServers": {draw(st.sampled_from(["x", "My Files", "预约", "a" * 65])): draw(entries())}}
    return {**top, "tools": [{"type": "mcp", "server_label": "x", **draw(entries())}]}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
@example({"servers": {"x": {"command": "c", "tools": {"": None}, "env": {"A=": None}, "headers": {"X Y": None}}}})
@example({"tools": [{"server_label": "x", "url": "https://h", "server_url": False, "enabled": False}]})
def test_the_schema_never_refuses_what_the_parser_accepts(value: dict[str, Any]) -> None:
    if parser_accepts(value):
        VALIDATOR.validate(value)


BEYOND_A_SCHEMA = {
    "key-twice",
    "say-form",
    "tool-in-both",
    "header-twice",
    "variable-unset",
    "variable-form",
    "path-missing",
    "connector-unknown",
}
"""Codes that depend on two values at once, on the environment or on the disk."""


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_the_schema_never_accepts_what_the_parser_refuses_for_its_form(value: dict[str, Any]) -> None:
    codes: set[str] = set()
    try:
        read(json.dumps(value))
    except ConfigError as refused:
        codes = {problem.code for problem in refused.problems}
    if codes - BEYOND_A_SCHEMA and "${" not in json.dumps(value):
        assert not VALIDATOR.is_valid(value), codes

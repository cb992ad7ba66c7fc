"""Whatever the file holds, the answer is a configuration or a list of problems, each on one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.config.environment import ConfigError
from sayso.config.json_text import parse
from sayso.config.keys import APPROVAL, FILTER, INPUT, SERVER, TOP
from sayso.config.load import load

KEYS = sorted({*TOP, *SERVER, *FILTER, *APPROVAL, *INPUT, "", "a", "ü", "\u2028"})
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(
        ["${", "${A}", "${A:-${B}}", "$${", "${input:x}", "~nobody/x", "/dev/null", "..", "\0", "http://[", "*"]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)
ENTRIES = st.dictionaries(st.sampled_from(sorted(SERVER)), VALUES, max_size=6)
SERVERS = st.dictionaries(st.text(max_size=5), ENTRIES, max_size=3)
FILES = st.fixed_dictionaries(
    {},
    optional={
        "mcpServers": SERVERS,
        "servers": SERVERS,
        "tools": st.lists(ENTRIES, max_size=2),
        "inputs": VALUES,
        "connectors": VALUES,
    },
)

often = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answer(data: bytes) -> None:
    Path("mcp.json").write_bytes(data)
    try:
        found = load(Path("mcp.json"), {"A": "1"}).notes
    except ConfigError as error:
        found = error.problems
        assert found != ()
    lines = [str(problem) for problem in found]
    for line in lines:
        assert line.isprintable()
        assert line.startswith("mcp.json: ")
        line.encode()
    assert len(set(lines)) == len(lines)


@often
@given(st.binary())
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe{\x00}\x00")
@example(b"[" * 10_000)
@example(b'{"a":' * 10_000)
@example(b'"\\ud800\\ud800\\udc00"')
@example(b"-")
@example(b"1e999999")
@example(b"9" * 10_000)
@example(b"//")
def test_any_bytes_are_answered_with_lines(data: bytes) -> None:
    answer(data)


@often
@given(st.text(alphabet='{}[]":,/*\\ \n\r\tuabcdefnrt0123456789.eE+-$\ufeff', max_size=40))
def test_any_text_that_looks_like_json_is_answered_with_lines(text: str) -> None:
    answer(text.encode())


@often
@given(FILES | VALUES)
def test_any_json_is_answered_with_lines(value: Any) -> None:
    answer(json.dumps(value).encode())


@often
@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value: Any, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parse(text) == (value, [])


@often
@given(st.text(alphabet='{}[]":,\\ \n\rtruefalsn01.eE+-u', max_size=30))
def test_what_the_standard_library_reads_is_read_and_means_the_same(text: str) -> None:
    try:
        expected = json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        return
    value, duplicates = parse(text)
    assert duplicates or value == expected

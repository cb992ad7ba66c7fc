"""A call is frozen: its digest covers all of it, and nothing can change it afterwards."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.consent.call import NotSendableError, canonical_json, digest_of, freeze

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
ARGUMENTS = st.dictionaries(st.text(), JSON, max_size=4)
WORDS = st.tuples(st.text(), st.text(), st.text())


@given(WORDS, ARGUMENTS)
def test_freezing_twice_gives_the_same_call(words: tuple[str, str, str], arguments: dict[str, Any]) -> None:
    try:
        once = freeze(*words, arguments)
    except NotSendableError:
        assume(False)
    assert freeze(*words, json.loads(json.dumps(arguments))) == once
    assert freeze(*words, once.arguments) == once


@given(WORDS, ARGUMENTS, WORDS, ARGUMENTS)
def test_calls_that_differ_in_anything_have_different_digests(
    words: tuple[str, str, str], arguments: dict[str, Any], others: tuple[str, str, str], changed: dict[str, Any]
) -> None:
    assume((words, canonical_json(arguments)) != (others, canonical_json(changed)))
    assert freeze(*words, arguments).digest != freeze(*others, changed).digest


@pytest.mark.parametrize("place", range(4))
def test_the_digest_covers_server_tool_definition_and_arguments(place: int) -> None:
    parts: list[Any] = ["filesystem", "delete_file", "d1", {"path": "a.txt"}]
    changed = list(parts)
    changed[place] = {"path": "b.txt"} if place == 3 else f"{changed[place]}2"
    assert freeze(*parts).digest != freeze(*changed).digest


@given(st.lists(st.text(max_size=4), min_size=1, max_size=3), st.lists(st.text(max_size=4), min_size=1, max_size=3))
def test_parts_that_only_read_the_same_when_joined_have_different_digests(one: list[str], other: list[str]) -> None:
    assume(one != other)
    assert digest_of(tuple(one)) != digest_of(tuple(other))


@given(st.dictionaries(st.text(), SCALARS, min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_the_keys_makes_no_other_call(arguments: dict[str, Any], chance: Any) -> None:
    keys = list(arguments)
    chance.shuffle(keys)
    shuffled = {key: arguments[key] for key in keys}
    assert freeze("s", "t", "d", shuffled) == freeze("s", "t", "d", arguments)


def test_the_order_of_a_list_makes_another_call() -> None:
    assert freeze("s", "t", "d", {"a": [1, 2]}).digest != freeze("s", "t", "d", {"a": [2, 1]}).digest


def test_changing_what_the_call_was_made_of_changes_nothing_in_it() -> None:
    arguments: dict[str, Any] = {"paths": ["a.txt"]}
    call = freeze("s", "t", "d", arguments)
    arguments["paths"].append("b.txt")
    assert call.arguments == {"paths": ["a.txt"]}


def test_a_copy_of_the_arguments_that_is_changed_leaves_the_call_alone() -> None:
    call = freeze("s", "t", "d", {"paths": ["a.txt"]})
    call.arguments["paths"].append("b.txt")
    call.arguments.clear()
    assert call.arguments == {"paths": ["a.txt"]}
    assert call == freeze("s", "t", "d", {"paths": ["a.txt"]})


def test_no_field_of_a_call_can_be_set() -> None:
    call = freeze("s", "t", "d", {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        call.arguments_json = '{"path":"/"}'  # type: ignore[misc]  # that it can't be set is what is tested


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), {1, 2}, b"bytes", object(), "half a pair: \ud800", 10**5000, _deep(100_000)],
    ids=["nan", "infinity", "set", "bytes", "object", "surrogate", "endless number", "endless nesting"],
)
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(NotSendableError, match="no plain JSON"):
        freeze("s", "t", "d", {"value": value})


def test_a_refusal_never_tells_the_value() -> None:
    with pytest.raises(NotSendableError) as refused:
        freeze("s", "t", "d", {"password": b"hunter2"})
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_text_is_kept_as_it_is() -> None:
    assert freeze("s", "t", "d", {"a": "caf\u00e9"}).arguments_json == '{"a":"caf\u00e9"}'

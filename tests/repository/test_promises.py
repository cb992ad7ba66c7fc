"""Every promise has a test that names it, and every test that names a promise names one that is given."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache

from sayso.consent.promises import PROMISES, document
from tests.repository.files import ROOT, sources

PROMISED_IN_PARTS = {"P4": "its parts, one for each way in which nothing is approved"}
"""Promises that are held by tests of their parts alone."""


@cache
def marked() -> dict[str, list[str]]:
    """The tests of each id that a marker names."""
    found: dict[str, list[str]] = {}
    for path, tree in sources("tests").items():
        for name, promise in markers(tree):
            found.setdefault(promise, []).append(f"{path}::{name}")
    return found


def markers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                match decorator:
                    case ast.Call(func=ast.Attribute(attr="promise"), args=args):
                        yield from ((node.name, ast.literal_eval(argument)) for argument in args)


def test_every_promise_has_a_test_that_names_it() -> None:
    assert set(PROMISES) - set(marked()) == set(PROMISED_IN_PARTS)


def test_a_promise_that_is_held_in_parts_has_parts_that_are_held() -> None:
    for promise in PROMISED_IN_PARTS:
        assert [name for name in marked() if name.startswith(f"{promise}.")]


def test_every_marker_names_a_promise() -> None:
    assert {promise: tests for promise, tests in marked().items() if promise not in PROMISES} == {}


def test_every_marker_stands_at_a_test() -> None:
    assert [test for tests in marked().values() for test in tests if "::test_" not in test] == []


def test_every_dialogue_that_is_kept_names_a_promise() -> None:
    for path in sorted((ROOT / "tests" / "scenarios").glob("*.json")):
        assert json.loads(path.read_text())["promise"] in PROMISES, path.name


def test_the_page_of_promises_is_what_the_code_says() -> None:
    page = (ROOT / "docs" / "promises.md").read_text()
    assert page.endswith(document() + "\n"), "python -m sayso.consent.promises prints what belongs there"

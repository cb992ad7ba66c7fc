"""JSON as editors read it."""

from __future__ import annotations

import pytest

from sayso.config.json_text import BrokenJsonError, Duplicate, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, -2, 3.5, 1e3, true, false, null,]", [1, -2, 3.5, 1000.0, True, False, None]),
        ('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00"', '"\\/\b\f\n\r\tä😀'),
        ("/**/{/**/'".replace("'", '"a"//\n:/*:*/1,}//'), {"a": 1}),
        ('"//no comment /* here */"', "//no comment /* here */"),
        ("\t\r\n [ ] \r", []),
        ("{}//", {}),
    ],
)
def test_a_value_is_read(text: str, value: object) -> None:
    assert parse(text) == (value, [])


@pytest.mark.parametrize(
    "text",
    [
        "[,]",
        "{,}",
        "[1,,]",
        '{"a" 1}',
        '{"a":}',
        "{a: 1}",
        "01",
        "1.",
        ".5",
        "+1",
        "0x1",
        "'a'",
        '"\\x"',
        '"\\u12"',
        '"a\tb"',
        "NaN",
        "Infinity",
        "tru",
        "[1",
        "{",
        '"',
        "/",
        "/*/",
        "# no",
        "1 2",
        '"\\ud800\\u0041"',
        '"\\udc00"',
        "\xa0{}",
    ],
)
def test_what_editors_do_not_read_is_refused(text: str) -> None:
    with pytest.raises(BrokenJsonError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\n\n  x", 3, 3),
        ("\r\n\r x", 3, 2),
        ("[1,\n/* \n\n */ 2 3]", 4, 7),
        ('{"a": "b\nc"}', 1, 7),
        ("{", 1, 2),
        ("[\n", 2, 1),
    ],
)
def test_a_fault_is_placed_by_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(BrokenJsonError) as broken:
        parse(text)
    assert (broken.value.line, broken.value.column) == (line, column)


def test_the_first_of_two_keys_counts_and_each_duplicate_is_told() -> None:
    value, duplicates = parse('{"a": [{"b": 1,\n"\\u0062": 2}],\n\n"a": 3}')
    assert value == {"a": [{"b": 1}]}
    assert duplicates == [Duplicate(("a", 0, "b"), 1, 2), Duplicate(("a",), 1, 4)]


def test_the_same_key_in_two_objects_is_no_duplicate() -> None:
    assert parse('[{"a": 1}, {"a": {"a": 1}}]')[1] == []

"""`sayso interpret`: what an answer means, for one on the command line and for JSON lines."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from sayso.commands import main as sayso
from sayso.consent.answer import Kind
from tests.commands.program import ROOT

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

STOP = "Shall I stop the music?"
SEND = "Shall I send 15 euros to Miriam?"


def give(monkeypatch: Patch, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def answered(monkeypatch: Patch, capsys: Capture, *rows: Any, options: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """What comes out for these rows, without an error."""
    give(monkeypatch, "".join(f"{json.dumps(row)}\n" for row in rows))
    assert sayso(["interpret", *options]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return [json.loads(line) for line in shown.out.splitlines()]


def refused(monkeypatch: Patch, capsys: Capture, text: str | bytes) -> str:
    """The one line that is said about it."""
    give(monkeypatch, text)
    assert sayso(["interpret"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_each_line_is_answered_in_order_with_verdict_kind_and_why(monkeypatch: Patch, capsys: Capture) -> None:
    rows = [{"question": SEND, "answer": answer, "strict": True} for answer in ("yes please", "no", "wait", "yes")]
    readings = answered(monkeypatch, capsys, *rows)
    assert [reading["verdict"] for reading in readings] == ["approve", "deny", "unclear", "approve"]
    assert [reading["kind"] for reading in readings] == ["yes", "no", "wait", "yes"]
    assert {tuple(reading) for reading in readings} == {("verdict", "kind", "why")}
    assert all(reading["why"] for reading in readings)


def test_the_question_and_the_strictness_of_a_line_count(monkeypatch: Patch, capsys: Capture) -> None:
    rows = [
        {"question": SEND, "answer": "stop"},
        {"question": STOP, "answer": "stop"},
        {"question": STOP, "answer": "okay", "strict": False},
        {"question": STOP, "answer": "okay", "strict": True},
    ]
    verdicts = [reading["verdict"] for reading in answered(monkeypatch, capsys, *rows)]
    assert verdicts == ["deny", "unclear", "approve", "unclear"]


def test_confidence_and_duration_of_a_line_count(monkeypatch: Patch, capsys: Capture) -> None:
    rows = [{"answer": "yes", "strict": True, **more} for more in ({}, {"confidence": 0.1}, {"duration": 0.01})]
    verdicts = [reading["verdict"] for reading in answered(monkeypatch, capsys, *rows)]
    assert verdicts == ["approve", "unclear", "unclear"]


def test_a_line_names_its_language(monkeypatch: Patch, capsys: Capture) -> None:
    rows = [{"answer": answer, "language": language} for answer in ("yes", "ja") for language in ("en", "de")]
    verdicts = [reading["verdict"] for reading in answered(monkeypatch, capsys, *rows)]
    assert verdicts == ["approve", "unclear", "unclear", "approve"]


def test_a_value_of_the_arguments_counts_as_asked(monkeypatch: Patch, capsys: Capture) -> None:
    row = {"question": "Shall I send it?", "tool": "send_money", "arguments": {"amount": 15}}
    (reading,) = answered(monkeypatch, capsys, {**row, "answer": "yes, fifty"})
    assert reading["verdict"] == "unclear"


def test_the_options_hold_for_lines_that_leave_them_out(monkeypatch: Patch, capsys: Capture) -> None:
    rows = [{"answer": "stop"}, {"answer": "stop", "question": SEND}, {"answer": "okay"}]
    readings = answered(monkeypatch, capsys, *rows, options=("--question", STOP, "--strict"))
    assert [reading["verdict"] for reading in readings] == ["unclear", "deny", "unclear"]
    (reading,) = answered(monkeypatch, capsys, {"answer": "ja"}, options=("--language", "de"))
    assert reading["verdict"] == "approve"


def test_other_keys_null_and_empty_lines_are_passed_over(monkeypatch: Patch, capsys: Capture) -> None:
    row = {"question": None, "answer": "yes", "strict": None, "arguments": None, "confidence": None, "gold": ["x"]}
    give(monkeypatch, f"\ufeff{json.dumps(row)}\r\n\n   \n{json.dumps(row)}")
    assert sayso(["interpret"]) == 0
    assert [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()] == ["approve", "approve"]


@pytest.mark.parametrize("strange", ["\ud800", "\u2028", "\x00", "\x1b[2J", "\u202e", "", "🙂"])
def test_any_text_can_be_an_answer(strange: str, monkeypatch: Patch, capsys: Capture) -> None:
    (reading,) = answered(monkeypatch, capsys, {"answer": strange, "question": strange})
    assert reading["verdict"] == "unclear"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("yes", "is no JSON (Expecting value, column 1)"),
        ('{"answer": "yes"', "is no JSON (Expecting ',' delimiter, column 17)"),
        ("[" * 100_000, "is no JSON"),
        ("1" * 5000, "is no JSON"),
        ('["yes"]', "is JSON, but no object"),
        ("null", "is JSON, but no object"),
    ],
)
def test_a_line_that_is_no_object_is_named_by_its_number(
    line: str, said: str, monkeypatch: Patch, capsys: Capture
) -> None:
    told = refused(monkeypatch, capsys, f'{{"answer": "yes"}}\n\n{line}\n')
    assert told.startswith(f"error: standard input, line 3: {said}; write one object a line, as in {{")
    assert told.endswith("[line-not-json]")


def test_a_line_that_is_not_utf8_is_named_by_its_number(monkeypatch: Patch, capsys: Capture) -> None:
    told = refused(monkeypatch, capsys, b'{"answer": "yes"}\n{"answer": "\xff"}\n')
    assert told.startswith("error: standard input, line 2: is not UTF-8;")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "answer: is missing"),
        ({"answer": None}, "answer: is missing"),
        ({"answer": 1}, "answer: must be text"),
        ({"answer": "yes", "question": ["a"]}, "question: must be text"),
        ({"answer": "yes", "strict": "no"}, "strict: must be true or false"),
        ({"answer": "yes", "strict": 1}, "strict: must be true or false"),
        ({"answer": "yes", "tool": {}}, "tool: must be text"),
        ({"answer": "yes", "arguments": []}, "arguments: must be an object"),
        ({"answer": "yes", "confidence": 1.5}, "confidence: must be a number from 0 to 1"),
        ({"answer": "yes", "confidence": float("nan")}, "confidence: must be a number from 0 to 1"),
        ({"answer": "yes", "confidence": True}, "confidence: must be a number from 0 to 1"),
        ({"answer": "yes", "duration": -1}, "duration: must be seconds, 0 or more"),
        ({"answer": "yes", "duration": float("inf")}, "duration: must be seconds, 0 or more"),
        ({"answer": "yes", "language": 7}, "language: must be text"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_key(
    row: dict[str, Any], said: str, monkeypatch: Patch, capsys: Capture
) -> None:
    told = refused(monkeypatch, capsys, json.dumps(row))
    assert told.startswith(f"error: standard input, line 1: {said};")
    assert told.endswith("[line-value]")


@pytest.mark.parametrize("language", ["fr", "", "../../en", "en\x00"])
def test_an_unknown_language_is_refused_with_those_that_there_are(
    language: str, monkeypatch: Patch, capsys: Capture
) -> None:
    told = refused(monkeypatch, capsys, json.dumps({"answer": "oui", "language": language}))
    assert "line 1: language: no answers can be read in " in told
    assert told.endswith("; give de or en [language-unknown]")
    assert sayso(["interpret", "oui", "--language", language]) == 2
    assert capsys.readouterr().err.startswith("error: --language: no answers can be read in ")


def test_the_lines_before_a_bad_one_are_answered(monkeypatch: Patch, capsys: Capture) -> None:
    give(monkeypatch, '{"answer": "yes"}\n{"answer": "no"}\nnonsense\n{"answer": "yes"}\n')
    assert sayso(["interpret"]) == 2
    assert [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()] == ["approve", "deny"]


def test_no_message_repeats_what_was_said(monkeypatch: Patch, capsys: Capture) -> None:
    for line in ('{"answer": "my secret", "strict": "secret"}', '"my secret"', '{"answer": "my secret"', "{secret}"):
        assert "secret" not in refused(monkeypatch, capsys, line)


def test_a_closed_standard_input_is_one_clear_line(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert sayso(["interpret"]) == 2
    assert capsys.readouterr().err.endswith("[input-closed]\n")


def test_one_answer_can_be_given_as_an_argument(capsys: Capture) -> None:
    assert sayso(["interpret", "yes, fifty", "--question", SEND]) == 0
    verdict, kind, why = capsys.readouterr().out.splitlines()
    assert (verdict, kind) == ("verdict  unclear", "kind     edit")
    assert why.startswith("why      ")
    assert sayso(["interpret", "okay", "--strict"]) == 0
    assert capsys.readouterr().out.startswith("verdict  unclear\n")
    assert sayso(["interpret", "", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "unclear"


def test_what_was_said_does_not_drive_the_terminal(capsys: Capture) -> None:
    assert sayso(["interpret", "no \x1b[2J\x07 no"]) == 0
    assert not {"\x1b", "\x07"} & set(capsys.readouterr().out)


def test_the_documentation_lists_every_kind() -> None:
    (row,) = [line for line in (ROOT / "docs" / "commands.md").read_text().splitlines() if line.startswith("| `kind`")]
    assert [name for name in get_args(Kind) if f"`{name}`" not in row] == []


def test_the_examples_of_the_documentation_work(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    assert (
        'sayso interpret "yes, fifty" --question "Shall I send 15 euros to Miriam?" --strict\n'
        in (ROOT / "docs" / "commands.md").read_text()
    )
    assert sayso(["interpret", "yes, fifty", "--question", SEND, "--strict"]) == 0
    assert "unclear" in capsys.readouterr().out

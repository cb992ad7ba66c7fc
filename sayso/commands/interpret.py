"""`sayso interpret`: what answers mean, for one on the command line or for many, one JSON object a line."""

from __future__ import annotations

import gc
import json
import math
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from sayso.commands.printing import one_line
from sayso.consent.answer import Reading
from sayso.consent.answer import interpret as read_answer
from sayso.consent.lexicon import UnknownLanguageError, languages, lexicon
from sayso.problems import Problem, SaysoError

EXAMPLE = '{"question": "Shall I stop the music?", "answer": "yes please", "strict": false}'
AT_ONCE = 65536
"""Bytes that are read at once where so much is there; where less is there, that is answered first."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for a line that does not say it."""

    question: str
    strict: bool
    language: str


def run_interpret(answer: str | None, *, question: str, strict: bool, language: str, as_json: bool) -> int:
    need_language(language, "--language")
    if answer is not None:
        show_one(read_answer(answer, question, strict, language=language), as_json)
        return 0
    if sys.stdin is None:
        raise SaysoError(
            Problem("input-closed", "", "standard input is closed", "pipe answers to it, or give one as an argument")
        )
    if sys.stdin.isatty():
        print(f"Type one object a line, as in {EXAMPLE}; Ctrl-D ends.", file=sys.stderr)
    answer_lines(sys.stdin.buffer, Usual(question, strict, language))
    return 0


def show_one(reading: Reading, as_json: bool) -> None:
    if as_json:
        print(json_of(reading))
        return
    for name, value in (("verdict", reading.verdict), ("kind", reading.kind), ("why", reading.why)):
        print(f"{name:9}{one_line(value)}")


def json_of(reading: Reading) -> str:
    return json.dumps({"verdict": reading.verdict, "kind": reading.kind, "why": reading.why})


def answer_lines(source: BinaryIO, usual: Usual) -> None:
    """Answers every line as soon as it has come, and ends at the first that is none."""
    # Nothing here makes circles, and what is kept is bounded: looking for garbage took a fifth of the time.
    gc.disable()
    number = 0
    for lines in batches(source):
        done: list[str] = []
        try:
            for line in lines:
                number += 1
                if line.strip():
                    done.append(answer_line(line, number, usual))
        finally:
            # Those before a bad line are answered as well: their reader can go on from there.
            sys.stdout.write("".join(f"{text}\n" for text in done))
            sys.stdout.flush()


def batches(source: BinaryIO) -> Iterator[list[bytes]]:
    """The lines that have come in the meantime, each time. The last may lack its line end."""
    rest: list[bytes] = []
    # read1 gives what is there and waits only where nothing is, so nobody waits for an answer until more is asked.
    while chunk := source.read1(AT_ONCE):  # type: ignore[attr-defined]  # every buffered reader has it, BinaryIO lacks it
        whole, end, open_ = chunk.rpartition(b"\n")
        if end:
            yield b"".join([*rest, whole]).split(b"\n")
            rest = []
        rest.append(open_)
    if last := b"".join(rest):
        yield [last]


def answer_line(line: bytes, number: int, usual: Usual) -> str:
    where = f"standard input, line {number}"
    row = parse(line, where)
    language = usual.language
    for key, value in row.items():
        # What others have in their rows besides (a label, a count) is theirs; null is as good as left out.
        if key in CHECKS and value is not None and not CHECKS[key][0](value):
            raise SaysoError(wrong_value(f"{where}: {key}", f"must be {CHECKS[key][1]}"))
    if row.get("answer") is None:
        raise SaysoError(wrong_value(f"{where}: answer", "is missing"))
    if row.get("language") is not None:
        language = row["language"]
        need_language(language, f"{where}: language")
    question, strict = row.get("question"), row.get("strict")
    return json_of(
        read_answer(
            row["answer"],
            usual.question if question is None else question,
            usual.strict if strict is None else strict,
            language=language,
            tool=row.get("tool") or "",
            arguments=row.get("arguments"),
            confidence=row.get("confidence"),
            duration=row.get("duration"),
        )
    )


def parse(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix(BOM_UTF8).decode())
    except UnicodeDecodeError:
        raise SaysoError(no_object(where, "is not UTF-8")) from None
    except (ValueError, RecursionError) as error:
        why = f" ({error.msg}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise SaysoError(no_object(where, f"is no JSON{why}")) from None
    if not isinstance(row, dict):
        raise SaysoError(no_object(where, "is JSON, but no object"))
    return row


def no_object(where: str, what: str) -> Problem:
    return Problem("line-not-json", where, what, f"write one object a line, as in {EXAMPLE}")


def wrong_value(where: str, what: str) -> Problem:
    return Problem("line-value", where, what, f"write it as in {EXAMPLE}; all but the answer may be left out")


def need_language(language: str, where: str) -> None:
    """Raises where no answer can be read in it. A region counts as its language: en-GB as en."""
    try:
        lexicon(language)
    except UnknownLanguageError:
        cure = f"give {' or '.join(sorted(languages()))}"
        raise SaysoError(Problem("language-unknown", where, f"no answers can be read in {language!r}", cure)) from None


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_share(value: Any) -> bool:
    return is_number(value) and 0 <= value <= 1


def is_length(value: Any) -> bool:
    # NaN and Infinity, which Python's JSON knows, are no lengths.
    return is_number(value) and 0 <= value < math.inf


CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "question": (is_text, "text"),
    "answer": (is_text, "text"),
    "strict": (is_flag, "true or false"),
    "language": (is_text, "text"),
    "tool": (is_text, "text"),
    "arguments": (is_object, "an object"),
    "confidence": (is_share, "a number from 0 to 1"),
    "duration": (is_length, "seconds, 0 or more"),
}
"""What a line may hold, and what each must be."""

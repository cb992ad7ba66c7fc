"""What the ledger keeps of a record, and the form of its lines."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from sayso.consent.effects import Record
from sayso.consent.ledger import (
    MOST_BYTES,
    Entry,
    Keep,
    Linked,
    beginning,
    entry_of,
    line_of,
    read_line,
)
from tests.consent.ledger_lines import NAME, TIME, lines

ARGUMENTS = '{"api_key":"sk-abcdefghijklmnop1234","name":"Ana","note":null}'
PROPOSED = Record("proposed", 1.5, "c1", {"server": "desk", "tool": "cancel", "arguments": ARGUMENTS, "asks": True})
HEARD = Record("heard", 2.0, "c1", {"text": "yes, for Ana\n", "who": "ana", "verdict": "approve"})
ASKED = Record("asked", 1.6, "c1", {"asking": 1, "text": "Shall I cancel it for Ana?", "way": "first"})


def kept(record: Record, **keep: Any) -> dict[str, Any]:
    line, _ = line_of(beginning(NAME), entry_of(record, "one", TIME, Keep(**keep)))
    fields: dict[str, Any] = json.loads(line)["fields"]
    return fields


def test_a_line_says_when_who_and_what_and_what_it_follows() -> None:
    head = beginning(NAME)
    line, after = line_of(head, entry_of(PROPOSED, "one", TIME, Keep()))
    data = json.loads(line)
    assert list(data) == ["v", "seq", "time", "at", "session", "kind", "id", "fields", "prev", "digest"]
    assert (data["v"], data["seq"], data["time"], data["at"]) == (1, 1, TIME, 1.5)
    assert (data["session"], data["kind"], data["id"], data["prev"]) == ("one", "proposed", "c1", head.digest)
    assert (after.seq, after.digest) == (1, data["digest"])


def test_a_digest_covers_every_byte_before_it() -> None:
    (line, *_) = lines([(PROPOSED, "one")])
    body, _, digest = line.rstrip(b"\n").rpartition(b',"digest":')
    assert digest == f'"{hashlib.sha256(body).hexdigest()}"}}'.encode()


def test_a_line_is_ascii_without_control_characters_whatever_is_in_it() -> None:
    odd = Record("heard", 0.0, "\ud800", {"text": "\u202e\u2028\x1b[2J\x85\ud83d \U0001f600", "\r": "\0"})
    line, _ = line_of(beginning(NAME), entry_of(odd, "\n", TIME, Keep()))
    assert line.endswith(b"\n")
    assert line[:-1].isascii()
    assert line[:-1].decode().isprintable()
    read = read_line(line[:-1])
    assert isinstance(read, Linked)
    assert read.entry.fields == odd.fields


def test_a_secret_that_a_person_says_is_masked_and_their_other_words_are_kept() -> None:
    said = Record("heard", 1.0, "c1", {"text": "Yes, my password is hunter2, thank you.", "who": "ana"})
    assert kept(said)["text"] == "Yes, my password is ***, thank you."
    assert kept(HEARD) == HEARD.fields


def test_arguments_are_kept_in_full_with_secrets_masked() -> None:
    assert kept(PROPOSED)["arguments"] == {"api_key": "***", "name": "Ana", "note": None}


def test_arguments_can_be_kept_as_a_digest_only_and_so_is_the_question_that_speaks_them() -> None:
    digest = {"sha256": hashlib.sha256(ARGUMENTS.encode()).hexdigest()}
    assert kept(PROPOSED, arguments="digest")["arguments"] == digest
    asked = kept(ASKED, arguments="digest")
    assert asked["text"] == {"sha256": hashlib.sha256(str(ASKED.fields["text"]).encode()).hexdigest()}
    assert kept(ASKED)["text"] == ASKED.fields["text"]


@pytest.mark.parametrize(
    "odd", ["my password: hunter2", '["hunter2"]', '{"a": hunter2', "[" * 100_000, {"a", "hunter2"}, b"hunter2"]
)
def test_arguments_that_are_no_object_are_never_kept_in_full(odd: object) -> None:
    said = kept(Record("proposed", 0.0, "c1", {"arguments": odd}))["arguments"]
    assert said == f"[no JSON: {type(odd).__name__}]" or said.keys() == {"sha256"}


def test_words_are_kept_verbatim_or_not_at_all() -> None:
    assert kept(HEARD)["text"] == "yes, for Ana\n"
    assert kept(HEARD, words=False) == {"text": None, "who": "ana", "verdict": "approve"}
    assert kept(ASKED, words=False)["text"] == ASKED.fields["text"]


def test_a_code_is_masked_where_its_tool_makes_it_a_secret() -> None:
    code = '{"code":"1234"}'
    unlock = Record("proposed", 0.0, "c1", {"tool": "unlock_door", "arguments": code})
    look = Record("proposed", 0.0, "c1", {"tool": "find_airport", "arguments": code})
    assert kept(unlock)["arguments"] == {"code": "***"}
    assert kept(look)["arguments"] == {"code": "1234"}


def test_a_record_is_not_changed_by_being_kept() -> None:
    before = dict(PROPOSED.fields)
    kept(PROPOSED, arguments="digest")
    assert PROPOSED.fields == before


def test_long_text_is_cut_and_says_its_length_and_digest() -> None:
    text = "x" * 100_000
    cut = kept(Record("heard", 0.0, "", {"text": text}))["text"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert cut == f"{'x' * 65_536}[... cut: 100000 characters, sha256 {digest}]"


def test_what_is_no_json_is_named_and_what_is_no_number_is_null() -> None:
    fields = {"nan": float("nan"), "endless": float("-inf"), "bytes": b"secret", "many": 10**5000, "thing": NAME.join}
    kept_ = kept(Record("ended", 0.0, "", fields))
    assert (kept_["nan"], kept_["endless"]) == (None, None)
    assert kept_["bytes"] == "[no JSON: bytes]"
    assert kept_["many"] == "[a whole number of 16610 bits]"
    assert kept_["thing"] == "[no JSON: builtin_function_or_method]"


def nested(depth: int) -> object:
    value: object = "end"
    for _ in range(depth):
        value = [value]
    return value


WIDE: list[tuple[str, object]] = [
    ("letters of twelve bytes", {str(n): "\U0001f600" * 60_000 for n in range(20)}),
    ("a million items", list(range(10**6))),
    ("long names", {str(n) * 80: 1 for n in range(2_000)}),
    ("great numbers", [2**255] * 10**5),
    ("deep", nested(10**5)),
    ("deep and wide", {str(n): nested(40) for n in range(2_000)}),
]


@pytest.mark.parametrize(("what", "value"), WIDE, ids=[what for what, _ in WIDE])
def test_no_line_is_longer_than_a_reader_takes(what: str, value: object) -> None:
    record = Record("ended", 0.0, "i" * 10**5, {"value": value, "arguments": value})
    line, _ = line_of(beginning(NAME), entry_of(record, "s" * 10**5, TIME, Keep()))
    assert len(line) <= MOST_BYTES
    assert isinstance(read_line(line[:-1]), Linked)


def test_two_files_begin_with_different_digests() -> None:
    assert beginning(NAME).digest != beginning(NAME + "x").digest
    first, _ = line_of(beginning(NAME), Entry(TIME, None, "", "opened", "", {"file": NAME}))
    assert json.loads(first)["prev"] == beginning(NAME).digest

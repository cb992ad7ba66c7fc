"""A check finds whatever was changed, removed, repeated or moved, and names the first line that it is true of."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.consent.effects import Record
from sayso.consent.ledger import Entry, Keep, beginning, line_of
from tests.consent.ledger_lines import NAME, TIME, check, conversations, faults_in, lines, opening

ANSWERED = [
    (Record("proposed", 1.0, "c1", {"tool": "cancel"}), "one"),
    (Record("asked", 2.0, "c1", {"text": "Shall I?"}), "one"),
    (Record("heard", 3.0, "c1", {"text": "yes"}), "one"),
    (Record("decided", 3.0, "c1", {"decision": "approve"}), "one"),
]


@given(conversations, st.sampled_from(["full", "digest"]), st.booleans())
def test_what_was_written_is_sound(said: Any, arguments: Any, words: bool) -> None:
    written = lines(said, Keep(arguments, words))
    assert faults_in(b"".join(written)) == []


@given(conversations, st.data())
def test_a_changed_byte_is_found_in_its_line(said: Any, data: st.DataObject) -> None:
    whole = b"".join(lines(said))
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    kind, line = faults_in(bytes(changed))[0]
    assert line == whole[:at].count(b"\n") + 1
    assert kind == ("torn" if at == len(whole) - 1 else "changed")


@given(conversations, st.data())
def test_a_removed_line_is_found_where_it_stood(said: Any, data: st.DataObject) -> None:
    written = lines(said)
    gone = data.draw(st.integers(0, len(written) - 1))
    found = faults_in(b"".join(written[:gone] + written[gone + 1 :]))
    if gone < len(written) - 1:
        assert found[0] == ("order", gone + 1)
    elif len(written) == 1:
        assert found == [("empty", 0)]
    else:  # the last line: the record that closes a session
        assert [kind for kind, _ in found] == ["unclosed"] or b'"closed"' in b"".join(written[:-1])


@given(conversations, st.data())
def test_a_repeated_line_is_found_where_it_stands_again(said: Any, data: st.DataObject) -> None:
    written = lines(said)
    twice = data.draw(st.integers(0, len(written) - 1))
    to = data.draw(st.integers(twice + 1, len(written)))
    assert faults_in(b"".join([*written[:to], written[twice], *written[to:]]))[0] == ("order", to + 1)


@given(conversations, st.data())
def test_two_lines_that_changed_places_are_found_at_the_first(said: Any, data: st.DataObject) -> None:
    written = lines(said)
    assume(len(written) > 1)
    one, other = sorted(data.draw(st.sets(st.integers(0, len(written) - 1), min_size=2, max_size=2)))
    written[one], written[other] = written[other], written[one]
    assert faults_in(b"".join(written))[0] == ("order", one + 1)


@given(conversations, st.data())
def test_a_cut_at_any_byte_is_found(said: Any, data: st.DataObject) -> None:
    whole = b"".join(lines(said))
    head = json.loads(whole.splitlines()[-1])["digest"]
    assert check(whole, head)[0].met
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    reading, faults = check(cut, head)
    assert not reading.met
    if not cut:
        assert faults[0].kind == "empty"
    elif not cut.endswith(b"\n"):
        assert (faults[0].kind, faults[0].line) == ("torn", cut.count(b"\n") + 1)


@given(st.binary(max_size=300), conversations)
def test_rubbish_is_never_taken_for_a_line(rubbish: bytes, said: Any) -> None:
    assume(b"\n" not in rubbish)
    written = lines(said)
    assert faults_in(b"".join([*written[:1], rubbish, b"\n", *written[1:]]))[0] == ("changed", 2)


def forged(line: bytes, **changed: Any) -> bytes:
    """The line with other values and a digest that fits them."""
    data = {**json.loads(line), **changed}
    del data["digest"]
    body = json.dumps(data, separators=(",", ":"))[:-1].encode()
    return b'%b,"digest":"%b"}\n' % (body, hashlib.sha256(body).hexdigest().encode())


@pytest.mark.parametrize("number", range(1, 5))
def test_a_line_that_was_written_anew_with_its_own_digest_is_named(number: int) -> None:
    written = lines(ANSWERED)
    written[number] = forged(written[number], fields={"text": "no"})
    assert faults_in(b"".join(written)) == [("changed", number + 1)]


def test_a_tail_that_was_written_anew_shows_against_the_digest_kept_elsewhere() -> None:
    written = lines(ANSWERED)
    head = json.loads(written[-1])["digest"]
    written[-1] = forged(written[-1], fields={"reason": "other"})
    reading, faults = check(b"".join(written), head)
    assert (reading.met, faults) == (False, [])


@pytest.mark.parametrize(
    "changed",
    [{"v": 2}, {"seq": "1"}, {"fields": []}, {"prev": None}, {"session": 3}, {"at": "now"}, {"time": 7}, {"id": {}}],
)
def test_a_line_of_another_form_is_not_taken(changed: dict[str, Any]) -> None:
    written = lines(ANSWERED)
    written[3] = forged(written[3], **changed)
    assert ("changed", 4) in faults_in(b"".join(written))


def test_a_line_of_a_later_version_is_called_so() -> None:
    written = lines(ANSWERED)
    _, faults = check(b"".join([*written[:3], forged(written[3], v=2)]))
    assert faults[0].what == "is of version 2, not 1"


def test_lines_of_another_ledger_do_not_fit_in() -> None:
    other = lines([(record, "two") for record, _ in ANSWERED])
    written = lines(ANSWERED)
    assert faults_in(b"".join([*written[:2], *other[2:]]))[0][0] == "changed"


def test_a_ledger_begins_with_its_own_opening_record() -> None:
    named_otherwise, _ = line_of(beginning("another"), opening())
    no_opening, _ = line_of(beginning(NAME), Entry(TIME, None, "", "mended", "", {"file": NAME}))
    assert faults_in(named_otherwise) == [("order", 1)]
    assert faults_in(no_opening) == [("order", 1)]


def test_every_session_without_its_closing_record_is_named() -> None:
    said = [*ANSWERED, (Record("proposed", 4.0, "c2", {}), "two")]
    *kept, _, _ = lines(said)
    _, faults = check(b"".join(kept))
    assert [(fault.kind, fault.session, fault.line) for fault in faults] == [
        ("unclosed", "one", 2),
        ("unclosed", "two", 6),
    ]


def test_a_call_that_ends_after_its_session_closed_does_not_open_it_again() -> None:
    said = [*ANSWERED, (Record("closed", 4.0, "", {}), "one"), (Record("ended", 5.0, "c1", {}), "one")]
    *kept, _ = lines(said)
    assert faults_in(b"".join(kept)) == []


def test_missing_records_are_counted() -> None:
    written = lines(ANSWERED)
    _, faults = check(b"".join([written[0], *written[4:]]))
    assert faults[0].what == "is record 5, and records 2 to 4 are missing before it"
    _, faults = check(b"".join([*written[:2], *written[3:]]))
    assert faults[0].what == "is record 4, and record 3 is missing before it"
    _, faults = check(b"".join([*written, written[0]]))
    assert faults[0].what == "is record 1, and record 7 belongs here"

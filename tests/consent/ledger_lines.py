"""Ledgers in memory: records as the gate makes them, the lines they become, and what a check says of lines."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from sayso.consent.effects import Record, RecordKind
from sayso.consent.ledger import Entry, Keep, beginning, entry_of, line_of
from sayso.consent.ledger_check import Check, Fault

NAME = "20250101T000000Z-1-abcdef.jsonl"
TIME = "2025-01-01T00:00:00.000Z"
KINDS: tuple[RecordKind, ...] = ("proposed", "asked", "heard", "decided", "sent", "ended", "closed")

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["text", "arguments", "who", "decision", "bytes", "sha256", "file", "\n", ""])
records = st.builds(
    Record,
    st.sampled_from(KINDS),
    st.floats(),
    st.text(max_size=8),
    st.dictionaries(names, values, max_size=4),
)
conversations = st.lists(st.tuples(records, st.sampled_from(["one", "two"])), max_size=8)


def opening(name: str = NAME) -> Entry:
    return Entry(TIME, None, "", "opened", "", {"file": name, "pid": 1})


def lines(said: Sequence[tuple[Record, str]], keep: Keep | None = None) -> list[bytes]:
    """A ledger in which every session is closed, as its lines with their breaks."""
    keep = Keep() if keep is None else keep
    entries = [opening(), *(entry_of(record, session, TIME, keep) for record, session in said)]
    entries += [Entry(TIME, None, session, "closed", "", {}) for session in sorted({session for _, session in said})]
    head, written = beginning(NAME), []
    for entry in entries:
        line, head = line_of(head, entry)
        written.append(line)
    return written


def check(data: bytes, wanted: str = "") -> tuple[Check, list[Fault]]:
    """All that a check says of a file's content."""
    reading, faults = Check(wanted), []
    *whole, torn = data.split(b"\n")
    for line in whole:
        faults += reading.take(line)
    return reading, [*faults, *reading.end(torn)]


def faults_in(data: bytes) -> list[tuple[str, int]]:
    return [(fault.kind, fault.line) for fault in check(data)[1]]

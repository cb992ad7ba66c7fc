"""The ledger's lines: what is kept of a record, and the chain that ties each line to the one before.

A line is one JSON object in ASCII. Its last key, `digest`, is the SHA-256 of all bytes of the line before that key, and
its `prev` is the digest of the line before. So each line tells by itself whether it was changed, and by its number and
its `prev` whether it stands where it stood.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sayso.consent.call import NotSendableError, canonical_json, digest_of
from sayso.consent.effects import Record
from sayso.consent.plain import LONGEST_NAME, plain, shortened
from sayso.consent.secrets import masked, without_secrets

VERSION = 1
MOST_BYTES = 4 * 1024 * 1024
"""No line of ours is longer: `plain` bounds all that comes in."""

_write = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
"""Made once, as every call of the model writes several lines."""

JUDGED = frozenset(("arguments", "text"))
"""Fields that are not kept as they are."""

LINE = re.compile(rb'(\{"v":[0-9]+,.*),"digest":"([0-9a-f]{64})"\}')


@dataclass(frozen=True, slots=True)
class Keep:
    """How much of a conversation the ledger holds."""

    arguments: Literal["full", "digest"] = "full"
    """In full with secret-looking values masked; or digests only, of the question that speaks them as well."""
    words: bool = True
    """Whether what a person said is kept word for word."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number and the digest of its last line."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says."""

    time: str
    """By the wall clock of its writer, in UTC."""
    at: float | None
    """By the steady clock of the gate; None where the writer speaks for itself."""
    session: str
    """Empty where the line is about the file."""
    kind: str
    """One of the gate's RecordKind, or the writer's own: opened, mended."""
    id: str
    """The proposal that it is about, if any."""
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Linked:
    """A line that was read back: what it says, and its place in the chain."""

    entry: Entry
    seq: int
    prev: str
    digest: str


def beginning(name: str) -> Head:
    """Where the chain of a file begins that was made under this name."""
    return Head(0, digest_of(("sayso ledger", str(VERSION), name)))


def entry_of(record: Record, session: str, time: str, keep: Keep) -> Entry:
    """A record of the gate as the ledger keeps it."""
    fields = record.fields
    if not JUDGED.isdisjoint(fields):
        tool = str(fields.get("tool", ""))
        fields = {key: kept(record.kind, key, value, keep, tool) for key, value in fields.items()}
    return Entry(time, record.at, session, record.kind, record.id, fields)


def kept(kind: str, key: str, value: object, keep: Keep, tool: str) -> object:
    match kind, key:
        case _, "arguments":
            return kept_arguments(value, keep, tool)
        case "asked", "text" if keep.arguments == "digest":
            return {"sha256": sha256(str(value))}  # it speaks the arguments
        case "heard", "text" if not keep.words:
            return None
        case "heard", "text" if isinstance(value, str):
            return without_secrets(value)
    return value


def kept_arguments(value: object, keep: Keep, tool: str) -> object:
    """The arguments without what looks like a secret for this tool; what is no plain JSON, as a digest."""
    if not isinstance(value, str):
        try:
            value = canonical_json(value)
        except NotSendableError:
            return f"[no JSON: {type(value).__name__}]"
    try:
        arguments = json.loads(value)
        if keep.arguments == "full" and isinstance(arguments, dict):
            return masked(arguments, tool)
    except (ValueError, RecursionError):
        pass  # it can't be looked into
    return {"sha256": sha256(value)}


def line_of(head: Head, entry: Entry) -> tuple[bytes, Head]:
    """The line that follows `head`, with its line break, and the new head."""
    fields = {
        "v": VERSION,
        "seq": head.seq + 1,
        "time": entry.time,
        "at": entry.at if entry.at is not None and math.isfinite(entry.at) else None,
        "session": shortened(entry.session, LONGEST_NAME),
        "kind": entry.kind,
        "id": shortened(entry.id, LONGEST_NAME),
        "fields": plain(entry.fields),
        "prev": head.digest,
    }
    body = _write(fields)[:-1].encode()
    digest = hashlib.sha256(body).hexdigest()
    return b'%b,"digest":"%b"}\n' % (body, digest.encode()), Head(head.seq + 1, digest)


def read_line(line: bytes) -> Linked | str:
    """A line without its line break, as it was written; or what is wrong with it."""
    found = LINE.fullmatch(line)
    if found is None:
        return "is not a line of a ledger"
    digest = found[2].decode()
    if hashlib.sha256(found[1]).hexdigest() != digest:
        return "was changed: its digest does not fit what it says"
    try:
        linked = linked_of(json.loads(line), digest)
    except (ValueError, RecursionError):
        linked = None
    if linked is None:
        version = line[5 : line.index(b",")].decode()
        return "is not a line of a ledger" if version == str(VERSION) else f"is of version {version[:9]}, not {VERSION}"
    return linked


def linked_of(data: dict[str, Any], digest: str) -> Linked | None:
    match data:
        case {
            "v": 1,
            "seq": int(seq),
            "time": str(time),
            "at": (int() | float() | None) as at,
            "session": str(session),
            "kind": str(kind),
            "id": str(id_),
            "fields": dict(fields),
            "prev": str(prev),
        }:
            return Linked(Entry(time, at, session, kind, id_, fields), seq, prev, digest)
    return None


def claimed_digest(line: bytes) -> str | None:
    """The digest that a line says it has, true or not."""
    found = LINE.fullmatch(line)
    return found[2].decode() if found else None


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

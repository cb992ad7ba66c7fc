"""Records as the gate makes them for one call, and what is in a ledger's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sayso.consent.effects import Record, RecordKind
from sayso.consent.ledger_check import Check, Fault
from sayso.ledger.reading import lines_of

ARGUMENTS = '{"patient":"Ana Silva","token":"sk-abcdefghijklmnop1234"}'
FIELDS: dict[RecordKind, dict[str, object]] = {
    "proposed": {"server": "desk", "tool": "cancel", "arguments": ARGUMENTS, "asks": True},
    "asked": {"asking": 1, "text": "Shall I cancel it?", "way": "first", "who": "ana"},
    "heard": {"text": "Yes, please.", "who": "ana", "channel": "voice", "verdict": "approve", "kind": "yes"},
    "decided": {"decision": "approve", "who": "ana", "channel": "voice", "rule": "yes", "grant": "call"},
    "sent": {"digest": "0" * 64},
    "ended": {"outcome": "ok"},
    "closed": {},
}


def record(kind: RecordKind, at: float = 1.0, **fields: object) -> Record:
    return Record(kind, at, "" if kind == "closed" else "c1", {**FIELDS[kind], **fields}, confirm=kind == "decided")


UP_TO_SENT = [record("proposed"), record("asked"), record("heard"), record("decided"), record("sent")]


def environ(folder: Path, **given: str) -> dict[str, str]:
    return {"SAYSO_LEDGER_DIR": str(folder), **given}


def entries(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a file, read as JSON."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def kinds(path: Path) -> list[str]:
    return [entry["kind"] for entry in entries(path)]


def faults(path: Path) -> list[Fault]:
    """What is wrong with a file as it stands on the disk."""
    check, found, torn = Check(), [], b""
    with path.open("rb") as file:
        for line, whole in lines_of(file):
            if whole:
                found += check.take(line)
            else:
                torn = line
    return [*found, *check.end(torn)]


def fault_kinds(path: Path) -> list[str]:
    return [fault.kind for fault in faults(path)]


def ledger_in(folder: Path) -> Path:
    (only,) = folder.glob("*.jsonl")
    return only


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def tear(path: Path, torn: bytes = b'{"v":1,"seq":99,"time":"2025') -> bytes:
    """Leaves the beginning of a line at the end, as a crash does."""
    with path.open("ab") as file:
        file.write(torn)
    return torn

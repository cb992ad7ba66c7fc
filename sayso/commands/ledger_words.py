"""A record of the ledger as a line of a dialogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sayso.commands.printing import one_line
from sayso.consent.ledger import Entry, Linked

LONGEST = 2_000
"""Characters of a line; --json has the rest."""
QUIET = frozenset({"asking", "began", "confidence", "definition", "duration", "file", "final", "sha256"})
"""What only a machine wants to read."""


def dialogue_line(entry: Entry, *, session: bool = False) -> str:
    """When, what, and the words. With `session` the line names its conversation, too."""
    whose = f"{one_line(entry.session)[:12] or '-':<12}  " if session else ""
    words = one_line(said(entry))
    words = words if len(words) <= LONGEST else f"{words[:LONGEST]} ... ({len(words)} characters, all with --json)"
    return f"{one_line(entry.time[11:19]):<8}  {whose}{one_line(entry.kind)[:10]:<8}  {words}".rstrip()


def said(entry: Entry) -> str:
    """The words of a record, and whatever else it holds."""
    fields = dict(entry.fields)
    words = _words(entry, fields)
    rest = "; ".join(f"{key}: {shown(value)}" for key, value in fields.items() if key not in QUIET and shown(value))
    about = f"[{entry.id}] " if entry.id else ""
    return f"{about}{words}{f' ({rest})' if rest else ''}"


def _words(entry: Entry, fields: dict[str, Any]) -> str:
    """What most matters of a record; the fields that it takes are not said again."""
    match entry.kind:
        case "proposed":
            asks = {True: "asks", False: "runs without asking"}.get(fields.pop("asks", None), "")
            destructive = "destructive" if fields.pop("destructive", None) is True else ""
            fields.pop("digest", None)
            call = f"{taken(fields, 'server')}: {taken(fields, 'tool')} {taken(fields, 'arguments')}"
            return ", ".join(part for part in (call, destructive, asks) if part)
        case "asked":
            way, who = fields.pop("way", "first"), taken(fields, "who")
            about = [*([] if way == "first" else [shown(way)]), *([f"to {who}"] if who else [])]
            return f"{', '.join(about)}{': ' if about else ''}{_quoted(fields)}"
        case "heard":
            quoted = _quoted(fields)
            reading = " ".join(part for part in (taken(fields, "verdict"), _in_brackets(fields, "kind")) if part)
            return f"{taken(fields, 'who')}{_by(fields)}: {quoted}{f' -> {reading}' if reading else ''}"
        case "decided":
            decision = {"approve": "approved", "refuse": "refused"}.get(taken(fields, "decision"), "decided")
            who = taken(fields, "who")
            return f"{decision}{f' by {who}' if who else ''}{_by(fields)}"
        case "ended":
            return taken(fields, "outcome")
        case "opened" if not entry.session:
            return f"ledger of process {taken(fields, 'pid')}"
        case "closed" if not entry.session:
            return "the process is done"
        case "opened" | "closed":
            return f"session {entry.session}"
        case "mended":
            fields.pop("text", None)
            return f"{taken(fields, 'bytes')} torn bytes cut off"
    return ""


def taken(fields: dict[str, Any], key: str) -> str:
    return shown(fields.pop(key, None))


def _by(fields: dict[str, Any]) -> str:
    channel = taken(fields, "channel")
    return f" ({channel})" if channel else ""


def _quoted(fields: dict[str, Any]) -> str:
    text = fields.pop("text", None)
    return f'"{text}"' if isinstance(text, str) else shown(text) or "(words not kept)"


def _in_brackets(fields: dict[str, Any], key: str) -> str:
    value = taken(fields, key)
    return f"[{value}]" if value else ""


def shown(value: object) -> str:
    """A value in the words of a line."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict) and value.keys() == {"sha256"}:
        return f"(digest {str(value['sha256'])[:12]})"
    return json.dumps(value, ensure_ascii=False)


def record_data(linked: Linked) -> Mapping[str, Any]:
    """All of a record for a program, under the names that it has in the file."""
    entry = linked.entry
    return {
        "seq": linked.seq,
        "time": entry.time,
        "at": entry.at,
        "session": entry.session,
        "kind": entry.kind,
        "id": entry.id,
        "fields": entry.fields,
        "prev": linked.prev,
        "digest": linked.digest,
    }

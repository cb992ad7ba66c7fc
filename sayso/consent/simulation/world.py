"""The servers, tools and settings of random dialogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso.consent.policy import Policy
from sayso.consent.settings import Settings
from sayso.consent.simulation.steps import policy

ASKS = policy(asks=True, destructive=False)
DESTRUCTIVE = policy(asks=True, destructive=True)
RUNS = policy(asks=False, destructive=False)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, with what a model may want of it."""

    server: str
    name: str
    policy: Policy
    wanted: tuple[Mapping[str, Any], ...]
    read_only: bool = False


TOOLS: tuple[Tool, ...] = (
    Tool("notes", "send_note", ASKS, ({"to": "Ben", "text": "hello"}, {"to": "Ana", "text": "see you at nine"})),
    Tool("notes", "search_notes", ASKS, ({"query": "refunds"}, {"query": "opening hours"}), read_only=True),
    Tool("notes", "list_notes", RUNS, ({}, {"tag": "today"}), read_only=True),
    Tool("files", "delete_file", DESTRUCTIVE, ({"path": "report.txt"}, {"path": "notes/old.txt"}, {"path": "a.txt"})),
    Tool("files", "move_file", DESTRUCTIVE, ({"source": "a.txt", "destination": "b.txt"},)),
    Tool("files", "append_log", RUNS, ({"line": "started"},)),
    Tool(
        "desk",
        "cancel_appointment",
        DESTRUCTIVE,
        ({"patient": "Ana Silva", "date": "2026-11-24"}, {"patient": "Ben Miller", "date": "2026-11-25"}),
    ),
    Tool("desk", "book_appointment", ASKS, ({"patient": "Ana Silva", "doctor": "Weber", "time": "11:00"},)),
    Tool("desk", "pay", DESTRUCTIVE, ({"amount": 15, "to": "Miriam"}, {"amount": 50, "to": "Miriam"})),
)

SETTINGS: tuple[Settings, ...] = (
    Settings(),
    Settings(answer_mode="fast"),
    Settings(answer_mode="careful", grace=0.6),
    Settings(grant="turn"),
    Settings(grant="session"),
    Settings(grant="turn", answer_mode="careful"),
    Settings(max_approvals=1, max_pending=2),
    Settings(max_approvals=2, max_reasks=0, grant="session"),
    Settings(max_reasks=1, first_silence=2.0, final_silence=3.0),
    Settings(expires_after=10.0, first_silence=3.0),
    Settings(expires_after=5.0, answer_mode="careful", grace=1.0),
    Settings(max_pending=1),
    Settings(max_approvals=50, max_reasks=6),
)
"""Each dialogue has one of these for all its tools, or two for those that are destructive and those that are not."""

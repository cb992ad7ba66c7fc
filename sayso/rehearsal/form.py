"""The keys of a scenario's tables and what each may be. docs/scenarios.md documents exactly these; a test compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "texts", "flag", "seconds", "signed", "count", "table", "tables", "any"]

TITLES: Mapping[Kind, tuple[str, str]] = {
    "text": ("a string", "put it in quotes"),
    "texts": ("an array of strings", 'write ["..."]'),
    "flag": ("true or false", "write it without quotes"),
    "seconds": ("a number of seconds, 0 or more", "write for example 0.5"),
    "signed": ("a number of seconds", "write for example -0.1"),
    "count": ("a whole number, 0 or more", "write for example 1"),
    "table": ("a table", "write {...} or a [heading]"),
    "tables": ("an array of tables", "write [{...}] or [[headings]]"),
    "any": ("a value", ""),
}

TOP: Mapping[str, Kind] = {
    "title": "text",
    "all_modes": "flag",
    "config": "text",
    "servers": "table",
    "session": "table",
    "model": "tables",
    "step": "tables",
    "expect": "table",
}

SESSION: Mapping[str, Kind] = {
    "mode": "text",
    "preemptive": "flag",
    "turn_detection": "text",
    "max_tool_steps": "count",
    "pace": "seconds",
    "patience": "seconds",
    "vad_silence": "seconds",
    "min_delay": "seconds",
    "max_delay": "seconds",
}

MODEL: Mapping[str, Kind] = {
    "on": "text",
    "result": "text",
    "reply": "text",
    "call": "table",
    "calls": "tables",
    "delay": "seconds",
    "times": "count",
    "fails": "flag",
}

MODEL_CALL: Mapping[str, Kind] = {"tool": "text", "arguments": "table", "broken_json": "text"}

STEP: Mapping[str, Kind] = {
    "say": "text",
    "finals": "texts",
    "type": "text",
    "press": "text",
    "noise": "seconds",
    "hang_up": "flag",
    "close": "flag",
    "fault": "text",
    "by": "text",
    "interims": "texts",
    "after": "text",
    "wait": "seconds",
    "lasts": "seconds",
    "final_after": "signed",
    "confidence": "seconds",
    "answered": "flag",
    "detected": "flag",
    "revises": "flag",
    "at_latest": "seconds",
    "taken_over": "seconds",
    "so_far": "table",
}

EXPECT: Mapping[str, Kind] = {
    "asked": "texts",
    "said": "texts",
    "said_once": "texts",
    "never_said": "texts",
    "calls": "tables",
    "cancelled": "texts",
    "decisions": "texts",
    "ledger": "texts",
    "told": "texts",
    "never_told": "texts",
    "waiting": "count",
    "running": "count",
    "requests": "count",
}

EXPECTED_CALL: Mapping[str, Kind] = {"tool": "text", "arguments": "table", "server": "text"}

FAULTS: Mapping[str, str] = {
    "ledger": "from now on nothing can be written to the ledger",
    "ledger mended": "it can again",
    "recogniser": "the recogniser's stream breaks off, and LiveKit opens it again",
    "voice": "the agent's voice fails at the next thing that it is to say",
    "voice breaks off": "the same in the middle of it",
    "voice stalls": "a quarter into the next thing that it is to say the agent's voice halts for 1.5 seconds",
}
"""What a step can break."""

MOMENTS: Mapping[str, str] = {
    "now": "at once",
    "rests": "the agent has nothing more to say or do by itself",
    "answered": "the agent has said or done something since, and rests",
    "question due": "the gate wants the question put",
    "question begins": "the first sound of a question",
    "heard": "the question was played up to these words",
    "question ends": "a question was played to its end, or shown",
    "question cut": "a question was cut off",
    "agent speaks": "the agent begins to say something",
    "agent stops": "the agent has stopped speaking",
    "agent says": "the agent begins a sentence with these words in it",
    "decided": "a call was approved or refused",
    "call": "a request has reached its server",
    "ended": "a call has ended",
    "model": "the model is asked for a reply",
    "person": "the person's words have reached the gate",
}
"""What a step can wait for."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value, and the cure."""

    what: str
    cure: str


def fault(value: Any, kind: Kind) -> Fault | None:
    """Why a value is not of this kind, if so."""
    if FITS[kind](value):
        return None
    wanted, cure = TITLES[kind]
    return Fault(f"must be {wanted}", cure)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FITS: Mapping[Kind, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str),
    "texts": lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
    "flag": lambda v: isinstance(v, bool),
    "seconds": lambda v: is_number(v) and 0 <= v <= 3600,
    "signed": lambda v: is_number(v) and -3600 <= v <= 3600,
    "count": lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
    "table": lambda v: isinstance(v, dict),
    "tables": lambda v: isinstance(v, list) and all(isinstance(x, dict) for x in v),
    "any": lambda _: True,
}

"""Every state of a proposed call, and what may follow it. The gate moves nothing outside of this table.

docs/gate.md and its picture are made from here (`python -m sayso.consent.states`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

State = Literal[
    "proposed",
    "queued",
    "asking",
    "playing",
    "open",
    "cut",
    "aside",
    "grace",
    "held",
    "recording",
    "sent",
    "running",
    "stopping",
    "done",
    "refused",
]

MEANS: Mapping[State, str] = {
    "proposed": "the model wants it",
    "queued": "waits until it can be asked",
    "asking": "its question was handed out and has not begun to be heard",
    "playing": "its question is being heard",
    "open": "its question has ended; an answer is awaited",
    "cut": "its question was cut off before the words that count",
    "aside": "something else is said or answered first",
    "grace": "a careful yes waits for quiet",
    "held": "somebody spoke into that quiet",
    "recording": "approved; the decision is on its way to disk",
    "sent": "handed out to be run",
    "running": "its server has it",
    "stopping": "its server was told to cancel it",
    "done": "it has ended",
    "refused": "it does not run",
}

_NO = (
    "no, stop, another time, silence, not understood, too late, gone, changed, tool changed, withdrawn, no record, "
    "closing"
)
_BACK: Mapping[State, str] = {"asking": "asked again in full", "aside": "asked back", "refused": _NO}
_HEARD: Mapping[State, str] = {**_BACK, "aside": "asked back, or the agent says something else"}
_YES: Mapping[State, str] = {"grace": "a yes, carefully", "recording": "a yes"}

FOLLOWS: Mapping[State, Mapping[State, str]] = {
    "proposed": {
        "queued": "its policy asks",
        "recording": "a grant covers it",
        "sent": "its policy runs it",
        "refused": (
            "asked too often, refused or failed before, too many wait, the same runs already, tool changed, gone, "
            "no record, closing"
        ),
    },
    "queued": {"asking": "its turn has come", "refused": _NO},
    "asking": {"playing": "the first sound", "cut": "never played", **_BACK, **_YES},
    "playing": {"open": "heard to its end", "cut": "cut off", **_HEARD, **_YES},
    "open": {**_HEARD, **_YES},
    "cut": {**_HEARD, **_YES},
    "aside": {"asking": "asked again in full", "refused": _NO},
    "grace": {"held": "somebody speaks", "recording": "quiet", **_BACK},
    "held": {"grace": "a yes again", "recording": "a yes by another channel", **_BACK},
    "recording": {
        "sent": "the decision is on disk",
        "refused": "taken back, too late, gone, tool changed, withdrawn, no record, closing",
    },
    "sent": {"running": "the server has it", "stopping": "cancelled", "done": "ended"},
    "running": {"stopping": "cancelled", "done": "ended"},
    "stopping": {"done": "ended"},
    "done": {},
    "refused": {},
}

WAITING: frozenset[State] = frozenset({"queued", "asking", "playing", "open", "cut", "aside", "grace", "held"})
"""The question is not decided."""
RUNNING: frozenset[State] = frozenset({"sent", "running", "stopping"})
"""It may be happening."""


def picture() -> str:
    """The table as a Mermaid diagram."""
    lines = ["stateDiagram-v2", "    [*] --> proposed"]
    for state, following in FOLLOWS.items():
        lines += [f"    {state} --> {after}: {why.replace(',', ' /')}" for after, why in following.items()]
    lines += ["    done --> [*]", "    refused --> [*]"]
    return "\n".join(lines)


def document() -> str:
    """The table as docs/gate.md holds it."""
    rows = ["| state | means | what may follow |", "|---|---|---|"]
    for state, following in FOLLOWS.items():
        after = "; ".join(f"**{name}** ({why})" for name, why in following.items()) or "nothing"
        rows.append(f"| {state} | {MEANS[state]} | {after} |")
    return "\n".join([*rows, "", "```mermaid", picture(), "```"])


if __name__ == "__main__":
    print(document())

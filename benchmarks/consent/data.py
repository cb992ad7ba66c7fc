"""The replies: public sets that others collected. They are not part of this repository."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared" / "consent"

SOURCES = {
    "sgd": (
        "google-research-datasets/dstc8-schema-guided-dialogue, CC BY-SA 4.0",
        "the user's turn after CONFIRM or OFFER_INTENT",
    ),
    "star": ("RasaHQ/STAR, MIT", 'the turn after "should I book that?"; right is what the operator then did'),
    "tm4_coffee": (
        "google-research-datasets/Taskmaster (TM-4), CC BY 4.0",
        "the answer to the order check; right is the call that followed",
    ),
    "nlupp": ("PolyAI-LDN/task-specific-datasets (NLU++), CC BY 4.0", "turns by their intents, without a question"),
    "clinc150": ("clinc/oos-eval, CC BY 3.0", "utterances by their intent, without a question"),
    "hwu64": ("xliuhw/NLU-Evaluation-Data, CC BY 4.0", "utterances by their intent, without a question"),
}
"""Each set: the repository that it is made from, its licence, and what was taken."""

Gold = Literal["approve", "deny", "other"]
Wrong = Literal["no", "change", "yes+more", "unrelated"]
CHANGES = {"affirm_intent+inform", "edit"}
MORE = {"affirm+request", "affirm+more"}
REFUSALS = {
    "sgd": {"negate_intent", "goodbye+negate_intent"},
    "nlupp": {"deny"},
    "clinc150": {"no", "cancel"},
    "hwu64": {"general_negate", "general_commandstop"},
}
"""The kinds of each source that refuse and say nothing more."""


class NoDataError(Exception):
    """The sets, or some of them, are not here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reply, and what its source says of it."""

    set: str
    question: str
    answer: str
    gold: Gold
    kind: str
    count: int
    """How often it was said."""

    @property
    def wrong(self) -> Wrong | None:
        """What approving it would be wrong about."""
        if self.gold == "approve":
            return None
        if self.gold == "deny":
            return "no"
        if self.kind in CHANGES:
            return "change"
        return "yes+more" if self.kind in MORE else "unrelated"

    @property
    def only_refuses(self) -> bool:
        return self.kind in REFUSALS.get(self.set, ())

    @property
    def mark(self) -> str:
        """Names the row without quoting it."""
        return hashlib.sha256(f"{self.question}\0{self.answer}".encode()).hexdigest()[:16]


def folder() -> Path:
    """Where the sets are: in the folder that SAYSO_CONSENT_DATA names, else beside the repository."""
    return Path(os.environ.get("SAYSO_CONSENT_DATA") or BESIDE)


def read(where: Path) -> dict[str, list[Row]]:
    """All sets, or NoDataError."""
    paths = {name: sorted(where.glob(f"{name}.*jsonl")) for name in SOURCES}
    missing = [name for name, found in paths.items() if not found]
    if missing:
        raise NoDataError(where_it_comes_from(where, missing))
    return {name: [row_of(name, line) for path in found for line in lines(path)] for name, found in paths.items()}


def lines(path: Path) -> list[str]:
    # Not splitlines: it also splits at characters that JSON allows inside of text.
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def row_of(name: str, line: str) -> Row:
    data = json.loads(line)
    if data["gold"] not in get_args(Gold):
        raise ValueError(f"{name}: {data['gold']!r} is no gold")
    return Row(name, data["question"], data["answer"], data["gold"], data["kind"], data.get("n", 1))


def where_it_comes_from(where: Path, missing: list[str]) -> str:
    sources = [f"  {name}: {SOURCES[name][0]}: {SOURCES[name][1]}" for name in missing]
    return "\n".join(
        [
            f"{where} lacks {', '.join(f'{name}.*.jsonl' for name in missing)}.",
            "Name the folder that has them in SAYSO_CONSENT_DATA. Each line is a JSON object with question, answer,",
            "gold (approve, deny or other), kind (the source's own label) and n (how often it was said), made from:",
            *sources,
        ]
    )

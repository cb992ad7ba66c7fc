"""From the words of an answer to a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sayso.consent.question import Question

Verdict = Literal["approve", "deny", "unclear"]
Kind = Literal[
    "yes",
    "no",
    "edit",
    "condition",
    "yes and more",
    "side question",
    "repeat",
    "details",
    "wait",
    "stop",
    "later",
    "someone else",
    "echo",
    "chatter",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer means, by which rule, and the words that it rests on."""

    verdict: Verdict
    kind: Kind
    rule: str
    """The name of the rule that decided, for the ledger and the tests."""
    words: str
    """The words of the answer that it rests on."""

    @property
    def why(self) -> str:
        return f"{self.rule}: {self.words!r}" if self.words else self.rule


def interpret(
    answer: str,
    question: Question | str = "",
    strict: bool = False,
    *,
    language: str = "en",
    tool: str = "",
    arguments: Mapping[str, Any] | None = None,
    confidence: float | None = None,
    duration: float | None = None,
) -> Reading:
    """Reads one final transcript, or one typed line, as an answer to the question."""
    raise NotImplementedError

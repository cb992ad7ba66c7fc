"""The answers written by hand in tests/consent/answers: one file a theme, one group a question, one row an answer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.consent.answer import Kind, Reading, Verdict, interpret

FOLDER = Path(__file__).parent / "answers"
KEYS = {
    "question", "answers", "strict", "verdict", "kind", "language", "tool", "arguments", "confidence", "duration",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, and what it may be read as."""

    theme: str
    question: str
    answer: str
    verdicts: tuple[Verdict, ...]
    """The verdicts that are right; more than one where people would disagree."""
    kinds: tuple[Kind, ...]
    """The kinds that are right; empty where that is open."""
    strict: bool
    language: str
    given: dict[str, Any]
    """What else is known of the call and of the transcript."""

    def read(self) -> Reading:
        return interpret(self.answer, self.question, self.strict, language=self.language, **self.given)

    def __str__(self) -> str:
        how = "" if self.strict else ", ordinary"
        known = "".join(f", {name} {value}" for name, value in self.given.items() if isinstance(value, float))
        return f"{self.theme}: {self.answer.strip() or 'nothing'!r:.60} to {self.question[-28:]!r}{how}{known}"


def rows() -> Iterator[Row]:
    for path in sorted(FOLDER.glob("*.toml")):
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["about"]:
            yield from of_group(path.stem, group)


def of_group(theme: str, group: dict[str, Any]) -> Iterator[Row]:
    unknown = group.keys() - KEYS
    if unknown:
        raise ValueError(f"{theme}.toml: unknown keys {sorted(unknown)}")
    given: dict[str, Any] = {key: group[key] for key in ("tool", "arguments", "confidence", "duration") if key in group}
    for answer in group["answers"]:
        yield Row(
            theme,
            group["question"],
            answer,
            several(group["verdict"]),
            several(group.get("kind", ())),
            group.get("strict", True),
            group.get("language", "en"),
            given,
        )


def several(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)

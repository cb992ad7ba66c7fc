"""Where in the file something stands, and what was found wrong there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from sayso.problems import Problem

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_$@/-]+", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A key in the file; as text "mcp.json: mcpServers.files.require_approval.never[1]"."""

    file: str
    keys: tuple[str | int, ...] = ()

    def __truediv__(self, key: str | int) -> Place:
        return Place(self.file, (*self.keys, key))

    def __str__(self) -> str:
        return f"{self.file}: {self.path}" if self.keys else self.file

    @property
    def path(self) -> str:
        """The key without the file."""
        text = ""
        for key in self.keys:
            if isinstance(key, int):
                text += f"[{key}]"
            elif _PLAIN_KEY.fullmatch(key) and len(key) <= 64:
                text += f".{key}" if text else key
            else:
                text += f"[{quoted(key)}]"
        return text


def quoted(text: str) -> str:
    """In quotes, on one line and not too long, whatever is in it."""
    short = text if len(text) <= 64 else text[:60] + "..."
    return json.dumps(short, ensure_ascii=not short.isprintable())


@dataclass
class Report:
    """What was found so far. The same finding twice is one line."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    _said: set[Problem] = field(default_factory=set)

    def add(self, problem: Problem) -> None:
        if problem not in self._said:
            self._said.add(problem)
            self.problems.append(problem)

    def note(self, problem: Problem) -> None:
        if problem not in self._said:
            self._said.add(problem)
            self.notes.append(problem)

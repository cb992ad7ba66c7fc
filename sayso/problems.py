"""What is wrong, where, and what to do about it.

Every message that Sayso prints about something wrong is a `Problem`. Its code is the name of its row in
docs/troubleshooting.md; a test holds that each code has a row and each row a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a single line that names the place, the fault and the cure."""

    code: str
    """Stable, in kebab-case: the row in docs/troubleshooting.md."""
    where: str
    """The file and the key, as in "mcp.json: mcpServers.files.command"; empty where there is neither."""
    what: str
    """The fault, as a clause without a full stop."""
    cure: str
    """What to do next, as a clause without a full stop; may be empty."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f"; {self.cure}" if self.cure else ""
        return f"{place}{self.what}{cure} [{self.code}]"


class SaysoError(Exception):
    """A command or a session can't go on. Carries at least one problem; printed one a line, never as a stack trace."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

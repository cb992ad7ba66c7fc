"""How asking goes for one tool, and what is said while it runs: what mcp.json may set at its top, for a server, and for
a tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grant = Literal["call", "turn", "session"]
AnswerMode = Literal["fast", "careful"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that hold for one tool, after its server's and the file's own are counted in."""

    grant: Grant = "call"
    """What an approval covers: this call; ordinary calls on its server in this task; this very call in the session."""
    max_approvals: int = 3
    """Questions for one server in one task."""
    expires_after: float = 120.0
    """Seconds after its question was last asked in which it can be approved."""
    max_pending: int = 8
    """Requests that may wait at once; one more is refused."""
    max_reasks: int = 2
    """How often a question is asked again because its answer was not understood."""
    first_silence: float = 6.0
    """Seconds of silence after the question, until it is asked once more."""
    final_silence: float = 8.0
    """Seconds of silence after it was asked once more, until silence means no."""
    answer_mode: AnswerMode | None = None
    """`fast` acts on the final transcript itself, `careful` after `grace`. None: careful for destructive tools."""
    grace: float = 0.4
    """Seconds of quiet that a careful approval waits for."""
    say: str | None = None
    """What the question says of the call, as in "cancel the appointment of {patient} on {date}"."""
    announce: str | bool = True
    """What is said aloud while a call runs that nobody is asked for: these words, words of our own, or nothing."""
    announce_after: float = 0.5
    """Seconds that such a call must have taken to be announced."""
    first_stall: float = 10.0
    """Seconds that a call may run until the person is told that it still does."""
    next_stall: float = 10.0
    """Seconds from there until they are told again."""
    max_stalls: int = 3
    """How often they are told."""

    def careful(self, destructive: bool) -> bool:
        """Whether an approval waits for quiet before it counts."""
        return destructive if self.answer_mode is None else self.answer_mode == "careful"

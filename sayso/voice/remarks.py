"""What the agent says of its own accord while calls run, and when: that one was begun, and that it takes its time.

No session and no clock: `Remarking` has both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sayso.consent.settings import Settings

LOOKING = "Let me look that up."
BEGUN = "One moment, please."
STALLS = (
    "I'm still working on it.",
    "It still isn't done. Thank you for your patience.",
    "This is taking long. I'll tell you as soon as there is news.",
)
RETRY = 0.5
"""Seconds until a notice is tried again that came while somebody spoke or was asked."""

LONGEST = 100
"""Characters of a server's own words about its progress that are spoken."""


@dataclass(frozen=True)
class Remark:
    """One sentence about a call."""

    id: str
    kind: Literal["announcement", "stall"]
    text: str


@dataclass
class Running:
    """A call that runs, and what is still to be said of it."""

    settings: Settings
    announcement: str
    """Empty where there is none, or none any more."""
    announce_at: float
    stall_at: float | None
    stalls: int = 0
    progress: str = ""

    def due(self) -> float | None:
        times = [time for time in (self.announce_at if self.announcement else None, self.stall_at) if time is not None]
        return min(times, default=None)


class Remarks:
    """The calls of one session that run."""

    def __init__(self) -> None:
        self._calls: dict[str, Running] = {}

    def begins(self, id_: str, at: float, settings: Settings, *, unasked: bool, reads: bool) -> None:
        """A call runs from now on. Who was asked about it need not be told that it is done."""
        announcement = ""
        if unasked and settings.announce is not False:
            ours = LOOKING if reads else BEGUN
            announcement = settings.announce if isinstance(settings.announce, str) else ours
        stall_at = at + settings.first_stall if settings.max_stalls else None
        self._calls[id_] = Running(settings, announcement, at + settings.announce_after, stall_at)

    def ends(self, id_: str) -> None:
        self._calls.pop(id_, None)

    def goes_on(self, id_: str, said: str) -> None:
        """What its server, which is trusted, says of it."""
        if (call := self._calls.get(id_)) is not None:
            call.progress = said

    def hush(self) -> None:
        """The person has said something: they know that it runs, and the word is theirs."""
        for call in self._calls.values():
            call.announcement, call.stall_at = "", None

    def due(self) -> float | None:
        """When there is something to say, if nothing happens until then."""
        return min((time for call in self._calls.values() if (time := call.due()) is not None), default=None)

    def take(self, now: float, *, free: bool) -> Remark | None:
        """What is to be said now. One sentence serves for all that is due; what can't be said now is said later, an
        announcement not at all."""
        begun = [(id_, call) for id_, call in self._calls.items() if call.announcement and call.announce_at <= now]
        late = [(id_, call) for id_, call in self._calls.items() if call.stall_at is not None and call.stall_at <= now]
        said = begun[0][1].announcement if begun else ""
        for _, call in begun:
            call.announcement = ""
        if not free:
            for _, call in late:
                call.stall_at = now + RETRY
            return None
        if said:
            return Remark(begun[0][0], "announcement", said)
        if not late:
            return None
        id_, first = max(late, key=lambda entry: bool(entry[1].progress))
        text = stall(first)
        for _, call in late:
            call.stalls += 1
            more = call.stalls < call.settings.max_stalls
            call.stall_at = now + call.settings.next_stall if more else None
        return Remark(id_, "stall", text)


def stall(call: Running) -> str:
    """That it still runs: in its server's words where there are new ones, else in ours."""
    news, call.progress = call.progress, ""
    if words := spoken(news):
        return f"I'm still working on it: {words}."
    return STALLS[min(call.stalls, len(STALLS) - 1)]


def spoken(text: str) -> str:
    """A server's words as part of a sentence: one line, no longer than anybody wants to hear, and never a question."""
    line = re.sub(r"[^\w\s.,:;%/'()-]+", " ", text)
    line = " ".join(line.split())
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(" ")[0]
    return line.strip(" .,:;-")

"""Whether a ledger is whole: fed line by line, it names each line that was changed, removed or moved.

What the chain alone can't tell: that its last lines were cut off, or that everything from some line to the end was
written anew. The first shows where a session has no closing record; both show against a digest kept elsewhere (the
head, printed when a session closes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.consent.ledger import Head, Linked, beginning, claimed_digest, read_line

CRASH = "crash"
"""The reason in a closing record that a later process wrote."""

FaultKind = Literal["changed", "order", "torn", "empty", "unclosed", "head"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    kind: FaultKind
    line: int
    """Counted from 1; 0 where no line is there."""
    what: str
    """A clause without its subject, which is the line."""
    session: str = ""


class Check:
    """Reads one ledger from its first line to its last."""

    def __init__(self, wanted: str = "") -> None:
        self.lines = 0
        self.records = 0
        self.last: Linked | None = None
        """What the line just read says, if it can be read."""
        self.sessions: dict[str, int] = {}
        """Every session that is not closed, with the line where it began."""
        self.seen: set[str] = set()
        self.crashed: list[str] = []
        """Every session that was closed by a later process, because its own was gone."""
        self.made_as = ""
        """The file's name, by its own opening record."""
        self.closed = False
        """Whether the process that wrote it said that it was done."""
        self.met = not wanted
        """Whether the line with the digest that is wanted was met."""
        self._wanted = wanted
        self._head: Head | None = None
        """Of the last line that could be read, or what a line that could not claimed; None where it's not known."""
        self._next = 1

    @property
    def head(self) -> Head | None:
        """Where a next line would follow."""
        return self._head

    def take(self, line: bytes) -> list[Fault]:
        """The next line, without its line break."""
        self.lines += 1
        read = read_line(line)
        if isinstance(read, str):
            self.last = None
            self._pass(claimed_digest(line))
            return [Fault("changed", self.lines, read)]
        self.last = read
        faults = self._follow(read)
        self._note(read)
        return faults

    def end(self, torn: bytes = b"") -> list[Fault]:
        """After the last line; `torn` is what stands after the last line break."""
        faults = []
        if torn:
            what = f"ends in the middle: {len(torn)} bytes were written when its writer stopped, or were left by a cut"
            faults.append(Fault("torn", self.lines + 1, what))
        elif not self.lines:
            faults.append(Fault("empty", 0, "holds no line"))
        for session, line in self.sessions.items():
            faults.append(Fault("unclosed", line, "has no closing record", session))
        return faults

    def _pass(self, claimed: str | None) -> None:
        """Goes on after a line that can't be read, as if it stood there rightly."""
        self._head = Head(self._next, claimed) if claimed is not None else None
        self._next += 1

    def _follow(self, read: Linked) -> list[Fault]:
        expected, head = self._next, self._head
        self._next, self._head = read.seq + 1, Head(read.seq, read.digest)
        if read.seq > expected:
            missing = (
                f"record {expected} is" if read.seq == expected + 1 else f"records {expected} to {read.seq - 1} are"
            )
            return [Fault("order", self.lines, f"is record {read.seq}, and {missing} missing before it")]
        if read.seq < expected:
            return [Fault("order", self.lines, f"is record {read.seq}, and record {expected} belongs here")]
        if self.lines == 1 and (read.entry.kind != "opened" or read.prev != self._genesis(read)):
            return [Fault("order", self.lines, "is not the opening record of a ledger")]
        if head is not None and read.prev != head.digest:
            what = f"was written anew: record {read.seq} after it follows from other words"
            return [Fault("changed", self.lines - 1, what)]
        return []

    def _genesis(self, read: Linked) -> str:
        self.made_as = str(read.entry.fields.get("file"))
        return beginning(self.made_as).digest

    def _note(self, read: Linked) -> None:
        self.records += 1
        session, kind = read.entry.session, read.entry.kind
        self.met = self.met or read.digest == self._wanted
        if not session:
            self.closed = kind == "closed"
        elif kind == "closed":
            self.sessions.pop(session, None)
            if read.entry.fields.get("reason") == CRASH:
                self.crashed.append(session)
        elif kind == "opened" or session not in self.seen:
            self.sessions.setdefault(session, self.lines)
        if session:
            self.seen.add(session)

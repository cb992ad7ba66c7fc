"""The server as a child process, and its own note of when it was asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sayso.consent.policy import Filter, Rules
from sayso.consent.settings import AnswerMode, Settings
from sayso.servers.declared import DeclaredServer, Http
from tests.programs import serving


@dataclass(frozen=True)
class Shop:
    """A server that runs."""

    url: str
    record: Path

    @property
    def size(self) -> int:
        """How long the record is, in bytes: a quick look at whether something came."""
        return self.record.stat().st_size if self.record.exists() else 0

    def requests(self) -> list[float]:
        """When each request to order reached it, by time.monotonic()."""
        if not self.record.exists():
            return []
        return [float(line) for line in self.record.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def declared(self, *unasked: str, answer_mode: AnswerMode | None = None) -> DeclaredServer:
        """As mcp.json would have it: these tools run unasked, the others ask."""
        return DeclaredServer(
            "shop",
            "shop",
            Http(self.url),
            rules=Rules(never=Filter(names=frozenset(unasked)), destructive={"order": False}),
            settings=Settings(answer_mode=answer_mode, max_approvals=1_000_000),
        )


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    record = folder / "requests"
    with serving([sys.executable, "-m", "benchmarks.conversation.server", str(record)]) as url:
        yield Shop(url, record)

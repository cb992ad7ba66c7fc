"""What happened in a conversation, in order, and waiting for what happens next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

LOOK = 0.01
"""Seconds between two looks at what no event tells of: a server's own record, the loudspeaker."""


@dataclass(frozen=True)
class Happened:
    """One thing, by its name in `form.MOMENTS`."""

    at: float
    """Seconds since the conversation began."""
    name: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.at:6.2f}  {self.name}{f': {self.text}' if self.text else ''}"


class Log:
    """Everything so far."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.entries: list[Happened] = []
        self._news = asyncio.Event()
        self.look: Callable[[], object] = lambda: None
        """Looks at what no event tells of, and adds what it finds."""

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, name: str, text: str = "") -> None:
        self.entries.append(Happened(time.monotonic() - self._begun, name, " ".join(text.split())))
        self._news.set()

    def find(self, name: str, words: str, since: int) -> int | None:
        """The place after the first such entry from there on."""
        for index in range(since, len(self.entries)):
            entry = self.entries[index]
            if entry.name == name and words.lower() in entry.text.lower():
                return index + 1
        return None

    def any_of(self, names: frozenset[str], since: int) -> bool:
        return any(entry.name in names for entry in self.entries[since:])

    async def news(self) -> None:
        """Returns when there is something new, or it is time to look again."""
        self.look()
        self._news.clear()
        try:
            async with asyncio.timeout(LOOK):
                await self._news.wait()
        except TimeoutError:
            self.look()

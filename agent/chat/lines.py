"""Lines from standard input, whatever it is: a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque


class Lines:
    """Lines as they come in. Reads in a thread, because neither a file nor every terminal can be polled."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._lines: deque[tuple[float, str | None]] = deque()
        """Each with when it came; the last one is None."""
        self._came = asyncio.Event()
        # A daemon that reads the descriptor itself: one that waits inside sys.stdin would block the interpreter's end.
        threading.Thread(target=self._read, name="chat lines", daemon=True).start()

    async def next(self) -> str | None:
        """The next line without its end, or None when there are no more."""
        await self.come()
        line = self._lines[0][1]
        if line is not None:
            self._lines.popleft()
        return line

    async def come(self) -> None:
        """Waits until there is a line, or it is known that there are no more."""
        while not self._lines:
            self._came.clear()
            await self._came.wait()

    async def come_after(self, moment: float) -> None:
        """Waits until the next line is one that came after this moment; for ever where the next is an older one."""
        await self.come()
        came, line = self._lines[0]
        if came <= moment or line is None:
            await asyncio.get_running_loop().create_future()

    def _take(self, lines: list[str] | list[None]) -> None:
        now = self._loop.time()
        self._lines.extend((now, line) for line in lines)
        self._came.set()

    def _read(self) -> None:
        rest = b""
        while True:
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:
                data = b""
            *lines, rest = (rest + data).split(b"\n")
            if not data and rest:
                lines.append(rest)
            if not self._put([line.decode(errors="replace").rstrip("\r") for line in lines]) or not data:
                break
        self._put([None])

    def _put(self, lines: list[str] | list[None]) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._take, lines)
        except RuntimeError:
            return False  # the loop has closed: the conversation is over
        return True

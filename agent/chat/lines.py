"""Lines from standard input, whatever it is: a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import os
import threading


class Lines:
    """Lines as they come in. Reads in a thread, because neither a file nor every terminal can be polled."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        # A daemon that reads the descriptor itself: one that waits inside sys.stdin would block the interpreter's end.
        threading.Thread(target=self._read, name="chat lines", daemon=True).start()

    async def next(self) -> str | None:
        """The next line without its end, or None when there are no more."""
        line = await self._queue.get()
        if line is None:
            self._queue.put_nowait(None)
        return line

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
            for line in lines:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
        except RuntimeError:
            return False  # the loop has closed: the conversation is over
        return True

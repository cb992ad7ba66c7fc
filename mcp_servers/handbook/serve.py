"""Serving until a signal comes, or until standard input closes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 0.25
"""Seconds that a request which is under way may take to end."""


class _Server(uvicorn.Server):
    """Uvicorn, which says when it is ready and leaves the signals to us: it would end by the signal, not with 0."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        self.should_exit = True
        asyncio.get_running_loop().call_later(PATIENCE, self._stop_now)

    def _stop_now(self) -> None:
        # A client that listens for events would keep us for ever. To end its connection is quieter than to cancel
        # what serves it.
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.close()


def serve(app: ASGIApp, bound: socket.socket, ready: Callable[[], None], until_stdin_closes: bool) -> None:
    """Serve on a socket that is bound already."""
    asyncio.run(_serve(app, bound, ready, until_stdin_closes))


async def _serve(app: ASGIApp, bound: socket.socket, ready: Callable[[], None], until_stdin_closes: bool) -> None:
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, lifespan="on", ws="none", server_header=False
    )
    server = _Server(config, ready)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, server.stop)
    if until_stdin_closes:
        # A thread, because a loop can't watch every kind of standard input (a file, /dev/null).
        threading.Thread(target=_watch_stdin, args=(loop, server.stop), daemon=True).start()
    await server.serve(sockets=[bound])


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop has ended by itself meanwhile
        loop.call_soon_threadsafe(stop)

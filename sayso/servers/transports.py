"""Opening a declared server's transport, with evidence kept for the diagnosis."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from sayso.servers.declared import DeclaredServer, Http, Stdio
from sayso.servers.diagnosis import Evidence
from sayso.servers.loopback import is_loopback

LONGEST_WORDS = 200
SHORTEST_SECRET = 6
"""What is shorter stands in ordinary words too."""
NETWORK = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
EMPTY_WORDS = "A complete log of this run can be found in"
"""npm's last line, which says nothing; the reason stands in the line before it."""
IDLE_STREAM = 300.0
"""Seconds that an event stream may be silent; a call has a limit of its own."""


class Witness(httpx2.AsyncClient):
    """Remembers the last answer to a request, and the last error, before the MCP client hides them.

    A client and not a transport: a transport of our own would lose the proxies that the environment names.
    """

    def __init__(self, evidence: Evidence, transport: Http, timeout: httpx2.Timeout) -> None:
        # A proxy is for other machines; one that is asked for this machine would look for the server on its own.
        away = not is_loopback(urlsplit(transport.url).hostname or "")
        super().__init__(headers=dict(transport.headers), timeout=timeout, trust_env=away)
        self._evidence = evidence

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        try:
            response = await super().send(request, **options)
        except httpx2.TransportError as error:
            self._evidence.error = error
            raise
        if request.method == "POST":
            self._evidence.error = None
            self._evidence.status = response.status_code
            self._evidence.content_type = response.headers.get("content-type", "").lower()
            self._evidence.location = response.headers.get("location", "")
        return response


@asynccontextmanager
async def open_http(server: DeclaredServer, transport: Http, evidence: Evidence) -> AsyncIterator[Any]:
    timeout = httpx2.Timeout(server.connect_timeout, read=IDLE_STREAM)
    async with (
        Witness(evidence, transport, timeout) as client,
        streamable_http_client(transport.url, http_client=client) as streams,
    ):
        yield streams


@asynccontextmanager
async def open_stdio(transport: Stdio, evidence: Evidence) -> AsyncIterator[Any]:
    parameters = StdioServerParameters(
        command=transport.command,
        args=list(transport.args),
        env=child_environment(transport),
        cwd=transport.cwd,
    )
    # A child's standard error is read to the end, so that it never blocks, and only its last line is kept.
    reading, writing = os.pipe()
    errors, finished = os.fdopen(writing, "w"), asyncio.Event()
    loop = asyncio.get_running_loop()
    secrets = [value for value in transport.env.values() if len(value) >= SHORTEST_SECRET]
    pipe, _ = await loop.connect_read_pipe(lambda: LastWords(evidence, finished, secrets), os.fdopen(reading, "rb"))
    try:
        async with stdio_client(parameters, errlog=errors) as streams:
            errors.close()
            try:
                yield streams
            except BaseException:
                # The child's last words may still be in the pipe when its end is already known.
                await asyncio.sleep(0)
                raise
    finally:
        errors.close()
        await _wait_briefly(finished)
        pipe.close()


async def _wait_briefly(finished: asyncio.Event) -> None:
    """Waits for the end of a child's standard error. A grandchild may hold it open, hence the limit."""
    try:
        async with asyncio.timeout(0.2):
            await finished.wait()
    except TimeoutError:
        pass


class LastWords(asyncio.Protocol):
    """Keeps the last line that came through a pipe, without the values of the server's own variables."""

    def __init__(self, evidence: Evidence, finished: asyncio.Event, secrets: Sequence[str]) -> None:
        self._evidence = evidence
        self._finished = finished
        self._secrets = secrets
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data)[-10_000:].split(b"\n")
        for line in (*lines, self._rest):
            words = line.decode(errors="replace").strip()
            if words and EMPTY_WORDS not in words:
                for secret in self._secrets:
                    words = words.replace(secret, "...")
                self._evidence.last_words = "".join(c for c in words if c.isprintable())[:LONGEST_WORDS]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        self._finished.set()


def child_environment(transport: Stdio) -> dict[str, str]:
    """The declared variables, a PATH that begins with this Python's own programs, and the way to the network.

    So "python" is the Python that runs Sayso, "npx" is the one that was installed beside it, and both get through the
    proxy and trust the certificates that this process does. MCP's SDK adds HOME and its like, and nothing else.
    """
    own = str(Path(sys.executable).parent)
    path = transport.env.get("PATH", os.environ.get("PATH", os.defpath))
    names = [*NETWORK, *(name.lower() for name in NETWORK), *CERTIFICATES]
    inherited = {name: os.environ[name] for name in names if name in os.environ}
    return {**inherited, **transport.env, "PATH": f"{own}{os.pathsep}{path}"}

"""No test of the pipeline may reach beyond this machine: whoever tries fails, and is named."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def beyond(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses beyond this machine that were asked for; there must be none."""
    tried: list[str] = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
            tried.append(str(address[0]))
            raise ConnectionRefusedError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in (None, "127.0.0.1", "::1", "localhost"):
            tried.append(str(host))
            raise socket.gaierror(f"a test tried to find {host}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield tried
    assert tried == []

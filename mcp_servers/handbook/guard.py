"""Who may come in: the bearer token, and the host names by which the handbook may be reached."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence

from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = frozenset({"/health"})


class Guard:
    """Lets nobody in without the token, except to ask whether the server is well."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            authorization = Headers(scope=scope).get("authorization")
            if not self._knows(authorization):
                await _refuse(authorization)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _knows(self, authorization: str | None) -> bool:
        scheme, _, token = (authorization or "").partition(" ")
        # In constant time: how long a comparison takes must not tell how much of a guess was right.
        same = hmac.compare_digest(token.strip().encode("latin-1"), self._token)
        return scheme.lower() == "bearer" and same


def _refuse(authorization: str | None) -> JSONResponse:
    challenge = 'Bearer realm="handbook"'
    if authorization:
        challenge += ', error="invalid_token"'
    what = "this token is not known" if authorization else "a bearer token is needed"
    return JSONResponse({"error": what}, status_code=401, headers={"WWW-Authenticate": challenge})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server at this host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def security(host: str, further: Sequence[str]) -> TransportSecuritySettings:
    """The host and origin headers that are taken; a web page that points its own name here is refused."""
    names = ["127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host, *further]
    names = list(dict.fromkeys(names))
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[
            origin
            for name in names
            for scheme in ("http", "https")
            for origin in (f"{scheme}://{name}", f"{scheme}://{name}:*")
        ],
    )

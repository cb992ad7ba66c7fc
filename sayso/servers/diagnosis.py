"""Why a server could not be reached, with one cure for each cause."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer, Http, Stdio

LONGEST_PLACE = 100


@dataclass
class Evidence:
    """What was seen on the wire while connecting; the MCP client itself hides most of it."""

    status: int | None = None
    content_type: str = ""
    location: str = ""
    error: Exception | None = None
    """The error of the transport, where a request got no response."""
    garbage: bool = False
    """Whether it wrote something that is not MCP where MCP belongs."""
    last_words: str = ""
    """The last line that a child process wrote to its standard error."""


def diagnose(server: DeclaredServer, failure: BaseException, seen: Evidence) -> Problem:
    """One problem for a failed connection, from the exception and from what was seen."""
    transport = server.transport
    if isinstance(transport, Stdio):
        return _diagnose_stdio(server, transport, failure, seen)
    return _diagnose_http(server, transport, failure, seen)


def _diagnose_stdio(server: DeclaredServer, transport: Stdio, failure: BaseException, seen: Evidence) -> Problem:
    where = server.where
    said = f', and its last words were "{seen.last_words}"' if seen.last_words else ""
    causes = list(unwrap(failure))
    if transport.cwd is not None and not transport.cwd.is_dir():
        cure = "make the folder, or correct cwd"
        return Problem("server-folder-missing", where, f"the folder {transport.cwd} does not exist", cure)
    if any(isinstance(e, FileNotFoundError) for e in causes):
        cure = 'install it, or give its full path in "command"'
        return Problem("server-program-missing", where, f'the program "{transport.command}" was not found', cure)
    if any(isinstance(e, PermissionError) for e in causes):
        cure = "make it executable, or name the program that runs it"
        return Problem("server-not-executable", where, f'"{transport.command}" may not be run', cure)
    if seen.garbage:
        what = f'"{transport.command}" writes something other than MCP to its standard output'
        return Problem("server-not-mcp", where, what, "check its command; a server's own log belongs on standard error")
    if isinstance(failure, TimeoutError):
        what = f'"{transport.command}" did not answer within {server.connect_timeout:g} s{said}'
        return Problem("server-silent", where, what, "raise connect_timeout if it starts slowly, or check its command")
    if any("closed" in str(e).lower() for e in causes):
        cure = "run its command by hand to see why"
        return Problem("server-ended", where, f'"{transport.command}" ended before it answered{said}', cure)
    return Problem("server-not-mcp", where, f'"{transport.command}" does not speak MCP{said}', "check its command")


def _diagnose_http(server: DeclaredServer, transport: Http, failure: BaseException, seen: Evidence) -> Problem:
    where, address = server.where, urlsplit(transport.url)
    host = address.netloc.rpartition("@")[2]
    if isinstance(failure, TimeoutError) and seen.error is None and (seen.status is None or seen.status < 300):
        # Nothing came, or a beginning came and the rest never did.
        return _silent(server, host)
    if seen.status is not None:
        return _diagnose_status(server, transport, seen, seen.status)
    if seen.error is not None:
        text = " ".join(str(e).lower() for e in unwrap(seen.error))
        if "wrong_version_number" in text or "record layer" in text or "wrong version number" in text:
            return Problem("server-https-for-http", where, f"{host} speaks plain http", "write http:// in its url")
        if any(isinstance(e, ssl.SSLError) for e in unwrap(seen.error)) or "certificate" in text:
            cure = "use the name that the certificate is for, or install its issuer"
            return Problem("server-certificate", where, f"the certificate of {host} is not accepted", cure)
        if "name or service" in text or "getaddrinfo" in text or "name resolution" in text or "nodename" in text:
            return Problem("server-host-unknown", where, f"there is no host {address.hostname}", "correct its url")
        if "disconnected without" in text or "reset" in text or "malformed" in text or "illegal" in text:
            if address.scheme == "http":
                cure = "write https:// in its url, or check what listens there"
                what = f"{host} hung up on plain http"
                return Problem("server-http-for-https", where, what, cure)
            return Problem("server-not-mcp", where, f"{host} hung up", "check what listens there")
        if "timeout" in type(seen.error).__name__.lower():
            return _silent(server, host)
        return Problem(
            "server-not-running", where, f"nothing answers at {host}", "start the server, or correct its url"
        )
    return Problem("server-not-mcp", where, f"{host} does not speak MCP", "check that its url is a streamable HTTP one")


def _silent(server: DeclaredServer, host: str) -> Problem:
    what = f"{host} did not answer within {server.connect_timeout:g} s"
    return Problem("server-silent", server.where, what, "raise connect_timeout, or check that the server is well")


def _diagnose_status(server: DeclaredServer, transport: Http, seen: Evidence, status: int) -> Problem:
    where, address = server.where, urlsplit(transport.url)
    host = address.netloc.rpartition("@")[2]
    if status in (401, 403):
        has = any(name.lower() == "authorization" for name in transport.headers)
        cure = "its authorization is not accepted: renew it" if has else "give it an authorization"
        return Problem("server-not-authorised", where, f"{host} answers {status}, not authorised", cure)
    if 300 <= status < 400:
        return _diagnose_redirect(where, transport.url, seen.location, status)
    if status == 400 and address.scheme == "http" and "html" in seen.content_type:
        return Problem("server-http-for-https", where, f"{host} refuses plain http", "write https:// in its url")
    if status in (404, 405, 406) or "html" in seen.content_type:
        # The path itself is not shown: that of a hosted server often holds its key.
        if not address.path.rstrip("/").endswith("/mcp"):
            what = f"{host} has no MCP server at the path of its url"
            return Problem("server-mcp-missing", where, what, "try it with /mcp at the end of its url")
        what = f"{host} has no MCP server at the path of its url, which ends in /mcp"
        return Problem("server-wrong-path", where, what, "correct the path in its url")
    if status == 407:
        cure = "put them into HTTPS_PROXY or HTTP_PROXY"
        return Problem("server-proxy", where, f"the proxy on the way to {host} wants credentials", cure)
    if status == 429:
        cure = "wait, or ask whoever runs it for a higher limit"
        return Problem("server-busy", where, f"{host} has had too many requests from here (429)", cure)
    if status == 421:
        cure = "use the host name that the server expects, or let it accept this one"
        return Problem("server-host-refused", where, f"the server at {host} does not go by that name", cure)
    if status >= 500:
        return Problem("server-error", where, f"{host} answers {status}", "look into the server's own log")
    if status >= 400:
        return Problem(
            "server-not-mcp", where, f"{host} answers {status}", "check that its url is that of an MCP server"
        )
    cure = "check that its url is a streamable HTTP one"
    return Problem("server-not-mcp", where, f"what {host} answers there is not MCP", cure)


def _diagnose_redirect(where: str, url: str, location: str, status: int) -> Problem:
    address = urlsplit(url)
    what = f"{address.netloc.rpartition('@')[2]} sends its callers elsewhere ({status})"
    try:
        target = urlsplit(urljoin(url, location))
        place = f"{target.scheme}://{target.netloc.rpartition('@')[2]}"
    except ValueError:
        target, place = address, ""
    if not location or not place or not place.isascii() or not place.isprintable() or len(place) > LONGEST_PLACE:
        return Problem("server-moved", where, what, "ask whoever runs it for its address")
    if target.scheme == "https" and address.scheme == "http" and target.hostname == address.hostname:
        return Problem("server-http-for-https", where, f"{address.hostname} wants https", "write https:// in its url")
    return Problem("server-moved", where, what, f"if you trust {place}, write its address there as its url")


def unwrap(failure: BaseException | None) -> Iterator[BaseException]:
    """An exception, what caused it, and what a group of them holds; each once, and never without end."""
    waiting, seen = [failure], set[int]()
    while waiting:
        error = waiting.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
        waiting.extend((error.__cause__, error.__context__))

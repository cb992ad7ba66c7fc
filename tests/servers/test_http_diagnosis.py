"""Every way in which an address can be wrong, against real sockets on loopback: one cause, one line, one cure."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sayso.problems import Problem
from sayso.servers.connection import Connection
from sayso.servers.declared import DeclaredServer, Http

pytestmark = pytest.mark.realtime

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def listening(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"{host}:{port}"
    finally:
        await runner.cleanup()


def answering(status: int, body: str = "", headers: dict[str, str] | None = None) -> Handler:
    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, headers=headers or {"content-type": "text/plain"})

    return handle


async def problem_at(url: str, headers: dict[str, str] | None = None, *, connect_timeout: float = 5) -> Problem:
    transport = Http(url, headers or {})
    server = DeclaredServer("it", "it", transport, "mcp.json: mcpServers.it", connect_timeout=connect_timeout)
    connection = Connection(server)
    connection.open()
    await connection.settled()
    await connection.close()
    assert connection.problem is not None
    return connection.problem


async def test_an_address_where_nothing_runs_says_so() -> None:
    async with listening(answering(200)) as host:
        pass
    problem = await problem_at(f"http://{host}/mcp")
    assert problem.code == "server-not-running"
    assert problem.what == f"nothing answers at {host}"


async def test_a_host_that_does_not_exist_says_so() -> None:
    assert (await problem_at("http://no-such-host.invalid/mcp")).code == "server-host-unknown"


async def test_a_missing_mcp_at_the_end_is_proposed() -> None:
    async with listening(answering(404)) as host:
        problem = await problem_at(f"http://{host}/")
        assert problem.code == "server-mcp-missing"
        assert problem.cure == "try it with /mcp at the end of its url"


async def test_a_wrong_path_is_told_without_showing_it_because_it_may_hold_a_key() -> None:
    async with listening(answering(404)) as host:
        for path, code in (("k-s3cret/mcp", "server-wrong-path"), ("k-s3cret", "server-mcp-missing")):
            problem = await problem_at(f"http://{host}/{path}")
            assert problem.code == code
            assert "s3cret" not in str(problem)


async def test_a_refused_authorization_is_told_from_a_missing_one() -> None:
    async with listening(answering(401)) as host:
        missing = await problem_at(f"http://{host}/mcp")
        assert (missing.code, missing.cure) == ("server-not-authorised", "give it an authorization")
        refused = await problem_at(f"http://{host}/mcp", {"Authorization": "Bearer hunter2"})
        assert refused.cure == "its authorization is not accepted: renew it"
        assert "hunter2" not in str(refused)


async def test_a_web_page_is_not_a_server() -> None:
    async with listening(answering(200, "<html>", {"content-type": "text/html"})) as host:
        assert (await problem_at(f"http://{host}/mcp")).code == "server-wrong-path"
        assert (await problem_at(f"http://{host}/")).code == "server-mcp-missing"


@pytest.mark.parametrize(
    ("status", "code"), [(407, "server-proxy"), (429, "server-busy"), (421, "server-host-refused")]
)
async def test_other_refusals_have_a_cure_of_their_own(status: int, code: str) -> None:
    async with listening(answering(status)) as host:
        assert (await problem_at(f"http://{host}/mcp")).code == code


async def test_a_proxy_is_not_asked_for_a_server_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(answering(404)) as nobody, listening(answering(503)) as host:
        monkeypatch.setenv("HTTP_PROXY", f"http://{nobody}")
        monkeypatch.setenv("http_proxy", f"http://{nobody}")
        assert (await problem_at(f"http://{host}/mcp")).code == "server-error"


async def test_a_server_that_falls_silent_after_its_headers_is_given_up_as_silent() -> None:
    hold = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        await hold.wait()
        return response

    async with listening(handle) as host:
        problem = await problem_at(f"http://{host}/mcp", connect_timeout=0.3)
        hold.set()
        assert problem.code == "server-silent"


@pytest.mark.parametrize("body", ["no json", "[]", '{"hello": 1}'])
async def test_an_answer_that_is_not_mcp_says_so(body: str) -> None:
    async with listening(answering(200, body, {"content-type": "application/json"})) as host:
        assert (await problem_at(f"http://{host}/mcp")).code == "server-not-mcp"


async def test_a_server_in_trouble_is_told_from_a_wrong_address() -> None:
    async with listening(answering(503)) as host:
        assert (await problem_at(f"http://{host}/mcp")).code == "server-error"


async def test_an_address_that_moved_to_https_says_so() -> None:
    async with listening(answering(301, "", {"location": "https://127.0.0.1/mcp"})) as host:
        problem = await problem_at(f"http://{host}/mcp")
        assert (problem.code, problem.cure) == ("server-http-for-https", "write https:// in its url")


@pytest.mark.parametrize(
    ("location", "cure"),
    [
        ("http://example.invalid/mcp", "if you trust http://example.invalid, write its address there as its url"),
        ("https://example.invalid/mcp", "if you trust https://example.invalid, write its address there as its url"),
        ("http://u:s3cret@example.invalid/", "if you trust http://example.invalid, write its address there as its url"),
        ("/elsewhere/mcp?key=s3cret", "if you trust http://HOST, write its address there as its url"),
        ("http://[oops", "ask whoever runs it for its address"),
        ("", "ask whoever runs it for its address"),
    ],
)
async def test_an_address_that_moved_elsewhere_is_not_followed(location: str, cure: str) -> None:
    async with listening(answering(307, "", {"location": location})) as host:
        problem = await problem_at(f"http://{host}/mcp")
        assert (problem.code, problem.cure) == ("server-moved", cure.replace("HOST", host))


async def test_a_redirect_to_nonsense_costs_that_server_alone_and_drives_no_terminal() -> None:
    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 307 Elsewhere\r\nLocation: http://ev\x1b[31mil/mcp\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(redirect, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        problem = await problem_at(f"http://{host}:{port}/mcp")
    assert str(problem).isprintable()


async def test_plain_http_to_a_server_that_speaks_tls_says_so(tmp_path: Path) -> None:
    async with listening(answering(200), tls=own_certificate(tmp_path)) as host:
        assert (await problem_at(f"http://{host}/mcp")).code == "server-http-for-https"


async def test_tls_to_a_server_that_speaks_plain_http_says_so() -> None:
    async with listening(answering(200)) as host:
        assert (await problem_at(f"https://{host}/mcp")).code == "server-https-for-http"


async def test_a_certificate_that_is_not_accepted_says_so(tmp_path: Path) -> None:
    async with listening(answering(200), tls=own_certificate(tmp_path)) as host:
        assert (await problem_at(f"https://{host}/mcp")).code == "server-certificate"


async def test_a_server_that_never_answers_is_given_up_after_its_time_out() -> None:
    hold = asyncio.Event()

    async def handle(_: web.Request) -> web.StreamResponse:
        await hold.wait()
        return web.Response()

    async with listening(handle) as host:
        problem = await problem_at(f"http://{host}/mcp", connect_timeout=0.3)
        hold.set()
        assert problem.code == "server-silent"


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody has reason to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "own.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, *form)
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context

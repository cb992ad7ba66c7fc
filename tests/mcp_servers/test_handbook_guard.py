"""Who may use the handbook."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from mcp_servers.handbook.guard import Guard, is_loopback
from tests.mcp_servers.started import INITIALIZE, Started, ask, handbook

pytestmark = pytest.mark.realtime
EVERYWHERE = "0.0.0.0"  # noqa: S104 - how one asks for it is what is tested
TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def open_one() -> Iterator[Started]:
    """A handbook without a token."""
    with handbook() as started:
        yield started


@pytest.fixture(scope="module")
def guarded() -> Iterator[Started]:
    """A handbook with a token."""
    with handbook(HANDBOOK_TOKEN=TOKEN) as started:
        yield started


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, 'Bearer realm="handbook"'),
        ({"Authorization": "Bearer wrong"}, 'Bearer realm="handbook", error="invalid_token"'),
        ({"Authorization": f"Bearer {TOKEN}x"}, 'Bearer realm="handbook", error="invalid_token"'),
        ({"Authorization": f"Basic {TOKEN}"}, 'Bearer realm="handbook", error="invalid_token"'),
        ({"Authorization": TOKEN}, 'Bearer realm="handbook", error="invalid_token"'),
        ({"Authorization": "Bearer "}, 'Bearer realm="handbook", error="invalid_token"'),
        ({"Authorization": "Bearer caf\xe9"}, 'Bearer realm="handbook", error="invalid_token"'),
    ],
)
def test_without_the_token_nobody_comes_in(guarded: Started, headers: dict[str, str], challenge: str) -> None:
    for url, body in ((guarded.url, INITIALIZE), (guarded.url, None), (f"{guarded.root}/elsewhere", None)):
        status, answered, text = ask(url, headers, body)
        assert (status, answered["WWW-Authenticate"]) == (401, challenge)
        assert json.loads(text)["error"]
        assert TOKEN not in text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_with_the_token_one_comes_in(guarded: Started, scheme: str) -> None:
    assert ask(guarded.url, {"Authorization": f"{scheme} {TOKEN}"}, INITIALIZE)[0] == 200


async def test_a_client_with_the_token_is_served(guarded: Started) -> None:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http,
        Client(streamable_http_client(guarded.url, http_client=http)) as client,
    ):
        assert len((await client.list_tools()).tools) == 3


def test_whether_it_is_well_may_be_asked_by_everybody(guarded: Started, open_one: Started) -> None:
    for started in (guarded, open_one):
        status, headers, text = ask(f"{started.root}/health")
        assert (status, headers["Content-Type"]) == (200, "application/json")
        assert json.loads(text) == {"status": "ok", "server": "handbook"}


async def test_the_token_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, known: bytes) -> bool:
        compared.append((given, known))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)

    async def inner(*_: object) -> None:
        pytest.fail("came in")

    async def send(_: object) -> None:
        pass

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    headers = [(b"authorization", f"Bearer {TOKEN}".encode())]
    await Guard(inner, TOKEN)({"type": "http", "path": "/mcp", "headers": headers}, receive, send)
    assert compared == [(TOKEN.encode(), TOKEN.encode())]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}"])
def test_a_name_that_was_pointed_at_this_machine_is_refused(open_one: Started, host: str) -> None:
    status, _, _ = ask(open_one.url, {"Host": host.format(port=open_one.port)}, INITIALIZE)
    assert status == 421


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "localhost"])
def test_the_names_of_this_machine_are_taken(open_one: Started, host: str) -> None:
    assert ask(open_one.url, {"Host": host.format(port=open_one.port)}, INITIALIZE)[0] == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://evil.example", 403),
        ("http://127.0.0.1.evil.example:80", 403),
        ("null", 403),
        ("http://localhost:6274", 200),
        ("http://127.0.0.1", 200),
    ],
)
def test_a_web_page_from_elsewhere_is_refused(open_one: Started, origin: str, status: int) -> None:
    assert ask(open_one.url, {"Origin": origin}, INITIALIZE)[0] == status


def test_further_host_names_can_be_allowed() -> None:
    with handbook(HANDBOOK_HOSTS="handbook.internal, other", HANDBOOK_TOKEN=TOKEN) as started:
        known = {"Authorization": f"Bearer {TOKEN}"}
        assert ask(started.url, {**known, "Host": "handbook.internal"}, INITIALIZE)[0] == 200
        assert ask(started.url, {**known, "Host": "other:1234"}, INITIALIZE)[0] == 200
        assert ask(started.url, {**known, "Host": "evil.example"}, INITIALIZE)[0] == 421


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        (EVERYWHERE, False),
        ("::", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_only_the_loopback_is_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone

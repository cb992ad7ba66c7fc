"""What looks like a secret is found by its name or by its form; everything else is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.consent.secrets import is_card, looks_secret, masked, without_secrets

NAMES = [
    "password", "PASSWORD", "dbPassword", "passwd", "pwd", "user_password", "secret", "client_secret", "api_key",
    "apiKey", "x-api-key", "OPENAI_API_KEY", "access_token", "refreshToken", "token", "Authorization", "credentials",
    "private_key", "pin", "otp", "cvv", "card_number", "creditCard", "ssn", "connection_string", "cookie", "passwort",
    "security_code", "seed_phrase", "one_time_code",
]  # fmt: skip
OTHER_NAMES = [
    "path", "name", "token_count", "secret_name", "password_policy", "key", "keyboard", "author",
    "primary_key", "passenger", "compass", "pinned", "tokenizer", "secretary", "cookies_enabled", "monkey",
]  # fmt: skip
FORMS = [
    "sk-abcdefghijklmnop1234", "sk_live_abcdefghijklmnop", "ghp_abcdefghijklmnopqrst", "github_pat_abcdefghijklmnopq",
    "xoxb-1234567890-abcdef", "AKIAABCDEFGHIJKLMNOP",
    "AIzaSyA-1234567890abcdefghijklmnopqrs", "glpat-abcdefghijklmnop12",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghij", "4111 1111 1111 1111", "4111111111111111", "378282246310005",
    "078-05-1120", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
]  # fmt: skip
PLAIN = [
    "report.txt", "Ana Silva", "basic understanding of bearer bonds", "4f9c1234-1234-1234-1234-123456789002",
    "1234567890123456", "+49 151 23456789", "2026-11-24T09:30:00Z", "https://example.com/a?b=c", "pass the salt",
    "DE89370400440532013000", "a task-force of sk-aters", "key lime pie", "the token ring",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_secret_by_its_name(name: str) -> None:
    assert looks_secret(name, "anything")
    assert masked({name: "anything"}) == {name: "***"}


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_name_that_only_resembles_a_secret_is_none(name: str) -> None:
    assert not looks_secret(name, "anything")
    assert masked({name: "anything"}) == {name: "anything"}


@pytest.mark.parametrize("value", FORMS)
def test_a_value_is_secret_by_its_form_whatever_it_is_called(value: str) -> None:
    assert looks_secret("note", value)
    assert masked({"note": f"see {value} there"}) == {"note": "see *** there"}


@pytest.mark.parametrize("value", PLAIN)
def test_a_plain_value_is_let_through(value: str) -> None:
    assert not looks_secret("note", value)
    assert masked({"note": value}) == {"note": value}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("password: hunter2", "password: ***"),
        ("my password is hunter2, ok", "my password is ***, ok"),
        ("curl -H 'Authorization: Bearer abcdef' x", "curl -H 'Authorization: Bearer ***' x"),
        ("mysql --password hunter2 -u ana", "mysql --password *** -u ana"),
        ("https://ana:hunter2@example.com/", "https://ana:***@example.com/"),
        ("https://example.com/?access_token=abc&page=2", "https://example.com/?access_token=***&page=2"),
        ('{"apiKey": "abc", "page": 2}', '{"apiKey": "***", "page": 2}'),
        ("accessToken=abc", "accessToken=***"),
    ],
)
def test_only_the_secret_stretch_of_a_text_is_hidden(text: str, told: str) -> None:
    assert without_secrets(text) == told


@pytest.mark.parametrize("value", [None, True, False, "", [], {}])
def test_where_nothing_is_nothing_is_secret(value: Any) -> None:
    assert not looks_secret("password", value)


@pytest.mark.parametrize(("name", "secret"), [("pin", True), ("otp", True), ("max_tokens", False), ("token", False)])
def test_a_bare_number_is_secret_only_where_secrets_are_numbers(name: str, secret: bool) -> None:
    assert looks_secret(name, 1234) is secret


def test_a_card_number_is_secret_as_a_number_too() -> None:
    assert masked({"n": 4111111111111111, "m": 4111111111111112}) == {"n": "***", "m": 4111111111111112}


def test_digits_are_a_card_only_with_the_right_check_digit_and_length() -> None:
    assert is_card("5555-5555-5555-4444")
    assert not is_card("5555-5555-5555-4445")
    assert not is_card("411111111111")


def test_the_masked_arguments_keep_their_shape() -> None:
    arguments = {
        "headers": {"Authorization": "Bearer x", "Accept": "json"},
        "env": [{"name": "API_KEY", "value": "abc"}, {"name": "HOME", "value": "/home/ana"}],
        "tokens": ["a", {"b": ["c", 1]}],
        "deep": [[{"password": "x", "n": [1, None, True]}]],
    }
    assert masked(arguments) == {
        "headers": {"Authorization": "***", "Accept": "json"},
        "env": [{"name": "API_KEY", "value": "***"}, {"name": "HOME", "value": "/home/ana"}],
        "tokens": ["***", {"b": ["***", 1]}],
        "deep": [[{"password": "***", "n": [1, None, True]}]],
    }
    assert arguments["tokens"] == ["a", {"b": ["c", 1]}], "what was given is left as it is"


def test_a_secret_in_the_place_of_a_name_is_hidden_and_no_value_is_lost() -> None:
    told = masked({"sk-abcdefghijklmnop1234": 1, "sk-abcdefghijklmnop5678": 2})
    assert sorted(told.values()) == [1, 2]
    assert "abcdef" not in repr(told)


def test_what_is_nested_too_deep_to_be_looked_at_is_hidden() -> None:
    value: Any = "sk-abcdefghijklmnop1234"
    for _ in range(500):
        value = [value]
    assert "abcdef" not in repr(masked({"a": value}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=10), JSON, max_size=4))
def test_masking_never_fails_and_a_second_time_changes_nothing(arguments: dict[str, Any]) -> None:
    once = masked(arguments)
    assert masked(once) == once


@given(st.dictionaries(st.sampled_from(["path", "colour", "n"]), st.sampled_from(PLAIN) | st.integers(0, 999)))
def test_arguments_without_a_secret_are_the_same_afterwards(arguments: dict[str, Any]) -> None:
    assert masked(arguments) == arguments


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    ["-----BEGIN PRIVATE KEY-----" * 2000, "token-" * 10_000, "://a:" * 10_000, "1 " * 20_000, "eyJ" * 9000],
    ids=["keys", "tokens", "addresses", "digits", "web tokens"],
)
def test_a_long_text_is_looked_through_without_trying_every_end_for_every_beginning(text: str) -> None:
    assert without_secrets(f"{text} sk-abcdefghijklmnop1234").count("abcdef") == 0

"""Keys of providers, secrets in commands and sentences, and the tool that tells what a name means."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.secrets import looks_secret, masked, without_secrets
from sayso.consent.settings import Settings

MIX = "a1B2c3D4" * 5
HEX = "0a1b2c3d" * 5
KEYS = [
    f"gsk_{MIX}", f"xai-{MIX}", f"pplx-{MIX}", f"123456789:{MIX[:35]}", f"https://hooks.slack.com/services/T0/B0/{MIX}",
    f"whsec_{MIX}", f"SK{HEX[:32]}", f"key-{HEX[:32]}", f"dop_v1_{HEX}", f"shpat_{HEX}", f"lin_api_{MIX}", f"ntn_{MIX}",
    f"secret_{MIX}", f"pat{MIX[:14]}.{HEX}", f"figd_{MIX}", f"dapi{HEX[:32]}", f"glsa_{MIX}", f"hvs.{MIX}",
    f"dp.pt.{MIX}", f"sq0atp-{MIX}", f"AGE-SECRET-KEY-1{'QP' * 20}", "0x" + "0a1b2c3d" * 8,
]  # fmt: skip


def ask(tool: str, arguments: dict[str, Any], say: str | None = None) -> str:
    return phrase(freeze("x", tool, "d", arguments), Settings(say=say), True).text


@pytest.mark.parametrize("key", KEYS)
def test_a_providers_key_is_found_by_how_it_begins(key: str) -> None:
    assert MIX[8:16] not in without_secrets(f"see {key} there")
    assert HEX[8:16] not in without_secrets(f"see {key} there").lower()
    assert looks_secret("note", key)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mysql -uroot -phunter2", "mysql -uroot -p***"),
        ("sshpass -p hunter2 ssh x", "sshpass -p *** ssh x"),
        ("curl -u ann:hunter2 https://x", "curl -u ann:*** https://x"),
        ("my password hunter2", "my password ***"),
        ("mein Passwort ist hunter2", "mein Passwort ist ***"),
        ("your code is 482913", "your code is ***"),
        ("AccountName=a;AccountKey=abc", "AccountName=a;AccountKey=***"),
    ],
)
def test_a_secret_in_a_command_or_a_sentence_is_hidden(text: str, told: str) -> None:
    assert without_secrets(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The secret: be kind", "pin: the tail on the donkey", "PIN: none", "The password is in the safe",
        "sk-learn-contrib-project-name", "https://maps.example/?code=12345678", "his pin was lost", "token: a word",
        "my password manager is 1Password", "cp -p a b", "the error code is E12",
    ],
)  # fmt: skip
def test_what_only_speaks_of_a_secret_is_let_through(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize(
    "name",
    ["pass", "pw", "db_pass", "DB_PASS", "PGPASSWORD", "psk", "wpa_psk", "creds", "dsn", "alarm_code", "lock_code",
     "unlock_code", "safe_combination", "two_factor_code", "gift_card_code", "security_answer", "hmac"],
)  # fmt: skip
def test_short_names_of_secrets_are_known(name: str) -> None:
    assert looks_secret(name, "hunter2")


@pytest.mark.parametrize("name", ["token_symbol", "token_address", "token_in", "max_tokens", "pin_message"])
def test_coins_counts_and_pinned_things_are_no_secrets(name: str) -> None:
    assert not looks_secret(name, "anything")


def test_that_there_is_no_secret_is_none() -> None:
    assert not looks_secret("auth", "none")
    assert ask("set_auth", {"auth": "none"}) == "Shall I set the auth none?"


@pytest.mark.parametrize("tool", ["unlock_door", "submit_otp", "verify_login", "disarm_alarm"])
def test_a_code_that_opens_something_is_a_secret_and_any_other_code_is_none(tool: str) -> None:
    text = ask(tool, {"code": "482913"})
    assert "a secret value" in text
    assert "4829" not in text.replace(" ", "")
    assert masked({"code": "482913"}, tool) == {"code": "***"}
    assert masked({"code": "482913"}, "find_product") == {"code": "482913"}
    assert "a secret value" not in ask("find_product", {"code": "482913"})


def test_a_template_cannot_make_a_secret_code_heard() -> None:
    text = ask("unlock_door", {"code": "482913", "door": "front"}, say="unlock {door} with {code}")
    assert text.startswith("Shall I unlock front with a secret value, marked ")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("revoke_token", {"token": "ci-token-7"}, "revoke the token ci-token-7"),
        ("delete_secret", {"secret": "prod-db"}, "delete the secret prod-db"),
        ("delete_cookie", {"cookie": "session"}, "delete the cookie session"),
        ("swap", {"token_in": "ETH", "token_out": "USDC"}, "swap with token in ETH and token out USDC"),
    ],
)
def test_the_very_thing_that_a_call_is_about_is_heard(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask(tool, arguments) == f"Shall I {said}?"


@pytest.mark.parametrize("value", [f"ghp_{MIX}", MIX, "hunter2"])
def test_a_deleted_secret_that_has_the_form_of_one_stays_unsaid(value: str) -> None:
    text = ask("revoke_token", {"token": value})
    assert "a secret value, marked " in text
    assert value not in text


def test_a_pin_on_a_map_is_heard() -> None:
    assert ask("create_pin", {"pin": {"title": "x", "lat": 1}}) == "Shall I create a pin with pinned lat 1 and title x?"

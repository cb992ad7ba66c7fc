"""What looks like a secret. Such a value is never spoken, and stands as `***` in the ledger.

A name gives it away ("password"), or the value itself does (the shape of a key, a card number, a password in an
address). Where only a stretch of a text is secret, only that stretch is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sayso.consent.secret_forms import HINTS, STRETCH
from sayso.consent.spoken.names import word_set, words_of

HIDDEN = "***"
DEEPEST = 100
"""Levels of nesting that are looked into. What lies deeper is hidden whole."""

_WORDS = word_set(
    "password passwords passwd passwort kennwort pwd passphrase passcode passkey secret secrets token tokens apikey "
    "accesskey privatekey secretkey credential credentials auth authorization authentication bearer cookie cookies jwt "
    "otp totp pin cvv cvv2 cvc cvc2 csc ssn mnemonic pass pw passw psk creds combination pgpassword dsn hmac"
)
_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in word_set(
        "api-key access-key private-key secret-key signing-key encryption-key ssh-key master-key auth-key license-key "
        "service-key recovery-key account-key deploy-key shared-key host-key pass-word pass-phrase pass-code "
        "security-code verification-code access-code auth-code mfa-code login-code door-code gate-code entry-code "
        "recovery-code recovery-phrase seed-phrase one-time card-number card-no credit-card debit-card "
        "social-security connection-string session-cookie pin-code alarm-code lock-code unlock-code factor-code "
        "backup-code card-code activation-key security-answer database-url passport-number"
    )
)
_NUMBERS_TOO = word_set(
    "pass pw psk combination pin otp totp cvv cvv2 cvc cvc2 csc ssn passcode password passwort kennwort pwd"
)
"""Names under which a bare number is a secret as well. `max_tokens: 100` is none."""
_ABOUT_IT = word_set(
    "name names id ids type kind count counts limit length size policy url uri path file filename expiry expires ttl "
    "label index mode method provider manager field enabled required usage budget"
)
"""A name that ends so speaks about a secret ("secret_name") and is none."""

_DIGITS = re.compile(r"(?<![\w+.])\d(?:[ -]?\d){12,18}(?![\w])")
_MANY_SIGNS = re.compile(r"\d(?:[ -]?\d){8}|[A-Za-z0-9]{24}")


_TOKENS = word_set("symbol symbols address addresses in out amount decimals contract a b from to standard price pair")
_COUNTS = word_set("max min num total prompt completion output input")
_NOTHING = frozenset(("none", "null", "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "n/a"))
"""Values that say whether there is a secret, and are none."""
_ASKS_A_CODE = word_set("unlock otp verify login signin door alarm arm disarm authenticate mfa 2fa totp")
_ENDS = word_set(
    "delete remove revoke rotate destroy erase drop invalidate expire purge clear disable reset del rm wipe"
)
_NAMED = word_set("secret token credential cookie key")
_NAME = re.compile(r"(?:[A-Za-z]{1,14}|\d{1,4})(?:[-_. ](?:[A-Za-z]{1,14}|\d{1,4})){0,6}")


def known_as(tool: str, key: str, value: Any) -> str:
    """The name under which a tool's argument is judged and spoken: a `code` that unlocks is a secret, and the very
    secret that is deleted by its name, a coin or a pin on a map is none."""
    words = words_of(key)
    if not words or words[-1] not in _JUDGED:
        return key
    deeds = words_of(tool)
    if words == ("code",):
        return key if _ASKS_A_CODE.isdisjoint(deeds) else "access_code"
    if words[-1] == "pin" and "pin" in deeds:
        return "pinned" if isinstance(value, (bool, Mapping)) else key
    if not isinstance(value, str) or not names_secret(key) or len(value) > 60 or without_secrets(value) != value:
        return key
    thing = f"{words[-1]}s"
    if words[-1] == "token" and not _TRADES.isdisjoint(deeds) and value.isupper() and len(value) <= 6:
        return "token_symbol"
    if not _ENDS.isdisjoint(deeds) and (words[-1] in deeds or thing in deeds) and _NAME.fullmatch(value):
        return f"{key}_name"
    return key


_JUDGED = _NAMED | {"code", "pin"}
_TRADES = word_set("swap send transfer buy sell trade stake bridge tokens price")


def looks_secret(key: str, value: Any) -> bool:
    """Whether this value of this name must not be spoken or written down."""
    if value is None or isinstance(value, bool) or value in ("", [], {}):
        return False
    if isinstance(value, str) and says_nothing(value):
        return False
    if names_secret(key) and not (isinstance(value, (int, float)) and not _numbers_too(key)):
        return True
    if isinstance(value, str):
        return without_secrets(value) != value
    return isinstance(value, int) and _holds_card(value)


def says_nothing(value: str) -> bool:
    """Whether a value is only that there is a secret or none: "none"."""
    return len(value) < 9 and value.lower() in _NOTHING


@lru_cache(maxsize=4096)
def names_secret(key: str) -> bool:
    """Whether a thing of this name is a secret, as far as its name goes."""
    words = words_of(key)
    if not words or words[-1] in _ABOUT_IT:
        return False
    if words[0] in ("token", "tokens") and words[-1] in _TOKENS:
        return False
    if words[-1] == "tokens" and not _COUNTS.isdisjoint(words):
        return False
    if words in (("pin", "message"), ("boarding", "pass")):
        return False
    if not _WORDS.isdisjoint(words) or "".join(words) in _WORDS:
        return True
    return any(pair in _PAIRS for pair in pairwise(words))


def without_secrets(text: str, put: str = HIDDEN) -> str:
    """The text with its secret stretches replaced."""
    if not _may_hold_secret(text):
        return text
    found = STRETCH.sub(lambda match: _kept(match) + put, text)
    return _DIGITS.sub(lambda match: put if is_card(match[0]) else match[0], found)


def masked(arguments: Mapping[str, Any], tool: str = "") -> dict[str, Any]:
    """The arguments in their own shape, each secret replaced by `***`. The tool's name tells what a `code` is."""
    pairs = _pairs(arguments, 0)
    if tool:
        judged = ((key, known_as(tool, key, value), value) for key, value in arguments.items())
        again = {key: _masked(name, value, 0) for key, name, value in judged if name != key}
        pairs = [(key, again.get(key, value)) for key, value in pairs]
    return _named(pairs)


def is_card(text: str) -> bool:
    """Whether digits are a payment card's number: a known beginning and length, and the right check digit."""
    digits = re.sub(r"\D", "", text)
    if not _CARD.fullmatch(digits):
        return False
    doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[0-9]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6\d{15}|6\d{17,18}"
)


def _may_hold_secret(text: str) -> bool:
    if len(text) < 13 and text.isalnum():
        return False
    lowered = text.lower()
    # Not `any(...)`: a generator takes three times as long, and this runs for every value.
    for hint in HINTS:
        if hint in lowered:
            return True
    return _MANY_SIGNS.search(text) is not None


def _kept(match: re.Match[str]) -> str:
    """What stands before a secret and says what it is: `password=`."""
    return next((kept for kept in match.groups() if kept is not None), "")


def _numbers_too(key: str) -> bool:
    return not _NUMBERS_TOO.isdisjoint(words_of(key)) or any(pair in _PAIRS for pair in pairwise(words_of(key)))


def _holds_card(value: int) -> bool:
    return 10**11 < value < 10**19 and is_card(str(value))


def _pairs(mapping: Mapping[str, Any], depth: int) -> list[tuple[str, Any]]:
    named = mapping.get("name", mapping.get("key"))
    # As in an environment's or a request's list: {"name": "API_KEY", "value": "..."}.
    value_is_secret = isinstance(named, str) and names_secret(named)
    return [
        (key, _masked(named if value_is_secret and key == "value" else key, value, depth))
        for key, value in mapping.items()
    ]


def _masked(key: str, value: Any, depth: int, below_secret: bool = False) -> Any:
    if depth >= DEEPEST:
        return HIDDEN
    secret = below_secret or names_secret(key)
    if isinstance(value, Mapping):
        if secret:
            return _named([(name, _masked(key, one, depth + 1, True)) for name, one in value.items()])
        return _named(_pairs(value, depth + 1))
    if isinstance(value, (list, tuple)):
        return [_masked(key, one, depth + 1, secret) for one in value]
    if looks_secret(key, value):
        if isinstance(value, str) and not names_secret(key):
            return without_secrets(value)
        return HIDDEN
    return value


def _named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs under their names. A secret can stand in the place of a name, too, and even two can."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        name = without_secrets(str(key))
        while name in made:
            name += HIDDEN
        made[name] = value
    return made

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

from sayso.consent.spoken.names import word_set, words_of

HIDDEN = "***"
DEEPEST = 100
"""Levels of nesting that are looked into. What lies deeper is hidden whole."""

_WORDS = word_set(
    "password passwords passwd passwort kennwort pwd passphrase passcode passkey secret secrets token tokens apikey "
    "accesskey privatekey secretkey credential credentials auth authorization authentication bearer cookie cookies jwt "
    "otp totp pin cvv cvv2 cvc cvc2 csc ssn mnemonic"
)
_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in word_set(
        "api-key access-key private-key secret-key signing-key encryption-key ssh-key master-key auth-key license-key "
        "service-key recovery-key account-key deploy-key shared-key host-key pass-word pass-phrase pass-code "
        "security-code verification-code access-code auth-code mfa-code login-code door-code gate-code entry-code "
        "recovery-code recovery-phrase seed-phrase one-time card-number card-no credit-card debit-card "
        "social-security connection-string session-cookie pin-code"
    )
)
_NUMBERS_TOO = word_set("pin otp totp cvv cvv2 cvc cvc2 csc ssn passcode password passwort kennwort pwd")
"""Names under which a bare number is a secret as well. `max_tokens: 100` is none."""
_ABOUT_IT = word_set(
    "name names id ids type kind count counts limit length size policy url uri path file filename expiry expires ttl "
    "label index mode method provider manager field enabled required usage budget"
)
"""A name that ends so speaks about a secret ("secret_name") and is none."""

_KEYED = (
    r"pass(?:word|wd|phrase|code|wort)|pwd|secret|(?:api|access|private|secret|auth)[ _-]?key|"
    r"token|apikey|authorization|credential|cvv|cvc|otp|pin"
)
_STRETCH = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]{0,40}PRIVATE KEY-----|[\s\S]*)",
            r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?",
            r"\b(?:sk|rk|pk)[-_](?:live[-_]|test[-_]|proj-|ant-|or-)?[\w-]{16,}",
            r"\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bnpm_\w{20,}|\bhf_\w{16,}|\bpypi-[\w-]{16,}",
            r"\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}",
            r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{16,}|\bSG\.[\w-]{12,}\.[\w-]{12,}",
            r"(?P<a>\b(?i:bearer)\s+)(?=[^\s]*\d)[\w.~+/=-]{12,}",
            r"(?P<b>\b(?i:basic)\s+)(?=[^\s]*[\d=])[A-Za-z0-9+/]{8,}={0,2}",
            r"(?P<c>://[^/\s:@?#]*:)[^/\s@]+(?=@)",
            r"(?P<d>[?&](?i:key|sig|signature|code|auth)=)[^&\s#]{8,}",
            rf"(?P<e>(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:{_KEYED})s?[\"']?\s*(?:[:=]|=>)\s*(?:(?i:bearer|basic)\s+)?[\"']?)[^\s\"',;&]+",
            rf"(?P<f>(?<!\w)--?(?i:{_KEYED})\s+[\"']?)[^\s\"'-][^\s\"']*",
            r"(?P<g>\b(?i:password|passcode|passphrase|pin|pin code)\s+(?i:is|was)\s+[\"']?)[^\s\"',;]+",
            r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
        )
    )
)
_DIGITS = re.compile(r"(?<![\w+.])\d(?:[ -]?\d){12,18}(?![\w])")
_HINTS = (
    "pass", "pwd", "secret", "token", "key", "auth", "credential", "cvv", "cvc", "otp", "pin", "code=", "sig", "://",
    "bearer", "basic", "eyj", "sk-", "sk_", "rk-", "rk_", "pk-", "pk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "_pat_",
    "glpat-", "npm_", "hf_", "pypi-", "xox", "xapp-", "akia", "asia", "aiza", "ya29", "sg.", "-----begin",
)  # fmt: skip
"""Every secret stretch holds one of these, or a run of digits, so that a text without any is let through fast."""
_MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){8}")


def looks_secret(key: str, value: Any) -> bool:
    """Whether this value of this name must not be spoken or written down."""
    if value is None or isinstance(value, bool) or value in ("", [], {}):
        return False
    if names_secret(key) and not (isinstance(value, (int, float)) and not _numbers_too(key)):
        return True
    if isinstance(value, str):
        return without_secrets(value) != value
    return isinstance(value, int) and _holds_card(value)


@lru_cache(maxsize=4096)
def names_secret(key: str) -> bool:
    """Whether a thing of this name is a secret, as far as its name goes."""
    words = words_of(key)
    if not words or words[-1] in _ABOUT_IT:
        return False
    if not _WORDS.isdisjoint(words) or "".join(words) in _WORDS:
        return True
    return any(pair in _PAIRS for pair in pairwise(words))


def without_secrets(text: str, put: str = HIDDEN) -> str:
    """The text with its secret stretches replaced."""
    if not _may_hold_secret(text):
        return text
    found = _STRETCH.sub(lambda match: _kept(match) + put, text)
    return _DIGITS.sub(lambda match: put if is_card(match[0]) else match[0], found)


def masked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments in their own shape, each secret replaced by `***`."""
    return _named(_pairs(arguments, 0))


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
    for hint in _HINTS:
        if hint in lowered:
            return True
    return _MANY_DIGITS.search(text) is not None


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

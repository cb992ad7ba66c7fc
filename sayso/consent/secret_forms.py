"""The forms of secrets: one table of how each provider begins its keys, and how a secret stands in a text."""

from __future__ import annotations

import re

_KEYED = (
    r"pass(?:word|wd|phrase|code|wort)|kennwort|pwd|secret|(?:api|access|private|secret|auth|account)[ _-]?key|"
    r"token|apikey|authorization|credential|cvv|cvc|otp|pin"
)
_NO_VALUE = r"(?!(?i:the|be|an?|in|is|to|none|not|of|on|my|your|his|her|their|lost|im|in|der|die|das|ein|nicht)\b)"
"""Words of a sentence: what follows "the secret:" here is no secret."""

_AFTER_NAME = (
    rf"(?P<e>(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:{_KEYED})s?[\"']?\s*(?:[:=]|=>)\s*"
    r"(?:(?i:bearer|basic)\s+)?[\"']?)"
)
_AFTER_IS = (
    r"(?P<g>\b(?i:password|passwort|kennwort|passcode|passphrase|pin|pin code)\s+"
    r"(?i:is|was|ist|war|lautet)\s+[\"']?)"
)

PROVIDERS = {
    "gh": r"gh[pousr]_\w{16,}|github_pat_\w{16,}",
    "glpat-": r"glpat-[\w-]{16,}",
    "npm_": r"npm_\w{20,}",
    "hf_": r"hf_\w{16,}",
    "pypi-": r"pypi-[\w-]{16,}",
    "xox": r"xox[a-z]-[\w-]{8,}",
    "xapp-": r"xapp-[\w-]{8,}",
    "akia": r"AKIA[0-9A-Z]{16}\b",
    "asia": r"ASIA[0-9A-Z]{16}\b",
    "aiza": r"AIza[\w-]{30,}",
    "ya29": r"ya29\.[\w-]{16,}",
    "sg.": r"SG\.[\w-]{12,}\.[\w-]{12,}",
    "gsk_": r"gsk_\w{20,}",
    "xai-": r"xai-\w{20,}",
    "pplx-": r"pplx-\w{20,}",
    "whsec_": r"whsec_\w{16,}",
    "key-": r"key-[0-9a-z]{32}\b",
    "do": r"do[opr]_v1_[0-9a-f]{32,}",
    "shp": r"shp(?:at|ca|pa|ss)_\w{16,}",
    "lin_api_": r"lin_api_\w{16,}",
    "ntn_": r"ntn_\w{20,}",
    "secret_": r"secret_[A-Za-z0-9]{30,}",
    "pat": r"pat[A-Za-z0-9]{14}\.[0-9a-f]{32,}",
    "figd_": r"figd_[\w-]{16,}",
    "dapi": r"dapi[0-9a-f]{32}",
    "glsa_": r"glsa_\w{20,}",
    "hvs.": r"hv[sb]\.[\w-]{16,}",
    "dp.": r"dp\.[a-z]{2,5}\.\w{20,}",
    "sq0": r"sq0[a-z]{3}-[\w-]{16,}",
    "hrku-": r"HRKU-[\w-]{8,}",
    "age-secret-key-": r"AGE-SECRET-KEY-1[0-9A-Z]{20,}",
    "sk": r"SK[0-9a-f]{32}\b",
    "access_token$": r"access_token\$\w+\$\w+\$\w+",
    "eyj": r"eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?",
    "0x": r"0x[0-9a-fA-F]{64}\b",
    "hooks.slack.com": r"hooks\.slack\.com/(?:services|workflows)/[\w/-]+",
}
"""A piece of text that every key of this provider holds, in small letters, and the form of the key."""

HINTS = (
    *(hint for hint in PROVIDERS if hint not in ("gh", "do", "pat", "sk")),
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "_pat_", "_v1_", "pass", "pwd", "kennwort", "secret", "token", "key",
    "auth", "credential", "cvv", "cvc", "otp", "pin", "code", "sig", "://", "bearer", "basic", "sk-", "sk_", "rk-",
    "rk_", "pk-", "pk_", "-----begin", "mysql", "curl", "psql", "mongo", "redis",
)  # fmt: skip
"""Every secret stretch holds one of these, or a long run of digits or letters; other texts are let through fast."""

STRETCH = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]{0,40}PRIVATE KEY-----|[\s\S]*)",
            rf"\b(?:{'|'.join(PROVIDERS.values())})",
            r"\b(?:sk|rk|pk)[-_](?:live|test)[-_][\w-]{12,}",
            r"\b(?:sk|rk|pk)[-_](?=[\w-]{0,80}?[A-Za-z0-9]{12})[\w-]{16,}",
            r"(?<![\w:])\d{8,10}:[\w-]{33,36}(?![\w-])",
            r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])",
            r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{32,}",
            r"(?P<a>\b(?i:bearer)\s+)(?=[^\s]*\d)[\w.~+/=-]{12,}",
            r"(?P<b>\b(?i:basic)\s+)(?=[^\s]*[\d=])[A-Za-z0-9+/]{8,}={0,2}",
            r"(?P<c>://[^/\s:@?#]*:)[^/\s@]+(?=@)",
            r"(?P<d>[?&](?i:sig|signature|auth)=)[^&\s#]{8,}",
            r"(?P<k>[?&](?i:key|code)=)[^&\s#]{16,}",
            rf"{_AFTER_NAME}{_NO_VALUE}[^\s\"',;&]+",
            rf"(?P<f>(?<!\w)--?(?i:{_KEYED})\s+[\"']?)[^\s\"'-][^\s\"']*",
            rf"{_AFTER_IS}{_NO_VALUE}[^\s\"',;]+",
            r"(?P<h>\b(?i:password|passwort|kennwort|passcode)\s+[\"']?)(?=[^\s\"',;]{0,60}\d)[^\s\"',;]{4,}",
            r"(?P<i>\b(?i:code|otp)\s+(?i:is|ist)\s+)\d{4,8}\b",
            r"(?P<j>\b(?:mysql|mysqldump|mariadb|sshpass)\b[^\n|;&]{0,80}?\s-p\s?)[^\s\"']+",
            r"(?P<l>\bcurl\b[^\n|;&]{0,120}?\s(?:-u|--user)[ =]?[^\s:]{1,60}:)[^\s\"']+",
            r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
        )
    )
)

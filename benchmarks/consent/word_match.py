"""What anyone can write in a minute: the word yes approves; no, stop and cancel refuse."""

from __future__ import annotations

import re

from sayso.consent.answer import Verdict

WORD = re.compile(r"\b(yes|no|stop|cancel)\b")


def match(answer: str) -> Verdict:
    said = set(WORD.findall(answer.lower()))
    if said - {"yes"}:
        return "deny"
    return "approve" if said else "unclear"

"""What was said, cut into tokens. Typed text and lower-case transcripts without punctuation both pass through here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from .words import stem

Sort = Literal["word", "quote", "url", "email", "path", "clock", "number", "isodate", "suffix", "mark"]

_PATTERNS: list[tuple[Sort, str]] = [
    (
        "quote",
        r"\"[^\"\n]+\"|\u201c[^\u201d\n]+\u201d|\u00ab[^\u00bb\n]+\u00bb|`[^`\n]+`|(?<![\w])['\u2018][^'\u2019\n]+['\u2019](?!\w)",
    ),
    ("url", r"[a-z][a-z0-9+.-]*://[^\s\"'<>]+"),
    ("email", r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"),
    ("isodate", r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-])"),
    ("isodate", r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4}"),
    ("path", r"(?:~|\.{1,2})?/[\w.@%+~*-][\w./@%+~*-]*|[A-Za-z]:\\[\w.\\-]+|(?:[\w@-]+/)+[\w.@*-]+"),
    ("path", r"\*\.\w+|\.?[\w-]{1,99}(?:\.[\w-]{1,99}){0,8}\.[A-Za-z][A-Za-z0-9]{0,4}(?![\w.])"),
    ("clock", r"\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"),
    ("number", r"-?\d+(?:,\d{3})*(?:\.\d+)?(?![\w.,]*[^\W\d_])"),
    ("suffix", r"['\u2019]s\b|['\u2019](?=\s|$)"),
    ("word", r"#?[^\W_]+(?:(?:['\u2019](?!s\b)|[-_])[^\W_]+)*"),
    ("mark", r"[^\w\s]"),
]
_TOKEN = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (_, pattern) in enumerate(_PATTERNS)))
_ABBREVIATIONS = re.compile(r"\b(?:dr|mr|mrs|ms)\.(?=\s)|\b[ap]\.\s?m\.?(?=\W|$)", re.IGNORECASE)
_SPOKEN_DOT = re.compile(r"(?<=\w) dot (?=[a-z0-9]{1,5}\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """One piece of what was said, and where it stands in the text."""

    text: str
    sort: Sort
    start: int
    end: int

    @cached_property
    def low(self) -> str:
        return self.text.lower().replace("\u2019", "'")

    @cached_property
    def stem(self) -> str:
        return stem(self.low)

    @property
    def capitalised(self) -> bool:
        return self.sort == "word" and self.text[:1].isupper()


@dataclass(frozen=True)
class Heard:
    """One utterance. `tokens` never overlap and stand in order."""

    text: str
    tokens: tuple[Token, ...] = field(hash=False)

    def slice(self, first: int, last: int) -> str:
        """The words from token `first` up to before token `last`, exactly as they were said."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def low(self, index: int) -> str:
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def lows(self) -> list[str]:
        return [token.low for token in self.tokens]

    @cached_property
    def cased(self) -> bool:
        """Whether capitals mean anything here: transcripts come without them."""
        return any(token.capitalised for token in self.tokens[1:])


def hear(text: str) -> Heard:
    """Cut what was said into tokens. Never fails: what is nothing else is a mark."""
    text = _ABBREVIATIONS.sub(lambda found: found.group().replace(".", "").replace(" ", ""), text)
    text = _SPOKEN_DOT.sub(".", text)
    tokens = []
    for found in _TOKEN.finditer(text):
        sort = _PATTERNS[int((found.lastgroup or "g0")[1:])][0]
        end = found.end()
        while sort in ("path", "url") and text[end - 1] in ".,;:!?" and end - found.start() > 1:
            end -= 1  # the end of the sentence
        tokens.append(Token(text[found.start() : end], sort, found.start(), end))
    return Heard(text, tuple(tokens))

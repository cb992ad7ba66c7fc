"""From a transcript or a typed line to plain words: case, punctuation, fillers and spellings put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.consent.reading.numerals import Numerals, is_number

MOST = 120
"""Words that are read. Nobody answers a yes/no question with more, and every text is read in bounded time."""
MOST_SIGNS = 4000
MOST_SINGLES = 50_000
"""Spellings that are kept at once."""

_ASKING = frozenset("?\uff1f¿")
_QUOTES = frozenset('"“”„«»')
_MARKS = _ASKING | _QUOTES
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]+(?::[0-9]{2}|\.[0-9]+(?![0-9.]))?(?:(?:st|nd|rd|th)(?![^\W_]))?"
    r"|[^\W_0-9][^\W_]*(?:'[^\W_]+)*'?"
    r"|[^\w\s.,;:!()\[\]{}'\-–—…*~_/\\]"  # noqa: RUF001 (recognisers write these dashes)
)
_DIGIT = re.compile("[0-9]")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"} | dict.fromkeys("\u200d\ufe0f🏻🏼🏽🏾🏿", ""))  # noqa: RUF001
"""One apostrophe; no colours of hands."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, in plain words."""

    words: tuple[str, ...]
    asks: bool
    """A question mark is in it."""
    quotes: bool
    """Words stand between quotation marks."""
    cut: bool
    """There was more than is read."""


class Spelling:
    """How the words of one language are written, heard, mistyped and joined."""

    def __init__(self, table: Mapping[str, Any], numerals: Numerals) -> None:
        self.numerals = numerals
        self._fillers = frozenset(table.get("fillers", ()))
        self._endings: dict[str, str] = dict(table.get("endings", {}))
        self._several: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        self._known: frozenset[str] = frozenset()
        self._singles: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        for right, wrongs in table.get("spelling", {}).items():
            for wrong in wrongs:
                if "-" in wrong:
                    self._joined[wrong] = right
                    continue
                first, *rest = wrong.split()
                self._several.setdefault(first, []).append((tuple(rest), tuple(right.split())))
        self._hyphens = re.compile("|".join(rf"\b{re.escape(wrong)}\b" for wrong in self._joined))
        for ways in self._several.values():
            ways.sort(key=lambda way: -len(way[0]))
        self._seconds = frozenset(rest[0] for ways in self._several.values() for rest, _ in ways if rest)

    def knows(self, words: Iterable[str]) -> None:
        """Words that there are: one with letters drawn out is taken for one of these."""
        self._known = frozenset(words)
        self._singles.clear()

    def read(self, text: str, *, spoken: bool = True) -> Said:
        """Its words. What is written in one go, as our questions are, needs no look for words said twice."""
        cut = len(text) > MOST_SIGNS
        text = text[:MOST_SIGNS].translate(_SIGNS).lower()
        if "-" in text and self._joined:
            text = self._hyphens.sub(lambda found: self._joined[found[0]], text)
        raw = _TOKEN.findall(text)
        asks = quotes = False
        if not _MARKS.isdisjoint(raw):
            asks, quotes = not _ASKING.isdisjoint(raw), not _QUOTES.isdisjoint(raw)
            raw = [token for token in raw if token not in _MARKS]
        if len(raw) > MOST:
            raw, cut = raw[:MOST], True
        words = self.respell(raw)
        if not self._fillers.isdisjoint(words):
            # "Uh-uh" alone is no hesitation.
            words = [word for word in words if word not in self._fillers] or words
        if _DIGIT.search(text) or not self.numerals.speakable.isdisjoint(words):
            words = self.numerals.in_digits(words)
        if spoken and len(words) > 1 and len(set(words)) < len(words) and self._fillers.isdisjoint(words):
            words = once(words)
        return Said(tuple(words), asks, quotes, cut)

    def respell(self, raw: list[str]) -> list[str]:
        """Each word as it is written."""
        singles = self._singles
        if self._seconds.isdisjoint(raw):
            return " ".join([singles.get(token) or self._single(token) for token in raw]).split()
        made: list[str] = []
        at = 0
        while at < len(raw):
            token = raw[at]
            for rest, right in self._several.get(token, ()):
                if tuple(raw[at + 1 : at + 1 + len(rest)]) == rest:
                    made += right
                    at += len(rest)
                    break
            else:
                made += (singles.get(token) or self._single(token)).split()
            at += 1
        return made

    def _single(self, token: str) -> str:
        """How one word is written, in one word or in several."""
        if len(self._singles) > MOST_SINGLES:
            self._singles.clear()
        ways = self._several.get(token)
        if ways and not ways[-1][0]:
            made = " ".join(ways[-1][1])
        elif "'" in token:
            made = " ".join(self._split(token))
        else:
            made = token if token in self._known else self._shortened(token)
        self._singles[token] = made
        return made

    def _split(self, token: str) -> list[str]:
        for ending, word in self._endings.items():
            if token.endswith(ending) and len(token) > len(ending):
                stem = self.respell([token[: -len(ending)]])
                return [*stem, *word.split()]
        bare = token.replace("'", "")
        return [bare] if bare else []

    def _shortened(self, token: str) -> str:
        """ "yesss" is "yes": a letter drawn out is one letter, if that makes a word."""
        if is_number(token):
            return token
        squeezed = re.sub(r"(.)\1+", r"\1", token)
        if squeezed != token:
            if squeezed in self._several and not self._several[squeezed][-1][0]:
                return " ".join(self._several[squeezed][-1][1])
            if squeezed in self._known:
                return squeezed
            if squeezed in self._fillers:
                return squeezed
        return token


def once(words: list[str]) -> list[str]:
    """A word, or two, said twice in a row is said once; numbers stay as they are."""
    made: list[str] = []
    for word in words:
        if made and made[-1] == word and not is_number(word):
            continue
        made.append(word)
        if len(made) >= 4 and made[-2:] == made[-4:-2] and not any(is_number(word) for word in made[-2:]):
            del made[-2:]
    return made

"""From a transcript or a typed line to plain words: case, punctuation, fillers and spellings put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sayso.consent.reading.kept import Kept
from sayso.consent.reading.numerals import Numerals, is_number, plain

MOST = 120
"""Words that are read. Nobody answers a yes/no question with more, and every text is read in bounded time."""
MOST_SIGNS = 4000

_ASKING, _QUOTES = ("?", "\uff1f", "¿"), ('"', "“", "”", "„", "«", "»")
_MARKS = frozenset((*_ASKING, *_QUOTES))
_TOKEN = re.compile(
    r"[^\W_0-9][^\W_]*(?:'[^\W_]+)*'?"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]+(?::[0-9]{2}|\.[0-9]+(?![0-9.]))?(?:(?:st|nd|rd|th)(?![^\W_]))?"
    r"|[^\w\s.,;:!()\[\]{}'\-–—…*~_/\\]"  # noqa: RUF001 (recognisers write these dashes)
)
_AROUND = '.,;:!?"()'
"""Signs of which nothing stays, where they stand around a word."""
_DRAWN = re.compile(r"(.)\1+")
"""A letter drawn out."""
_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"} | dict.fromkeys("\u200d\ufe0f🏻🏼🏽🏾🏿", ""))  # noqa: RUF001
"""One apostrophe; no colours of hands."""

_FIRST, _SECOND, _NUMBER, _CAREFUL = "\x1c", "\x1d", "\x1e", "\x1f"
"""Blanks that are in no piece between blanks, and vanish with the others: at the end of what may begin a spelling in
several words, at the beginning of what may come next in one, where a number is, and for what takes care to read."""
_MEET = f"{_FIRST} {_SECOND}"
_FEW = 30
"""Pieces between blanks that are read in one go, each of so few words that all are fewer than MOST."""


class Said(NamedTuple):
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
        self._singles = Kept(self._single)
        self._pieces = Kept(self._piece)
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
        self._firsts = frozenset(first for first, ways in self._several.items() if ways[0][0])
        """Words with which a spelling in several words begins,"""
        self._seconds = frozenset(rest[0] for ways in self._several.values() for rest, _ in ways if rest)
        """and those that come next in one."""

    def knows(self, words: Iterable[str]) -> None:
        """Words that there are: one with letters drawn out is taken for one of these."""
        self._known = frozenset(words)
        self._singles.clear()
        self._pieces.clear()

    def read(self, text: str, *, spoken: bool = True) -> Said:
        """Its words. What is written in one go, as our questions are, needs no look for words said twice."""
        cut = len(text) > MOST_SIGNS
        text = text[:MOST_SIGNS]
        if text.isascii() and "`" not in text:
            text = text.lower()
            asks, quotes = "?" in text, '"' in text
        else:
            text = text.translate(_SIGNS).lower()
            asks, quotes = any(map(text.__contains__, _ASKING)), any(map(text.__contains__, _QUOTES))
        pieces = text.split()
        joined = " ".join(map(self._pieces.of, pieces))
        if _MEET in joined or _CAREFUL in joined or len(pieces) > _FEW:
            raw = self._raw(text)
            cut = cut or len(raw) > MOST
            words, numbers = self.respell(raw[:MOST]), True
        else:
            words, numbers = joined.split(), _NUMBER in joined
        only_fillers = False
        if not self._fillers.isdisjoint(words):
            telling = [word for word in words if word not in self._fillers]
            # "Uh-uh" alone is no hesitation.
            words, only_fillers = telling or words, not telling
        if numbers:
            words = self.numerals.in_digits(words)
        if spoken and len(words) > 1 and len(set(words)) < len(words) and not only_fillers:
            words = once(words)
        return Said(tuple(words), asks, quotes, cut)

    def _raw(self, text: str) -> list[str]:
        """The words of a text as they are there."""
        if "-" in text and self._joined:
            text = self._hyphens.sub(lambda found: self._joined[found[0]], text)
        return [token for token in _TOKEN.findall(text) if token not in _MARKS]

    def _piece(self, text: str) -> str:
        """How a piece of a text between blanks is written, if that can be told without those beside it."""
        bare = text.strip(_AROUND)
        raw = [bare] if bare.isalpha() else self._raw(text)
        alone = len(raw) == 1
        if not raw or len(raw) > MOST // _FEW or not (alone or self._firsts.isdisjoint(raw)):
            return _CAREFUL
        first = _FIRST if alone and raw[0] in self._firsts else ""
        second = _SECOND if raw[0] in self._seconds else ""
        words = self._each(raw)
        number = any(is_number(word) or word in self.numerals.speakable for word in words)
        return f"{second}{_NUMBER if number else ''}{' '.join(words)}{first}"

    def respell(self, raw: list[str]) -> list[str]:
        """Each word as it is written."""
        if self._seconds.isdisjoint(raw):
            return self._each(raw)
        made: list[str] = []
        done = 0
        for at in [at for at, token in enumerate(raw) if token in self._firsts]:
            for rest, right in self._several[raw[at]] if at >= done else ():
                end = at + 1 + len(rest)
                if rest and tuple(raw[at + 1 : end]) == rest:
                    made += (*self._each(raw[done:at]), *right)
                    done = end
                    break
        return made + self._each(raw[done:])

    def _each(self, raw: list[str]) -> list[str]:
        """Every word by itself."""
        return " ".join(map(self._singles.of, raw)).split()

    def _single(self, token: str) -> str:
        """How one word is written, in one word or in several."""
        ways = self._several.get(token)
        if ways and not ways[-1][0]:
            return " ".join(ways[-1][1])
        if "'" in token:
            return " ".join(self._split(token))
        return token if token in self._known else self._shortened(token)

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
            return plain(token)
        if _DRAWN.search(token):
            squeezed = _DRAWN.sub(r"\1", token)
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

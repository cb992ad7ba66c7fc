"""From what the recogniser hears to words that a person would write.

Standard library only: the recogniser's own process uses it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# The dictionary numbers its other pronunciations: "the(2)".
_PRONUNCIATION = re.compile(r"\(\d+\)$")

# Silence and noises: <sil>, </s>, [NOISE], ++BREATH++.
_NOISE = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+|\(NULL\)")


@dataclass(frozen=True)
class Word:
    """One word, when it was said (in seconds from the start of the audio) and how sure the recogniser is (0 to 1)."""

    text: str
    start: float
    end: float
    confidence: float

    def later(self, seconds: float) -> Word:
        return Word(self.text, self.start + seconds, self.end + seconds, self.confidence)


def clean(token: str) -> str:
    """The token as a word; empty when it is a noise."""
    token = token.strip()
    return "" if _NOISE.fullmatch(token) else _PRONUNCIATION.sub("", token)


def sentence(text: str) -> str:
    """A hypothesis without its noises and pronunciation numbers."""
    return " ".join(word for token in text.split() if (word := clean(token)))


def confidence(words: Iterable[Word]) -> float:
    """How sure the recogniser is of all the words: their mean, within 0 and 1."""
    known = [min(1.0, max(0.0, word.confidence)) for word in words]
    return sum(known) / len(known) if known else 0.0

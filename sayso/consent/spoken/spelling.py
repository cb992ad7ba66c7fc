"""Texts as a voice can say them: every sign becomes a word, so that what is heard is what is there."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sayso.consent.spoken.names import word_set

VEIL = "\ue000"
"""Stands for a secret stretch until it is spoken. No text holds it by then: private characters are hidden ones."""
UNDER_VEIL = "a secret value"

SIGNS = {
    " ": "space", "\n": "line break", "\t": "tab", ".": "dot", "/": "slash", "\\": "backslash", "_": "underscore",
    "-": "dash", "@": "at sign", ":": "colon", ";": "semicolon", ",": "comma", "?": "question mark",
    "!": "exclamation mark", "&": "ampersand", "=": "equals", "#": "hash", "%": "percent", "+": "plus", "~": "tilde",
    "*": "star", "'": "apostrophe", '"': "quote", "`": "backtick", "(": "opening bracket", ")": "closing bracket",
    "[": "opening square bracket", "]": "closing square bracket", "{": "opening brace", "}": "closing brace",
    "<": "less than sign", ">": "greater than sign", "|": "pipe", "^": "caret", "$": "dollar sign",
}  # fmt: skip
_SIGN_WORDS = word_set(" ".join(SIGNS.values())) | {"word"}
_SAID = {**SIGNS, VEIL: UNDER_VEIL}
_PIECE = re.compile(r"[^\W_]+|\s|[\W_]", re.ASCII)
_PIECE_WIDE = re.compile(r"[^\W_]+|\s|[\W_]")
_STRUCTURE = word_set("and in the to from at on of with for marked more say whole text")
"""Words of our own sentences. Beside one of them a space is said, or one name could be heard as two."""

_IN_TEXT = {
    "%": " percent ", "&": " and ", "@": " at ", "+": " plus ", "=": " equals ", "#": " hash ", "/": " slash ",
    "\\": " backslash ", "*": " star ", "_": " underscore ", "<": " less than ", ">": " greater than ", "$": " dollar ",
    "\u20ac": " euro ", "\u00a3": " pound ", "\u00a5": " yen ", "~": " tilde ", "|": " pipe ",
    VEIL: f" {UNDER_VEIL} ",
}  # fmt: skip
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-", "\u00a0": " "})
_DOT = re.compile(r"(?<=\d)\.(?=\d)")
_INNER_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W_])")
_MINUS = re.compile(r"(?<!\S)-(?=\d)")
_IN_TEXT_SIGN = re.compile("[" + re.escape("".join(_IN_TEXT)) + "]")
_DROPPED = re.compile(r"(?<!\w)['-]+|['-]+(?!\w)|[^\w\s'-]")


def exactly(text: str) -> str:
    """Every character of the text made to be heard: no two texts of letters and usual signs sound the same."""
    if text.isascii() and text.isalnum() and text.lower() not in _SIGN_WORDS:
        return text
    pieces = (_PIECE if text.isascii() else _PIECE_WIDE).findall(text)
    said: list[str] = []
    for n, piece in enumerate(pieces):
        if piece[0].isalnum():
            said.append(f"word {piece}" if piece.lower() in _SIGN_WORDS else piece)
        elif piece != " " or not _is_gap(pieces, n):
            said.append(_SAID.get(piece) or _named(piece))
    return " ".join(said)


def as_text(text: str) -> str:
    """A text of words as one reads it out: its punctuation is left out, its other signs are words."""
    text = text.translate(_QUOTES)
    if text.isascii() and text.replace(" ", "").isalnum():
        return " ".join(text.split())
    text = _INNER_DOT.sub(" dot ", _DOT.sub(" point ", _MINUS.sub(" minus ", text)))
    text = _IN_TEXT_SIGN.sub(lambda match: _IN_TEXT[match[0]], text)
    text = _DROPPED.sub(_dropped, text)
    return " ".join(text.split())


def one_by_one(text: str) -> str:
    """Character by character: "4 f 9 c"."""
    return " ".join(char if char.isalnum() else _SAID.get(char) or _named(char) for char in text)


def _is_gap(pieces: list[str], n: int) -> bool:
    """Whether a space can be heard as the gap between two words, as in "My Report dot txt"."""
    if not 0 < n < len(pieces) - 1:
        return False
    before, after = pieces[n - 1], pieces[n + 1]
    return (
        before[0].isalnum()
        and after[0].isalnum()
        and before.lower() not in _STRUCTURE
        and after.lower() not in _STRUCTURE
    )


def _dropped(match: re.Match[str]) -> str:
    sign = match[0]
    if len(sign) == 1 and not sign.isascii() and unicodedata.category(sign)[0] == "S":
        return f" {_named(sign)} "
    return " "


@lru_cache(maxsize=512)
def _named(char: str) -> str:
    """The name of a rare sign: "degree sign"."""
    name = unicodedata.name(char, "unknown sign")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", name.lower()).split()[:4])

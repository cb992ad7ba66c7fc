"""Texts to pass on, and things to search for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from .chunks import after_head, rest_from, trim_end, trim_start
from .filling import Filling, first_word
from .worded import put_words
from .words import QUESTION_WORDS, STOP, vocabulary

ABOUT = vocabulary("about regarding concerning")


def fill_said(filling: Filling) -> None:
    """A text to pass on: what follows "saying", "that" or a colon."""
    for one in filling.open("text"):
        span = _said_text(filling)
        if span is not None:
            put_words(filling, one, *span)


def fill_texts(filling: Filling) -> None:
    """A required text that nothing introduced: all that the request doesn't need otherwise."""
    for one in filling.open("text"):
        others = [other for other in filling.open("name", "search") if other.required]
        span = _remainder(filling) if one.required and not others else None
        if span is not None:
            put_words(filling, one, *span)


def _said_text(filling: Filling) -> tuple[int, int] | None:
    return _opened_by(filling, {"saying", "says", ":"}) or _opened_by(filling, {"that"})


def _opened_by(filling: Filling, openers: AbstractSet[str]) -> tuple[int, int] | None:
    for i, token in enumerate(filling.heard.tokens):
        if token.low not in openers or i in filling.claimed or i == 0 or i <= (filling.request.verb or 0):
            continue
        first = i + 1
        while filling.heard.low(first) in ("that", "says", ":", ","):
            first += 1
        last = rest_from(filling, first)
        if last > first:
            return first, last
    return None


def _remainder(filling: Filling) -> tuple[int, int] | None:
    """The longest unclaimed stretch after the words that name the tool."""
    first, best = after_head(filling, verbatim=True), None
    while first < len(filling.heard.tokens):
        last = rest_from(filling, first)
        start = first
        while start < last and filling.heard.low(start) in (",", ":", "of", "to", "with", "about"):
            start += 1
        if last > start and (best is None or last - start > best[1] - best[0]):
            best = (start, last)
        first = max(last, first) + 1
    return best


def fill_searches(filling: Filling) -> None:
    """Something to look for: what follows "about" or "for", or else the words that carry content."""
    for one in filling.open("search"):
        span = _topic(filling) if one.required or first_word(filling.heard, ABOUT) is not None else None
        if span is not None:
            put_words(filling, one, *span)


def _topic(filling: Filling) -> tuple[int, int] | None:
    heard, head = filling.heard, after_head(filling, verbatim=False)
    asked = filling.request.verb is not None and heard.low(filling.request.verb) in QUESTION_WORDS
    cues = ABOUT | ({"on"} if asked and heard.low(head - 1) != "for" else {"for", "on"})
    for i, token in enumerate(heard.tokens):
        if token.low in cues and i not in filling.claimed and i + 1 not in filling.claimed:
            first, last = _trimmed(filling, i + 1, rest_from(filling, i + 1))
            if last > first and not all(filling.is_own(k) or heard.low(k) in STOP for k in range(first, last)):
                return first, last
    while head < len(heard.tokens) and (head in filling.claimed or heard.low(head) in ("by", "with", "of", "in")):
        head += 1
    first, last = _trimmed(filling, head, rest_from(filling, head))
    while last > first and heard.low(last - 1) in STOP:
        last -= 1
    if last > first and any(filling.is_content(k) for k in range(first, last)):
        return first, last
    return None


def _trimmed(filling: Filling, first: int, last: int) -> tuple[int, int]:
    last = trim_end(filling, first, last)
    return trim_start(filling, first, last), last

"""The answer to a question for one value: "tom berg", "it's for tom berg, please", "call it road trip"."""

from __future__ import annotations

from .chunks import rest_from, trim_end, trim_start
from .filling import Filling
from .kinds import kind_of
from .schema import Field
from .typed import as_written
from .worded import split_list, writings
from .words import ARTICLES, PREPOSITIONS, vocabulary

_LEADS = vocabulary("""
        it it's its is that that's thats this be should the a an name call him her them under for with to on at in of
    um uh er well okay ok so i think i'd say want would like please yes yeah just make let's use his my 's 's , : was
    answer title text message search about""")


def fill_answer(filling: Filling, asked: Field) -> None:
    """Give the words of an answer to the field that was asked for, where they have no form of their own."""
    kind = kind_of(asked)
    if asked.path in filling.values or kind not in ("name", "text", "search", "path", "array", "email", "url", "zone"):
        return
    tokens = filling.heard.tokens
    first = 0
    while first < len(tokens) and (first in filling.claimed or tokens[first].sort in ("mark", "suffix")):
        first += 1
    if kind != "text" or _introduces(filling, first):
        while first < len(tokens) - 1 and (tokens[first].low in _LEADS or first in filling.claimed):
            first += 1
    last = _end(filling, asked, first)
    if kind != "text":
        first = trim_start(filling, first, last)
    if first >= last or not filling.free(first, last):
        return
    text = filling.heard.slice(first, last).strip().strip('"\u201c\u201d')
    if kind == "array":
        filling.put(asked, [as_written(filling, asked.item, part) for part in split_list(text)], first, last)
        return
    for value in writings(filling, asked, text, first, last):
        if filling.put(asked, value, first, last):
            return


def _introduces(filling: Filling, first: int) -> bool:
    return filling.heard.low(first) in ("it", "it's", "that", "say", "um", "uh", "the") and filling.heard.low(
        first + 1
    ) in ("'s", "is", "says", "should", "text", "message", "say")


def _end(filling: Filling, asked: Field, first: int) -> int:
    """All that was said, unless another field is still empty and a preposition leads over to it."""
    others = [one for one in filling.open("name", "search", "path") if one != asked and one.required]
    last = rest_from(filling, first, across=not others or kind_of(asked) == "text")
    for i in range(first + 1, last):
        low = filling.heard.low(i)
        if i + 1 in filling.claimed and (low in PREPOSITIONS or low in ARTICLES):
            return trim_end(filling, first, i)
    return last

"""The pieces of an utterance that can be values: runs of content words, each with what stands in front of it."""

from __future__ import annotations

from dataclasses import dataclass

from .filling import Filling
from .words import ARTICLES, POLITE_TAILS, PREPOSITIONS, REPORTING, STOP, vocabulary

NAMING = vocabulary("called named titled entitled labelled labeled")


@dataclass(frozen=True)
class Chunk:
    """The tokens from `first` up to before `last`; `cue` is the preposition that they follow, "of" for an owner."""

    first: int
    last: int
    cue: str

    def text(self, filling: Filling) -> str:
        return unquote(filling.heard.slice(self.first, self.last))


def unquote(text: str) -> str:
    if len(text) > 1 and text[0] in "\"'\u201c\u2018\u00ab`" and text[-1] in "\"'\u201d\u2019\u00bb`":
        return text[1:-1]
    return text


def chunks(filling: Filling) -> list[Chunk]:
    """Every run of content words, in order. What is claimed, a mark or a word without content ends a run."""
    found: list[Chunk] = []
    i = 0
    while i < len(filling.heard.tokens):
        if not filling.is_content(i):
            i += 1
            continue
        last = run_end(filling, i)
        found.append(Chunk(i, last, _cue(filling, i, last)))
        i = last
    return found


def run_end(filling: Filling, i: int) -> int:
    """The token after the run of content words that begins at `i`."""
    quoted = filling.heard.tokens[i].sort == "quote"
    last = i + 1
    while not quoted and last < len(filling.heard.tokens):
        token = filling.heard.tokens[last]
        if token.sort == "quote":
            break
        particle = (
            token.low in ("of", "the", "de", "da", "van", "von", "der", "la", "le")
            and last not in filling.claimed
            and filling.heard.tokens[i].capitalised
            and any(t.capitalised for t in filling.heard.tokens[last + 1 : last + 3])
        )
        if not (filling.is_content(last) or particle):
            break
        last += 1
    return last


def _cue(filling: Filling, first: int, last: int) -> str:
    if filling.heard.low(last) in ("'s", "'"):
        return "of"
    i = first - 1
    # "to the playlist road trip": the tool's own words and articles don't part a value from its preposition.
    while i >= 0 and i not in filling.claimed:
        low = filling.heard.low(i)
        if low in PREPOSITIONS:
            return low
        if low in ("does", "did", "has", "is", "do", "have") and filling.heard.low(last) in (
            "have",
            "has",
            "got",
            "need",
        ):
            return "of"
        if low not in ARTICLES and not (filling.is_own(i) and i != filling.request.verb):
            break
        i -= 1
    return ""


def rest_from(filling: Filling, first: int, *, across: bool = True) -> int:
    """The token after a value that runs on from `first`: to the end, or to what is claimed or (not `across`) a
    preposition. Thanks, marks and a trailing "in the <server>" are left out."""
    tokens = filling.heard.tokens
    last = first
    while last < len(tokens) and last not in filling.claimed:
        low = tokens[last].low
        if not across and last > first and (low in PREPOSITIONS or tokens[last].sort == "mark"):
            break
        last += 1
    return trim_end(filling, first, last)


def trim_end(filling: Filling, first: int, last: int) -> int:
    """Take thanks, marks, dangling prepositions and the tool's own words after a preposition off the end."""
    tokens = filling.heard.tokens
    while last > first:
        token = tokens[last - 1]
        if token.sort in ("mark", "suffix") or token.low in POLITE_TAILS or token.low in ("and", "the", "a", "then"):
            last -= 1
            continue
        if token.low in PREPOSITIONS:
            last -= 1
            continue
        start = last - 1
        while start > first and (filling.is_own(start) or tokens[start].low in ARTICLES):
            start -= 1
        if start < last - 1 and tokens[start].low in PREPOSITIONS | {"according"} and filling.is_own(last - 1):
            last = start
            continue
        break
    return last


def trim_start(filling: Filling, first: int, last: int) -> int:
    """Take articles, marks and links off the beginning."""
    while first < last:
        token = filling.heard.tokens[first]
        if token.sort not in ("mark", "suffix") and token.low not in ARTICLES and token.low not in ("is", "are", "and"):
            break
        first += 1
    return first


def after_head(filling: Filling, *, verbatim: bool) -> int:
    """The first token after "please search the guide for": what asks, and what names the tool.

    `verbatim` keeps every word that isn't needed to name the tool, for a text that is to be passed on as it was said.
    """
    heard, i = filling.heard, filling.request.head
    if not filling.request.actions and filling.request.verb is not None and not verbatim:
        # "parking rules": a first word that is no verb is part of what is looked for.
        return filling.request.verb + (heard.tokens[filling.request.verb].stem in filling.own)
    while i < len(heard.tokens):
        low = heard.low(i)
        own = filling.is_own(i)
        if verbatim:
            ahead = next(
                (k for k in range(i, len(heard.tokens)) if heard.low(k) not in ARTICLES | {"of", "to", "in"}), i
            )
            if not own and not (ahead > i and ahead < len(heard.tokens) and filling.is_own(ahead)):
                break
        elif not own and low not in STOP and low not in REPORTING and heard.tokens[i].sort not in ("mark", "suffix"):
            break
        i += 1
    return i

"""Names and lists, by what stands before them: "for ana", "by adele", "called road trip", or nothing."""

from __future__ import annotations

import re

from .chunks import NAMING, Chunk, chunks, rest_from, trim_end
from .filling import Filling
from .kinds import kind_of, role_of
from .schema import Field
from .texts import ABOUT
from .worded import put_words
from .words import PREPOSITIONS, stems

_PLACES = stems("city location place country region address room where area list folder directory")
_MAKERS = stems("artist author by band writer creator owner sender maker brand")


def fill_names(filling: Filling) -> None:
    """The remaining words by what stands before them: "for ana", "by adele", "called road trip", or nothing."""
    _fill_lists(filling)
    while True:
        fields = filling.open("name", "path")
        pairs = [
            (_affinity(filling, one, chunk, k, len(fields)), -k, -j, one, chunk)
            for k, one in enumerate(sorted(fields, key=filling.tool.fields.index))
            for j, chunk in enumerate(chunks(filling))
        ]
        pairs = [pair for pair in pairs if pair[0] >= (0.5 if pair[3].required else 3.0)]
        pairs.sort(key=lambda pair: (pair[0], pair[1], pair[2]), reverse=True)
        if not any(put_words(filling, pair[3], pair[4].first, _named_end(filling, pair[4])) for pair in pairs):
            return


def _named_end(filling: Filling, chunk: Chunk) -> int:
    """A name after "called" runs on to the end where no other field could want what follows."""
    if chunk.cue not in NAMING or len(filling.open("name", "search", "path", "array")) > 1:
        return chunk.last
    return rest_from(filling, chunk.first) if filling.heard.tokens[chunk.first].sort != "quote" else chunk.last


def _affinity(filling: Filling, one: Field, chunk: Chunk, order: int, count: int) -> float:
    """How well a run of words suits a field."""
    stems, path = set(one.stems), kind_of(one) == "path"
    role, cue = role_of(one), chunk.cue
    words = set(re.findall(r"\w+", one.description.lower()))
    score = 0.0 if cue else (2.2 if order == 0 else 1.5)
    if cue in NAMING:
        score = 4.0 if {"nam", "titl", "label"} & stems else 3.0 if one.required else 2.0
    elif cue == "by":
        score = 4.0 if stems & _MAKERS or words & {"artist", "author", "by"} else 1.0
    elif cue == "with" and count == 1 and "my" in filling.heard.lows()[: chunk.first]:
        score = 0.0  # "my meeting with ...": whose it is was said, and it isn't this
    elif cue in ("for", "with", "of"):
        near = order if cue == "with" else count - order
        score = (1.0 if path or stems & _PLACES else 3.0) + 0.1 * near
    elif cue in ("to", "into", "onto"):
        score = 3.5 if role == "target" or stems & {"recipi", "recipient", "contact"} else 1.2 + 0.1 * order
        score = max(score, 3.0 if stems & _PLACES else 0.0)
    elif cue == "from":
        score = 3.5 if role == "source" or stems & (_PLACES | _MAKERS) else 1.2 + 0.1 * order
    elif cue in ("in", "at", "near", "on", "under", "inside"):
        score = 3.5 if path or stems & _PLACES else 1.0 + 0.1 * order
    elif cue in ABOUT:
        score = 3.5 if {"about", "topic"} & words else 1.0
    elif cue:
        score = 0.8
    if cue and cue in words and cue not in ("of", "to", "in", "for"):
        score += 1.0
    if (role == "target" and cue == "from") or (role == "source" and cue in ("to", "into")):
        score = 0.0
    return score


def _fill_lists(filling: Filling) -> None:
    """A list said with commas or "and". Without an "and" it is a list of one."""
    fields = [one for one in filling.open("array") if kind_of(one.item) in ("name", "text", "search", "path")]
    for one in fields:
        named = [name for name in filling.open("name") if name.required]
        for chunk in chunks(filling):
            if named and chunk.cue in NAMING:
                continue
            cued = chunk.cue in {"with", "including", "containing", "of", "for"}
            if one.required or (cued and "," in filling.heard.text):
                last = rest_from(filling, chunk.first, across=False)
                last = _list_end(filling, chunk.first, last)
                if put_words(filling, one, chunk.first, max(last, chunk.last)):
                    break


def _list_end(filling: Filling, first: int, last: int) -> int:
    """A list runs on over commas and "and", and ends at the next preposition."""
    i = first
    while i < len(filling.heard.tokens) and i not in filling.claimed:
        token = filling.heard.tokens[i]
        if token.low in PREPOSITIONS or (token.sort == "mark" and token.text not in ",;&"):
            break
        i += 1
    return max(last, trim_end(filling, first, i))

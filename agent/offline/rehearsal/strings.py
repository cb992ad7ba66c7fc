"""Values in words: names, things to search for, texts to pass on, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from .chunks import NAMING, Chunk, after_head, chunks, rest_from, run_end, trim_end, trim_start, unquote
from .filling import Filling, first_word, fits
from .kinds import TYPED, Kind, kind_of, role_of
from .numbers import DIGITS, spelled
from .schema import Field
from .typed import as_written
from .words import ARTICLES, PREPOSITIONS, QUESTION_WORDS, STOP, stem, stems, vocabulary

WORDED: tuple[Kind, ...] = ("name", "search", "text", "path", "array")
_UNNAMED = stems("name id text string new old from to title")
_LINKS = vocabulary("is as = : named called titled number no entitled to")
_ABOUT = vocabulary("about regarding concerning")
_PLACES = stems("city location place country region address room where area list folder directory")
_MAKERS = stems("artist author by band writer creator owner sender maker brand")
_CODES = stems("id code number reference ref tracking zip postcode pin")


def fill_quotes(filling: Filling) -> None:
    """What is in quotes goes to the field named before it, or else to the first that has no value."""
    for i, token in enumerate(filling.heard.tokens):
        if token.sort != "quote" or i in filling.claimed:
            continue
        fields = [one for one in filling.open(*WORDED) if kind_of(one) != "array" or kind_of(one.item) not in TYPED]
        fields.sort(key=lambda one: (not _names(filling, one, i), not one.required, filling.tool.fields.index(one)))
        for one in fields:
            text = unquote(token.text)
            if filling.put(one, [text] if kind_of(one) == "array" else text, i, i + 1):
                break


def _names(filling: Filling, one: Field, i: int) -> bool:
    """Whether one of the three words before token `i` names a field, as in 'with the title "..."'."""
    cues = {filling.heard.tokens[k].stem for k in range(max(0, i - 3), i)}
    naming = cues & {stem(word) for word in NAMING} and {"nam", "titl"} & set(one.stems)
    return bool(cues & set(one.stems) or naming)


def fill_codes(filling: Filling) -> None:
    """A code that was spelled out ("a b one two three") is one value, not letters and numbers."""
    tokens, first = filling.heard.tokens, 0
    while first < len(tokens):
        last = first
        while last < len(tokens) and last not in filling.claimed and _is_spelled(tokens[last].low):
            last += 1
        code = spelled(filling.heard, first, last) if last - first > 2 else ""
        for one in filling.open("name") if code else []:
            if (set(one.stems) & _CODES or one.schema.get("pattern")) and filling.put(one, code, first, last):
                break
        first = max(last, first + 1)
    for one in filling.open("name"):
        if one.schema.get("pattern"):
            any(_put(filling, one, i, i + 1) for i in range(len(tokens)) if filling.is_content(i))


def _is_spelled(low: str) -> bool:
    return low in DIGITS or low.isdigit() or (len(low) == 1 and low.isalpha())


def fill_cued(filling: Filling) -> None:
    """A value beside the name of its field: "coach brown", "the road trip playlist", "message: hello"."""
    for one in filling.open("name", "search", "path", "text", "array"):
        if kind_of(one) == "array" and kind_of(one.item) in TYPED - {"path"}:
            continue
        for i in _cue_tokens(filling, one):
            span = _after(filling, one, i) or _before(filling, one, i)
            if span is not None and _put(filling, one, *span):
                filling.claimed.add(i)
                break


def _cue_tokens(filling: Filling, one: Field) -> Iterator[int]:
    cues = [key for key in one.stems if key not in _UNNAMED]
    wanted = cues[-1] if cues else (one.stems[-1] if one.stems else "")
    for i, token in enumerate(filling.heard.tokens):
        if token.stem == wanted and i not in filling.claimed and i != filling.request.verb and token.sort == "word":
            yield i


def _after(filling: Filling, one: Field, i: int) -> tuple[int, int] | None:
    j = i + 1
    while filling.heard.low(j) in _LINKS or (filling.heard.low(j) in ARTICLES and j > i + 1):
        if filling.heard.low(j) == "to" and not filling.request.actions & {"change", "move"}:
            return None
        j += 1
    named = any(filling.heard.low(k) in NAMING or filling.heard.low(k) in (":", "=") for k in range(i + 1, j))
    if j >= len(filling.heard.tokens) or j in filling.claimed:
        return None
    if kind_of(one) == "text" and (named or not filling.is_own(i)):
        return (j, rest_from(filling, j)) if filling.heard.tokens[j].sort != "mark" else None
    if not filling.is_content(j):
        return None
    last = rest_from(filling, j, across=False) if kind_of(one) == "array" else _cut_at_cues(filling, one, j)
    return (j, last) if last > j else None


def _cut_at_cues(filling: Filling, one: Field, first: int) -> int:
    """A run of words ends where the name of another field begins."""
    last = run_end(filling, first)
    others = {other.stems[-1] for other in filling.tool.fields if other != one and other.stems}
    for i in range(first + 1, last):
        if filling.heard.tokens[i].stem in others - _UNNAMED:
            return i
    return last


def _before(filling: Filling, one: Field, i: int) -> tuple[int, int] | None:
    first = i
    while first > 0 and filling.is_content(first - 1):
        first -= 1
    article = filling.heard.low(first - 1) in ARTICLES
    return (first, i) if first < i and (one.required or article) else None


def fill_said(filling: Filling) -> None:
    """A text to pass on: what follows "saying", "that" or a colon."""
    for one in filling.open("text"):
        span = _said_text(filling)
        if span is not None:
            _put(filling, one, *span)


def fill_texts(filling: Filling) -> None:
    """A required text that nothing introduced: all that the request doesn't need otherwise."""
    for one in filling.open("text"):
        others = [other for other in filling.open("name", "search") if other.required]
        span = _remainder(filling) if one.required and not others else None
        if span is not None:
            _put(filling, one, *span)


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
        span = _topic(filling) if one.required or first_word(filling.heard, _ABOUT) is not None else None
        if span is not None:
            _put(filling, one, *span)


def _topic(filling: Filling) -> tuple[int, int] | None:
    heard, head = filling.heard, after_head(filling, verbatim=False)
    asked = filling.request.verb is not None and heard.low(filling.request.verb) in QUESTION_WORDS
    cues = _ABOUT | ({"on"} if asked and heard.low(head - 1) != "for" else {"for", "on"})
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
        if not any(_put(filling, pair[3], pair[4].first, _named_end(filling, pair[4])) for pair in pairs):
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
        score = 3.5 if role == "source" or stems & _PLACES else 1.2 + 0.1 * order
    elif cue in ("in", "at", "near", "on", "under", "inside"):
        score = 3.5 if path or stems & _PLACES else 1.0 + 0.1 * order
    elif cue in _ABOUT:
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
                if _put(filling, one, chunk.first, max(last, chunk.last)):
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


def split_list(text: str) -> list[str]:
    parts = re.split(r"\s*(?:[,;]\s*(?:and|or|plus)?|\s(?:and|or|plus|&))\s+", text)
    return [
        re.sub(r"^(?:a|an|the|some)\s+", "", unquote(part.strip()), flags=re.IGNORECASE)
        for part in parts
        if part.strip()
    ]


def _put(filling: Filling, one: Field, first: int, last: int) -> bool:
    """Fill a field with the words of a span, in whichever writing its schema takes."""
    if kind_of(one) != "text":
        first = trim_start(filling, first, last)
    while kind_of(one) == "name" and first < last - 1 and _calls(filling, one, first):
        first += 1
    if first >= last or (kind_of(one) != "text" and not any(filling.is_content(i) for i in range(first, last))):
        return False
    if not filling.free(first, last):
        return False
    text = unquote(filling.heard.slice(first, last).strip())
    if kind_of(one) == "array":
        return filling.put(one, [as_written(filling, one.item, part) for part in split_list(text)], first, last)
    for value in writings(filling, one, text, first, last):
        if fits(one, value) and filling.put(one, value, first, last):
            return True
    return False


def _calls(filling: Filling, one: Field, i: int) -> bool:
    """Whether a word says what the value is, as in "parcel AB123", and is no part of it."""
    token = filling.heard.tokens[i]
    return token.stem in one.called and not (token.capitalised and filling.heard.cased)


def writings(filling: Filling, one: Field, text: str, first: int, last: int) -> list[str]:
    """A text as it was said, then as codes are written: together, in capitals."""
    together = text.replace(" ", "")
    code = spelled(filling.heard, first, last)
    if set(one.stems) & _CODES or code or one.schema.get("pattern"):
        return [value for value in (code, text, text.upper(), together, together.upper()) if value]
    return [as_written(filling, one, text) if kind_of(one) == "name" else text]

"""Values that something points to: quotes, codes that were spelled out, and the names of the fields themselves."""

from __future__ import annotations

from collections.abc import Iterator

from .chunks import NAMING, rest_from, run_end, unquote
from .filling import Filling
from .kinds import TYPED, Kind, kind_of
from .numbers import DIGITS, spelled
from .schema import Field
from .worded import CODES, put_words
from .words import ARTICLES, stem, stems, vocabulary

WORDED: tuple[Kind, ...] = ("name", "search", "text", "path", "array")
_UNNAMED = stems("name id text string new old from to title")
_LINKS = vocabulary("is as = : named called titled number no entitled to")


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
            if (set(one.stems) & CODES or one.schema.get("pattern")) and filling.put(one, code, first, last):
                break
        first = max(last, first + 1)
    for one in filling.open("name"):
        if one.schema.get("pattern"):
            any(put_words(filling, one, i, i + 1) for i in range(len(tokens)) if filling.is_content(i))


def _is_spelled(low: str) -> bool:
    return low in DIGITS or low.isdigit() or (len(low) == 1 and low.isalpha())


def fill_cued(filling: Filling) -> None:
    """A value beside the name of its field: "coach brown", "the road trip playlist", "message: hello"."""
    for one in filling.open("name", "search", "path", "text", "array"):
        if kind_of(one) == "array" and kind_of(one.item) in TYPED - {"path"}:
            continue
        for i in _cue_tokens(filling, one):
            span = _after(filling, one, i) or _before(filling, one, i)
            if span is not None and put_words(filling, one, *span):
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

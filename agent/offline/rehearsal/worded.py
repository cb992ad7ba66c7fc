"""A run of words as the value of a field: as it was said, or as its schema wants it written."""

from __future__ import annotations

import re

from .chunks import trim_start, unquote
from .filling import Filling, fits
from .kinds import kind_of
from .numbers import spelled
from .schema import Field
from .typed import as_written
from .words import stems

CODES = stems("id code number reference ref tracking zip postcode pin")


def split_list(text: str) -> list[str]:
    parts = re.split(r"\s*(?:[,;]\s*(?:and|or|plus)?|\s(?:and|or|plus|&))\s+", text)
    return [
        re.sub(r"^(?:a|an|the|some)\s+", "", unquote(part.strip()), flags=re.IGNORECASE)
        for part in parts
        if part.strip()
    ]


def put_words(filling: Filling, one: Field, first: int, last: int) -> bool:
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
    if set(one.stems) & CODES or code or one.schema.get("pattern"):
        return [value for value in (code, text, text.upper(), together, together.upper()) if value]
    return [as_written(filling, one, text) if kind_of(one) == "name" else text]

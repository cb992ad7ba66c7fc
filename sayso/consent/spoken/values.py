"""How one value is made to be heard: what it is, in words that a voice can say.

What is heard of a value says so where it isn't all of it ("begins ..."), and words that somebody else wrote are
introduced as such ("the text ..."), so that no value can pass for a part of the question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sayso.consent.secrets import looks_secret, names_secret, says_nothing, without_secrets
from sayso.consent.spoken.amounts import (
    ambiguous_money,
    currency_words,
    is_currency,
    minor_unit,
    named_currency,
    of_minor,
    say_money,
    say_number,
    written_money,
)
from sayso.consent.spoken.codes import (
    is_code,
    is_opaque,
    is_phone,
    is_sql,
    say_code,
    say_command,
    say_email,
    say_id,
    say_opaque,
    say_phone,
    say_url,
)
from sayso.consent.spoken.dates import say_moment
from sayso.consent.spoken.heard import SHORT, USUAL, WHOLE, Heard, Room
from sayso.consent.spoken.kinds import kind_of
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.paths import looks_like_path, say_path
from sayso.consent.spoken.spelling import UNDER_VEIL, VEIL, one_by_one
from sayso.consent.spoken.texts import is_plain_name, say_name, say_phrase, say_text, text_noun

__all__ = ["SHORT", "USUAL", "WHOLE", "Heard", "Room", "hear", "hear_money", "is_plain_name", "path_noun"]

_AS_WRITTEN = frozenset(("text", "title", "query", "command"))
"""Kinds of names whose value stays what it is called: a text that looks like a date is a text."""
_NUMBERS = frozenset(("money", "id", "count", "date", "time"))
_FOLDERS = word_set("directory dir folder cwd root workdir")
_FILES = word_set("file filename filepath")


def hear(key: str, value: Any, room: Room = USUAL, noun: str | None = None, depth: int = 0) -> Heard:
    """The value of this name as it is spoken. `noun` says what it is called where that is known."""
    if isinstance(value, str):
        return _hear_text(key, value, room, noun)
    if value is None:
        return Heard("left open", "null")
    if isinstance(value, bool):
        return Heard("on" if value else "off", "flag")
    if isinstance(value, (int, float)):
        return _hear_number(key, value)
    from sayso.consent.spoken.gathered import hear_list, hear_object

    if isinstance(value, list):
        return hear_list(key, value, room, depth)
    return hear_object(key, value, room, depth)


def hear_money(key: str, value: int | float | str, currency: str) -> Heard | None:
    """An amount, with its currency where one is given. None where it is no amount, or where its name contradicts."""
    words = words_of(key)
    own = named_currency(words)
    if own and currency and own != named_currency((currency.lower(),)):
        return None
    currency = currency or own
    if unit := minor_unit(words):
        return _hear_minor(value, unit, currency)
    if isinstance(value, str):
        if said := ambiguous_money(value):
            known = value.lstrip("-")[0].isdigit() and value[-1].isdigit() and is_currency(currency)
            many = currency_words(currency)[1] if known else ""
            return None if currency and not known else Heard(f"{said} {many}".rstrip(), "money")
        written = written_money(value)
        if written is None or (written[1] and currency and written[1].upper() != currency.upper()):
            return None
        value, currency = written[0], written[1] or currency
    if currency and not is_currency(currency):
        return None
    money = say_money(value, currency)
    return Heard(money[0], "money", money[1]) if money else None


def _hear_minor(value: int | float | str, unit: str, currency: str) -> Heard | None:
    """15.00 dollars, not 1500, of 1500 cents; and cents where it isn't known what they are of."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 15:
        value = int(value)
    whole = of_minor(value, unit, currency)
    if whole is not None and (money := say_money(whole, currency)):
        return Heard(money[0], "money", money[1])
    if currency or isinstance(value, str):
        return None
    said, exact = say_number(value)
    return Heard(f"{said} {unit}", "money", exact)


def path_noun(key: str, path: str) -> str:
    """What a path names, as far as its argument and its own form tell."""
    words = words_of(key)
    if path.endswith(("/", "\\")) or not _FOLDERS.isdisjoint(words):
        return "folder"
    last = re.split(r"[/\\]", path)[-1]
    return "file" if not _FILES.isdisjoint(words) or "." in last.lstrip(".") else "path"


def _hear_number(key: str, value: int | float) -> Heard:
    if looks_secret(key, value):
        return Heard(UNDER_VEIL, "secret", False)
    kind = kind_of(key)
    if kind == "phone" and isinstance(value, int) and 0 <= value < 10**15:
        return Heard(one_by_one(str(value)), kind)
    if kind == "money" and (money := hear_money(key, value, "")):
        return money
    said, whole = say_number(value)
    return Heard(said, kind if kind in _NUMBERS else "number", whole)


def _hear_text(key: str, value: str, room: Room, noun: str | None) -> Heard:
    if not value.strip():
        return _hear_empty(key, value)
    if names_secret(key) and not says_nothing(value):
        return Heard(UNDER_VEIL, "secret", False)
    seen = look(value)
    text = without_secrets(seen.text, VEIL)
    if not text.strip():
        return Heard("a text of hidden characters alone", kind_of(key), False)
    kind = kind_of(key)
    heard = None if kind in _AS_WRITTEN else _by_shape(key, text, kind, room, noun)
    heard = heard or _by_name(key, text, kind, room, noun)
    if VEIL in text or seen.hidden:
        heard = replace(heard, exact=False)
    return replace(heard, text=f"{heard.text} {seen.notice}") if seen.notice else heard


def _hear_empty(key: str, value: str) -> Heard:
    if value:
        return Heard("a text of spaces alone", kind_of(key), False)
    if kind_of(key) == "text":
        return Heard(f"an empty {text_noun(key)}", "text")
    return Heard("left empty", "null")


def _by_shape(key: str, text: str, kind: str, room: Room, noun: str | None) -> Heard | None:
    """What the value shows to be by itself, whatever it is called."""
    if moment := say_moment(text):
        return Heard(moment[0], moment[1])
    if " " in text or "\n" in text:
        return None
    if "://" in text:
        return say_url(text, room)
    if "@" in text and (email := say_email(text, room)):
        return email
    if looks_like_path(text):
        return _path(key, text, room, noun)
    if kind not in ("path", "phone") and is_opaque(text):
        return say_opaque(key, text, room)
    return say_phone(text, room) if text[0] == "+" and is_phone(text) else None


def _by_name(key: str, text: str, kind: str, room: Room, noun: str | None) -> Heard:
    """What the value's name says that it is."""
    if kind == "path":
        return _path(key, text, room, noun)
    if kind != "command" and is_code(key, text):
        return say_code(text, room, noun or text_noun(key))
    if kind == "command" or (kind == "query" and is_sql(text)):
        return say_command(text, room)
    if kind == "money" and (heard := hear_money(key, text, "")):
        return heard
    if kind == "id" and len(text) <= 80 and " " not in text:
        return say_id(key, text, room)
    if kind == "phone" and is_phone(text):
        return say_phone(text, room)
    if kind in ("who", "place", "url", "phone", "money"):
        return say_name(text, room, kind)
    if kind == "text" or (kind not in ("title", "query") and len(text) > 60):
        return say_text(text, room, noun or text_noun(key))
    return say_phrase(text, room, kind)


def _path(key: str, text: str, room: Room, noun: str | None) -> Heard:
    said, whole = say_path(text, path_noun(key, text) if noun is None else noun, room.exact)
    return Heard(said, "path", whole)

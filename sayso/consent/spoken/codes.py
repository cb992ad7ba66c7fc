"""Ids, telephone numbers, addresses and commands: said to the letter, or by their ends."""

from __future__ import annotations

import re
from dataclasses import replace

from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.heard import WHOLE, Heard, Room
from sayso.consent.spoken.kinds import kind_of
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.paths import shortened
from sayso.consent.spoken.spelling import exactly, one_by_one
from sayso.consent.spoken.texts import say_name, say_text

_ID_NOUNS = word_set("sha hash commit token code number key iban")
_EMAIL = re.compile(r"([^\W_]+(?:[._+-][^\W_]+)*)@([^\W_]+(?:[.-][^\W_]+)*)")
_OPAQUE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{12,}|"
    r"(?=\S*\d)(?=\S*[A-Z])(?=\S*[a-z])[\w+/-]{16,}={0,2}|(?=[0-9A-Z]*\d)[0-9A-Z]{10,}",
    re.ASCII,
)
_READABLE_ID = re.compile(r"[A-Za-z]{2,}(?:[-_.][A-Za-z]{2,}){0,4}(?:[-_.]\d{1,4})?", re.ASCII)
_PHONE = re.compile(r"\+?[\d ()./-]{5,30}", re.ASCII)
_CODE_KEYS = word_set(
    "code script content contents source snippet config function expression html css js python yaml json"
)
_CODE_SIGN = re.compile(r"[:;,](?=[^\s\d])|\d[:;](?=\d*[:;\w])|\w\(|[{}\[\]`^]|;\s*$|=>|\n[ \t]+\S|\.\w+\(")
_SQL = re.compile(r"\s*(?:select|insert|update|delete|drop|create|alter|with|truncate|pragma|explain)\s", re.IGNORECASE)


def say_email(text: str, room: Room) -> Heard | None:
    """ "ana at example dot com". None where it is no address of mail."""
    email = _EMAIL.fullmatch(text)
    if email is None:
        return None
    said = f"{exactly(email[1])} at {exactly(email[2])}"
    if said.count(" ") < max(room.exact, 14) and len(text) < 80:
        return Heard(said, "who")
    return Heard(shortened(text, room.exact, "the address")[0], "who", False)


def is_opaque(text: str) -> bool:
    """Whether a text is an id that means nothing to anybody."""
    return len(text) >= 10 and _OPAQUE.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether a text has the form of a telephone number."""
    return _PHONE.fullmatch(text) is not None


def is_sql(text: str) -> bool:
    """Whether a text is a statement for a database."""
    return _SQL.match(text) is not None


def say_url(text: str, room: Room) -> Heard:
    """An address: its host first of all."""
    said, whole = shortened(text.removeprefix("https://") or text, room.exact + 4)
    if whole:
        return Heard(said, "url")
    host = re.split(r"[/\\?#]", text.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    if not host:
        return Heard(shortened(text, room.exact, "the address")[0], "url", False)
    said = f"an address of {len(text)} characters at {shortened(host, room.exact)[0]}"
    return Heard(said, "url", False)


def say_id(key: str, text: str, room: Room) -> Heard:
    if text.isascii() and text.isdecimal() and len(text) <= 6 and (text[0] != "0" or text == "0"):
        return Heard(text, "id")
    if _READABLE_ID.fullmatch(text) and len(text) <= 40:
        return Heard(exactly(text), "id")
    if len(text) <= room.spelt:
        return Heard(one_by_one(text), "id")
    return say_opaque(key, text, room)


def say_opaque(key: str, text: str, room: Room) -> Heard:
    """An id that means nothing to anybody: its ends, so that it can be told from another."""
    words = words_of(key)
    noun = words[-1] if words and words[-1] in _ID_NOUNS else "id"
    kind = kind_of(key) if kind_of(key) in ("who", "url") else "id"
    if len(text) <= room.spelt:
        return Heard(f"the {noun} {one_by_one(text)}", kind)
    if room.spelt < 10 and kind == "id":
        return Heard(f"the {noun} that ends {one_by_one(text[-4:])}", kind, False)
    return Heard(
        f"the {noun} that begins {one_by_one(text[:4])} and ends {one_by_one(text[-4 if kind == 'who' else -2 :])}",
        kind,
        False,
    )


def say_phone(text: str, room: Room) -> Heard:
    """Digit by digit; brackets and spaces aren't said."""
    digits = re.sub(r"\D", "", text)
    if len(digits) > 16 or not digits:
        return say_name(text, room, "phone")
    return Heard(("plus " if text.lstrip()[0] == "+" else "") + one_by_one(digits), "phone")


def say_command(text: str, room: Room) -> Heard:
    """A command to the letter; in a query of a database spaces mean nothing and aren't said."""
    if _SQL.match(text):
        said = " ".join(exactly(word) for word in text.split()[: room.exact * 2])
        if len(text.split()) <= room.exact * 2 and said.count(" ") < room.exact * 2:
            return Heard(said, "command")
    said, whole = shortened(text, room.exact)
    if whole:
        return Heard(said, "command")
    count = len(text.split())
    begin = " ".join(exactly(text[:80]).split()[: room.begins])
    end = " ".join(exactly(text[-30:]).split()[-3:])
    if room is WHOLE:
        return Heard(f"{exactly(text[:4000])}, and {len(text) - 4000} more characters", "command", False)
    return Heard(f"of {number_word(count)} words that begins {begin} and ends {end}", "command", False)


def is_code(key: str, text: str) -> bool:
    """Whether a text is of a name that holds code, and has signs that mean nothing in a sentence: "root::0:0"."""
    words = words_of(key)
    return bool(words) and words[-1] in _CODE_KEYS and _CODE_SIGN.search(text) is not None


def say_code(text: str, room: Room, noun: str) -> Heard:
    """Code with every sign of it; where that is too long, how much it is and how it begins."""
    said, whole = shortened(text, room.exact)
    if whole:
        return Heard(f"the {noun} {said}", "text")
    return replace(say_text(text, replace(room, text=0), noun), exact=False, gathered=True)

"""How one value is made to be heard: what it is, in words that a voice can say.

What is heard of a value says so where it isn't all of it ("begins ..."), and words that somebody else wrote are
introduced as such ("the text ..."), so that no value can pass for a part of the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sayso.consent.amounts import currency_words, is_currency, say_money, say_number, written_money
from sayso.consent.dates import number_word, say_moment
from sayso.consent.kinds import kind_of, spoken_key
from sayso.consent.letters import look
from sayso.consent.names import word_set, words_of
from sayso.consent.paths import looks_like_path, say_path, shortened
from sayso.consent.secrets import looks_secret, names_secret, without_secrets
from sayso.consent.spelling import UNDER_VEIL, VEIL, as_text, exactly, one_by_one


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a value is said."""

    text: int
    """Words of a text before only its beginning is said."""
    begins: int
    """Words of that beginning."""
    exact: int
    """Words of a path, an address, a command."""
    items: int
    """Things of a list, values of an object."""
    inside: int
    """Words of a list or an object before it is only counted."""
    spelt: int
    """Characters of an id before only its ends are spelt."""
    name: int
    """Words of a name or a phrase."""


USUAL = Room(text=12, begins=6, exact=24, items=5, inside=20, spelt=10, name=6)
SHORT = Room(text=4, begins=3, exact=8, items=2, inside=8, spelt=6, name=4)
WHOLE = Room(text=200, begins=200, exact=600, items=200, inside=100_000, spelt=64, name=40)


@dataclass(frozen=True, slots=True)
class Heard:
    """A value as it is spoken."""

    text: str
    kind: str
    exact: bool = True
    """Whether no other value of this kind is spoken so."""
    gathered: bool = False
    """Whether it says by itself what its things are: "three files: ..."."""


_EMAIL = re.compile(r"([^\W_]+(?:[._+-][^\W_]+)*)@([^\W_]+(?:[.-][^\W_]+)*)")
_OPAQUE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{12,}|"
    r"(?=\S*\d)(?=\S*[A-Z])(?=\S*[a-z])[\w+/-]{16,}={0,2}|(?=[0-9A-Z]*\d)[0-9A-Z]{10,}",
    re.ASCII,
)
_READABLE_ID = re.compile(r"[A-Za-z]{2,}(?:[-_.][A-Za-z]{2,}){0,4}(?:[-_.]\d{1,4})?", re.ASCII)
_PHONE = re.compile(r"\+?[\d ()./-]{5,30}", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['-][^\W\d_]+)*\.?){0,4}")
_PHRASE = re.compile(r"[^\W_]+(?:['-][^\W_]+)*(?: [^\W_]+(?:['-][^\W_]+)*)*")
_SQL = re.compile(r"\s*(?:select|insert|update|delete|drop|create|alter|with|truncate|pragma|explain)\s", re.IGNORECASE)
_ANSWERS = word_set(
    "yes no yeah yep yup nope nah okay ok sure shall stop cancel ahead approve approved approves please say not or "
    "never reply answer ja nein"
)
_STRUCTURE = word_set("and to from at on in of with for by the now next then marked more details reads text")
_TITLES = {"dr": "Doctor", "mr": "Mister", "mrs": "Missis", "prof": "Professor", "st": "Saint"}


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
    from sayso.consent.gathered import hear_list, hear_object

    if isinstance(value, list):
        return hear_list(key, value, room, depth)
    return hear_object(key, value, room, depth)


def _hear_number(key: str, value: int | float) -> Heard:
    if looks_secret(key, value):
        return Heard(UNDER_VEIL, "secret", False)
    kind = kind_of(key)
    if kind == "phone" and isinstance(value, int) and value >= 0:
        return Heard(one_by_one(str(value)), kind)
    said, whole = say_number(value)
    return Heard(said, kind if kind in ("money", "id", "count", "date", "time") else "number", whole)


def _hear_text(key: str, value: str, room: Room, noun: str | None) -> Heard:
    if not value.strip():
        return _hear_empty(key, value)
    if names_secret(key):
        return Heard(UNDER_VEIL, "secret", False)
    seen = look(value)
    text = without_secrets(seen.text, VEIL)
    if not text.strip():
        return Heard("a text of hidden characters alone", "text", False)
    heard = _moment(text) or _by_shape(key, text, room, noun) or _by_name(key, text, room, noun)
    if VEIL in text or len(seen.text) != len(value):
        heard = replace(heard, exact=False)
    return replace(heard, text=f"{heard.text} {seen.notice}") if seen.notice else heard


def _hear_empty(key: str, value: str) -> Heard:
    if value:
        return Heard("a text of spaces alone", "text", False)
    if kind_of(key) == "text":
        return Heard(f"an empty {text_noun(key)}", "text")
    return Heard("left empty", "null")


def _moment(text: str) -> Heard | None:
    said = say_moment(text)
    return Heard(said[0], said[1]) if said else None


def _by_shape(key: str, text: str, room: Room, noun: str | None) -> Heard | None:
    """What the value shows to be by itself, whatever it is called."""
    if " " in text or "\n" in text:
        return None
    if "://" in text:
        return Heard(*_say_url(text, room))
    if "@" in text and (email := _EMAIL.fullmatch(text)):
        said = f"{exactly(email[1])} at {exactly(email[2])}"
        if said.count(" ") < max(room.exact, 14) and len(text) < 80:
            return Heard(said, "who")
        return Heard(f"the address of {shortened(text, room.exact)[0]}", "who", False)
    if looks_like_path(text):
        return _path(key, text, room, noun)
    if len(text) >= 10 and _OPAQUE.fullmatch(text) and kind_of(key) not in ("path", "phone"):
        return _opaque(key, text, room)
    if text[0] == "+" and _PHONE.fullmatch(text):
        return _phone(text, room)
    return None


def _by_name(key: str, text: str, room: Room, noun: str | None) -> Heard:
    """What the value's name says that it is."""
    kind = kind_of(key)
    if kind == "path":
        return _path(key, text, room, noun)
    if kind in ("query", "command"):
        return _command(text, room) if kind == "command" or _SQL.match(text) else _phrase(text, room, "query")
    if kind == "money" and (heard := hear_money(text, "")):
        return heard
    if kind == "id" and len(text) <= 80 and " " not in text:
        return _id(key, text, room)
    if kind == "phone" and _PHONE.fullmatch(text):
        return _phone(text, room)
    if kind in ("who", "place", "url", "phone", "money"):
        return _who(text, room, kind)
    if kind == "text" or (kind != "title" and len(text) > 60):
        return say_text(text, room, noun or text_noun(key))
    return _phrase(text, room, kind)


def hear_money(value: int | float | str, currency: str) -> Heard | None:
    """An amount, with its currency where one is given."""
    if isinstance(value, str):
        written = written_money(value)
        if written is None or (written[1] and currency and written[1].upper() != currency.upper()):
            return None
        value, currency = written[0], written[1] or currency
    if not currency:
        if isinstance(value, str):
            said = say_money(value, "EUR")
            return Heard(said[0].rsplit(" euro", 1)[0], "money") if said and "cents" not in said[0] else None
        number, whole = say_number(value)
        return Heard(number, "money", whole)
    if not is_currency(currency):
        return None
    money = say_money(value, currency)
    return Heard(money[0], "money", money[1]) if money else None


def hear_currency(value: str) -> Heard:
    """A currency that stands alone."""
    return Heard(currency_words(value)[0], "plain")


@lru_cache(maxsize=1024)
def text_noun(key: str) -> str:
    """What a text of this name is called: "the description ...". Most are just a text."""
    words = words_of(key)
    if not words or words[-1] in ("text", "body", "content", "contents", "message", "msg", "data", "input", "value"):
        return "text"
    return spoken_key(key)


def say_text(text: str, room: Room, noun: str = "text") -> Heard:
    """A text of words, or how long it is and how it begins."""
    count = len(text.split())
    if count > room.text or len(text) > 12 * room.text:
        if room is WHOLE:
            begun = as_text(" ".join(text[: 12 * room.text].split()[: room.text]))
            rest = count - room.text
            more = f", and {rest} more words" if rest > 0 else ", and more characters"
            return Heard(f"a {noun} of {count} words: {begun}{more}", "text", False)
        begun = " ".join(as_text(text[:200]).split()[: room.begins])
        if max(map(len, begun.split()), default=0) > 30 or not begun:
            return Heard(f"a {noun} of {len(text)} characters that begins {begun[:20]}".rstrip(), "text", False)
        size = f"{number_word(count)} words" if count > 1 else f"{len(text)} characters"
        return Heard(f"{_a(noun)} {noun} of {size} that begins {begun}", "text", False)
    return Heard(f"the {noun} {_quoted(text)}", "text", False)


def is_plain_name(text: str) -> bool:
    """Whether a text is a person's name that can stand in a sentence as it is."""
    if len(text) > 60 or not _NAME.fullmatch(text):
        return False
    words = text.lower().replace(".", "").split()
    return _ANSWERS.isdisjoint(words) and _STRUCTURE.isdisjoint(words)


def _quoted(text: str) -> str:
    """Somebody's words inside a sentence of ours. Where they could be taken for ours, that they are read is said."""
    said = as_text(text) or shortened(text, 6)[0]
    return f"that reads {said}" if "?" in text or not _ANSWERS.isdisjoint(said.lower().split()) else said


def _phrase(text: str, room: Room, kind: str) -> Heard:
    """A few words: a subject, a search, a colour."""
    words = text.split()
    if len(words) > room.text or len(text) > 90:
        return replace(say_text(text, room), kind=kind)
    if kind == "title":
        return Heard(_quoted(text), kind, False)
    if _PHRASE.fullmatch(text):
        lowered = text.lower().split()
        apart = _ANSWERS if kind in ("query", "date", "time") else _ANSWERS | _STRUCTURE
        if apart.isdisjoint(lowered) and len(words) <= room.name:
            return Heard(text, kind)
    elif len(words) == 1:
        said, whole = shortened(text, room.exact)
        return Heard(said, kind, whole)
    return Heard(f"the text {_quoted(text)}", kind, False)


def _who(text: str, room: Room, kind: str) -> Heard:
    """A person, a place, an account: natural where it is a name, to the letter where it isn't."""
    if is_plain_name(text):
        words = [_TITLES.get(word.lower().rstrip("."), word.replace(".", " dot")) for word in text.split(" ")]
        if len(words) <= room.name:
            return Heard(" ".join(words), kind)
    said, whole = shortened(text, room.exact)
    return Heard(said if " " not in text else f"the text {said}", kind, whole)


def _path(key: str, text: str, room: Room, noun: str | None) -> Heard:
    said, whole = say_path(text, path_noun(key, text) if noun is None else noun, room.exact)
    return Heard(said, "path", whole)


def path_noun(key: str, path: str) -> str:
    """What a path names, as far as its argument and its own form tell."""
    words = words_of(key)
    if path.endswith(("/", "\\")) or not {"directory", "dir", "folder", "cwd", "root", "workdir"}.isdisjoint(words):
        return "folder"
    last = re.split(r"[/\\]", path)[-1]
    if "file" in words or "filename" in words or "filepath" in words or "." in last.lstrip("."):
        return "file"
    return "path"


def _say_url(text: str, room: Room) -> tuple[str, str, bool]:
    """An address: its host first of all."""
    said, whole = shortened(text.removeprefix("https://") or text, room.exact + 4)
    if whole:
        return said, "url", True
    host = re.split(r"[/\\?#]", text.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    if not host:
        return shortened(text, room.exact)[0], "url", False
    return f"an address of {len(text)} characters at {shortened(host, room.exact)[0]}", "url", False


def _id(key: str, text: str, room: Room) -> Heard:
    if text.isascii() and text.isdecimal() and len(text) <= 6 and (text[0] != "0" or text == "0"):
        return Heard(text, "id")
    if _READABLE_ID.fullmatch(text) and len(text) <= 40:
        return Heard(exactly(text), "id")
    if len(text) <= room.spelt:
        return Heard(one_by_one(text), "id")
    return _opaque(key, text, room)


def _opaque(key: str, text: str, room: Room) -> Heard:
    """An id that means nothing to anybody: its ends, so that it can be told from another."""
    words = words_of(key)
    noun = words[-1] if words and words[-1] in ("sha", "hash", "commit", "token", "code", "number", "key") else "id"
    kind = kind_of(key) if kind_of(key) in ("who", "url") else "id"
    if len(text) <= room.spelt:
        return Heard(f"the {noun} {one_by_one(text)}", kind)
    return Heard(
        f"the {noun} that begins {one_by_one(text[:4])} and ends {one_by_one(text[-4 if kind == 'who' else -2 :])}",
        kind,
        False,
    )


def _phone(text: str, room: Room) -> Heard:
    """Digit by digit; brackets and spaces aren't said."""
    digits = re.sub(r"\D", "", text)
    if len(digits) > 16 or not digits:
        return _who(text, room, "phone")
    return Heard(("plus " if text.lstrip()[0] == "+" else "") + one_by_one(digits), "phone")


def _command(text: str, room: Room) -> Heard:
    """A command to the letter; in a query of a database spaces mean nothing and aren't said."""
    if _SQL.match(text):
        said = " ".join(exactly(word) for word in text.split()[: room.exact * 2])
        if len(text.split()) <= room.exact * 2 and said.count(" ") < room.exact * 2:
            return Heard(said, "command", False)
    said, whole = shortened(text, room.exact)
    if whole:
        return Heard(said, "command")
    count = len(text.split())
    begin = " ".join(exactly(text[:80]).split()[: room.begins])
    end = " ".join(exactly(text[-30:]).split()[-3:])
    if room is WHOLE:
        return say_text(text, room)
    return Heard(f"{number_word(count)} words that begin {begin} and end {end}", "command", False)


def _a(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" else "a"

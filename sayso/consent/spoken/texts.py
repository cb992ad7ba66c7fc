"""Words that somebody else wrote: names, phrases and texts, each kept apart from the words of the question."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.heard import WHOLE, Heard, Room
from sayso.consent.spoken.kinds import spoken_key
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.paths import shortened
from sayso.consent.spoken.spelling import as_text

_NAME = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['-][^\W\d_]+)*\.?){0,4}")
_PHRASE = re.compile(r"[^\W_]+(?:'[^\W_]+|-[^\W\d_]+)*(?: [^\W_]+(?:'[^\W_]+|-[^\W\d_]+)*)*")
_PLACE = re.compile(r"[^\W_]+(?:['-][^\W_]+)*(?:,? [^\W_]+(?:['-][^\W_]+)*){0,7}")
_ANSWERS = word_set(
    "yes no yeah yep yup nope nah okay ok sure shall stop cancel ahead approve approved approves please say not or "
    "never reply answer ja nein"
)
_STRUCTURE = word_set("and to from at on in of with for by the now next then marked more details reads text")
_TITLES = {"dr": "Doctor", "mr": "Mister", "mrs": "Missis", "prof": "Professor", "st": "Saint"}


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
    if count > room.text or len(text) > 12 * room.text or _is_wordy(text, room):
        if room is WHOLE:
            begun = as_text(" ".join(text[: 12 * room.text].split()[: room.text]))
            rest = count - room.text
            more = f", and {rest} more words" if rest > 0 else ", and more characters"
            return Heard(f"{_a(noun)} {noun} of {count} words: {begun}{more}", "text", False)
        begun = " ".join(as_text(text[:200]).split()[: room.begins])
        if max(map(len, begun.split()), default=0) > 30 or not begun:
            begun = f" that begins {begun[:20]}" if begun else ""
            return Heard(f"{_a(noun)} {noun} of {len(text)} characters{begun}", "text", False)
        size = f"{number_word(count)} words" if count > 1 else f"{len(text)} characters"
        return Heard(f"{_a(noun)} {noun} of {size} that begins {begun}", "text", False)
    return Heard(f"the {noun} {_quoted(text)}", "text")


def _is_wordy(text: str, room: Room) -> bool:
    """Whether its signs make many words of few."""
    return not text.replace(" ", "").isalnum() and as_text(text).count(" ") >= 2 * room.text


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


def say_phrase(text: str, room: Room, kind: str) -> Heard:
    """A few words: a subject, a search, a colour."""
    words = text.split()
    if len(words) > room.text or len(text) > 90 or _is_wordy(text, room):
        return replace(say_text(text, room), kind=kind)
    if kind == "title":
        return Heard(_quoted(text), kind)
    if _PHRASE.fullmatch(text):
        lowered = text.lower().split()
        apart = _ANSWERS if kind in ("query", "date", "time") else _ANSWERS | _STRUCTURE
        if apart.isdisjoint(lowered) and len(words) <= room.name:
            return Heard(text, kind)
    elif len(words) == 1 and _ANSWERS.isdisjoint(as_text(text).lower().split()):
        said, whole = shortened(text, room.exact)
        return Heard(said, kind, whole)
    return Heard(f"the text {_quoted(text)}", kind)


def say_name(text: str, room: Room, kind: str) -> Heard:
    """A person, a place, an account: natural where it is a name, to the letter where it isn't."""
    if is_plain_name(text):
        words = [_TITLES.get(word.lower().rstrip("."), word.replace(".", " dot")) for word in text.split(" ")]
        if len(words) <= room.name:
            return Heard(" ".join(words), kind)
    if kind == "place" and _is_plain_place(text) and text.count(" ") < 2 * room.name:
        return Heard(text, kind)
    said, whole = shortened(text, room.exact, "the text" if " " in text else "")
    return Heard(said, kind, whole)


def _is_plain_place(text: str) -> bool:
    """Whether it can stand in a sentence as it is: "Room 4", "Mill Lane 12, 10115 Berlin"."""
    words = text.lower().replace(",", "").split()
    if len(text) >= 60 or not _PLACE.fullmatch(text) or all(word.isdigit() for word in words):
        return False
    return _ANSWERS.isdisjoint(words) and _STRUCTURE.isdisjoint(words)


def _a(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" or noun == "html" else "a"

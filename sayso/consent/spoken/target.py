"""What a deed is done to: "the text file notes dot txt", "the issue 42", "Ana Silva's appointment"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sayso.consent.spoken.deed import Deed
from sayso.consent.spoken.gathered import things
from sayso.consent.spoken.given import Given
from sayso.consent.spoken.kinds import kind_of
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.names import word_set, words_of
from sayso.consent.spoken.slots import ID_WORDS, PERSONS
from sayso.consent.spoken.values import Heard, Room, hear, is_plain_name, path_noun
from sayso.consent.spoken.verbs import NOUNS

_FILES = word_set("file files folder folders image images document documents photo video picture attachment script")
_BARE = word_set("file files folder folders") | {""}
"""What a list of paths says by itself: "three files: ..."."""
_AROUND = word_set("repo repository project root cwd workdir base working output")
"""A path of such a name says where something is done, not to what."""
_DIRECT = word_set(
    "email message text call notify remind invite ping dial contact follow unfollow block unblock mute unmute ban kick "
    "ask tell answer"
)
"""Verbs that take the person right after them: "call Ana"."""
_RUN = word_set("command query script code statement")
_PAGES = word_set("page website address link url site web")
_NEVER_NAMES = word_set("date time text query path who secret count null flag money phone url")
"""Kinds of values that don't say which one of several things is meant."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the deed is done to, in as much room as there is."""

    say: Callable[[Room], Heard]
    says: tuple[str, ...] = ()
    """The value alone, where the target holds more than it."""


def find_target(deed: Deed, given: Given) -> Target | None:
    """Takes the argument that names what the deed is done to."""
    for find in (_path, _run, _named, _owned, _called):
        found = find(deed, given)
        if found is not None:
            key, target = found
            given.take(key)
            return target
    return None


_Found = tuple[str, Target]


def _path(deed: Deed, given: Given) -> _Found | None:
    """ "the text file notes dot txt in the folder docs"."""
    if deed.thing and deed.thing.rpartition(" ")[2] not in _FILES:
        return None
    if deed.verb.endswith(" all"):
        return None
    key = next((key for key, value in given.values.items() if _is_path(key, value, given)), None)
    if key is None:
        return None
    value = given.values[key]
    if isinstance(value, list):
        # Only what says by itself how many it is stands well after the verb: "delete three files: ...".
        whole = (len(value) == 1 or given.heard[key].gathered) and deed.thing in _BARE
        return (key, Target(partial(_tailed, deed.tail, key, value, None))) if whole else None
    if deed.plural:
        return None
    return key, Target(partial(_tailed, deed.tail, key, value, deed.thing or path_noun(key, value)))


def _is_path(key: str, value: Any, given: Given) -> bool:
    if given.heard[key].kind != "path" or not isinstance(value, (str, list)):
        return False
    return _AROUND.isdisjoint(words_of(key))


def _tailed(tail: str, key: str, value: Any, noun: str | None, room: Room) -> Heard:
    heard = hear(key, value, room, noun)
    return replace(heard, text=f"{heard.text} {tail}") if tail else heard


def _run(deed: Deed, given: Given) -> _Found | None:
    """ "the command ls", "the page example dot com"."""
    last = deed.thing.rpartition(" ")[2]
    for key in given.values:
        kind = given.heard[key].kind
        words = words_of(key)
        noun = NOUNS.get(words[-1], words[-1]) if words else "command"
        if kind == "command" and (not last or last in _RUN):
            return key, _said(key, given, deed.thing or noun, deed.tail)
        if kind == "url" and (not last or last in _PAGES) and not deed.makes and len(words) == 1:
            return key, _said(key, given, deed.thing or "page", deed.tail)
    return None


def _said(key: str, given: Given, thing: str, tail: str) -> Target:
    return Target(partial(_after, thing, tail, key, given.values[key]), (given.heard[key].text,))


def _after(thing: str, tail: str, key: str, value: Any, room: Room) -> Heard:
    heard = hear(key, value, room)
    return replace(heard, text=f"the {thing} {heard.text} {tail}".rstrip())


def _named(deed: Deed, given: Given) -> _Found | None:
    """ "the issue 42", "the event with the id that begins ...", and "the booking 7" for a bare "cancel"."""
    if deed.makes:
        return None
    thing = {_same(one) for one in deed.thing.split()}
    head = _same(deed.thing.rpartition(" ")[2])
    for key, value in given.values.items():
        heard = given.heard[key]
        if heard.kind in _NEVER_NAMES or not isinstance(value, (str, int, float, list)) or isinstance(value, bool):
            continue
        words = words_of(key)
        noun = [NOUNS.get(word, _same(word)) for word in words if word not in ID_WORDS]
        identifies = heard.kind in ("id", "number")
        if thing:
            own = " ".join(noun).split()
            # 7 is the order in "cancel the item of the order 7": only the thing itself is named so.
            same = not own or head in own or (own == ["pull"] and head == "request")
            if same and thing.issuperset(own) and (noun or identifies or heard.kind == "title"):
                return key, _which(key, given, deed.thing, deed.tail)
        elif identifies and len(noun) < len(words):
            return key, _which(key, given, " ".join(noun[:3]) or "id", deed.tail)
    return None


def _which(key: str, given: Given, thing: str, tail: str) -> Target:
    return Target(partial(_naming, thing, tail, key, given.values[key]), (given.heard[key].text,))


def _naming(thing: str, tail: str, key: str, value: Any, room: Room) -> Heard:
    heard = hear(key, value, room)
    text = heard.text
    if isinstance(value, list) and len(value) != 1:
        text = text if things(key, value) == thing else f"the {thing} with {text}"
    elif text.startswith(("the ", "a ", "an ")):
        text = f"the {thing} with {text}" if thing != "id" else text
    elif text.startswith("that reads"):
        text = f"the {thing} whose name {text.removeprefix('that ')}"
    else:
        text = f"the {thing} {text}"
    return replace(heard, text=f"{text} {tail}".rstrip())


def _owned(deed: Deed, given: Given) -> _Found | None:
    """ "Ana Silva's appointment"."""
    if deed.makes or not deed.thing or deed.plural or deed.tail or len(deed.thing.split()) > 3:
        return None
    for key, value in given.values.items():
        words = words_of(key)
        if given.heard[key].kind == "who" and isinstance(value, str) and words and words[-1] in PERSONS:
            natural = is_plain_name(value) and not look(value).notice
            return key, Target(partial(_whose, deed.thing, natural, key, value), (given.heard[key].text,))
    return None


def _whose(thing: str, natural: bool, key: str, value: str, room: Room) -> Heard:
    heard = hear(key, value, room)
    if natural and heard.text[:1].isupper():
        return replace(heard, text=f"{heard.text}'s {thing}")
    return replace(heard, text=f"the {thing} of {heard.text}")


def _called(deed: Deed, given: Given) -> _Found | None:
    """ "call Ana"."""
    if deed.thing or deed.verb not in _DIRECT:
        return None
    for key, value in given.values.items():
        direct = given.heard[key].kind == "phone" or kind_of(key) in ("who", "phone")
        if direct and given.heard[key].kind in ("who", "phone") and "from" not in words_of(key):
            return key, Target(partial(_tailed, deed.tail, key, value, None), (given.heard[key].text,))
    return None


def _same(word: str) -> str:
    """One word for one and many."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word

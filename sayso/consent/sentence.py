"""The parts of a question's sentence: the deed with its thing, and each argument in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sayso.consent.amounts import is_currency
from sayso.consent.deed import Deed, spoken_server
from sayso.consent.gathered import key_words, things
from sayso.consent.kinds import IDENTITY, RISKY, kind_of
from sayso.consent.letters import look
from sayso.consent.names import word_set, words_of
from sayso.consent.pairs import Pair, moved_path, moved_time, replaced_text
from sayso.consent.paths import looks_like_path
from sayso.consent.secrets import without_secrets
from sayso.consent.slots import (
    AMOUNT,
    ID_WORDS,
    OTHER,
    PERSON,
    PERSONS,
    PLACE,
    TARGET,
    Slot,
    slot_of,
)
from sayso.consent.values import SHORT, USUAL, Heard, Room, hear, hear_money, is_plain_name, path_noun

_FILES = word_set("file files folder folders image images document documents photo video picture attachment script")
_MONEY = word_set("money funds amount cash payment transfer refund deposit invoice charge donation tip")
_DIRECT = word_set(
    "email message text call notify remind invite ping dial contact follow unfollow block unblock mute unmute ban kick "
    "ask tell answer"
)
"""Verbs that take the person right after them: "call Ana"."""
_RUN = word_set("command query script code statement")
_PAGES = word_set("page website address link url site web")


@dataclass(slots=True)
class Part:
    """A piece of the sentence, with what it says and how it can be said in less."""

    slot: Slot
    heard: Heard
    values: int = 1
    """How many arguments it stands for."""
    less: Callable[[], Heard] | None = None

    @property
    def text(self) -> str:
        return self.slot.lead + self.heard.text

    @property
    def must(self) -> bool:
        """Whether it is left out only where nothing else helps."""
        return self.heard.kind in IDENTITY or self.slot.rank == TARGET or self.heard.kind in ("date", "time", "id")

    @property
    def risky(self) -> bool:
        return self.heard.kind in RISKY or self.slot.rank == TARGET

    @property
    def blurred(self) -> bool:
        """Whether a call with another place, person or amount could sound the same."""
        return self.heard.kind in IDENTITY and not self.heard.exact


def parts_of(deed: Deed, server: str, arguments: dict[str, Any]) -> list[Part]:
    """The sentence, in its order; the first part is the deed with its thing."""
    left = dict(arguments)
    parts: list[Part] = []
    for find in (moved_path, moved_time, replaced_text):
        if deed.known and (pair := find(deed, left)):
            parts += _paired(pair, left)
    _take_money(left, deed, parts)
    _take_repository(left, parts)
    head = _head(deed, server, left, parts)
    parts += [_part(key, value, deed) for key, value in left.items()]
    parts.sort(key=lambda part: (part.slot.rank, part.heard.kind not in RISKY))
    return [head, *parts]


def part_of(key: str, value: Any, makes: bool = False) -> Part:
    """One argument in its place."""
    heard = hear(key, value)
    key = key if without_secrets(look(key).text) == key else "secret name"
    slot = slot_of(key, heard.kind, makes)
    if slot.rank == OTHER:
        slot = Slot(OTHER, f"{key_words(key)} ", joins=True)
    if heard.kind == "date" and slot.lead == "on " and heard.text.split()[0].lower() in _NO_ON:
        slot = Slot(slot.rank, "")
    if slot.lead == "with the doctor " and heard.text.startswith("Doctor "):
        slot = Slot(slot.rank, "with ")
    return Part(slot, heard, less=lambda: hear(key, value, SHORT))


_NO_ON = word_set("today tomorrow tonight yesterday next this the same every")


def _part(key: str, value: Any, deed: Deed) -> Part:
    return _counted(key, value) or part_of(key, value, deed.makes)


def _counted(key: str, value: Any) -> Part | None:
    """As in "for 30 minutes" and "for four people"."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000:
        return None
    words = words_of(key)
    last = words[-1] if words else ""
    if last in ("guests", "people", "persons", "adults", "children", "nights"):
        return Part(Slot(PERSON, "for "), Heard(f"{value} {last}", "count"))
    if "party" in words and last == "size":
        return Part(Slot(PERSON, "for "), Heard(f"{value} people", "count"))
    if last in ("minutes", "hours", "days", "weeks", "seconds", "months") and (len(words) == 1 or "duration" in words):
        return Part(Slot(PLACE, "for "), Heard(f"{value} {last}", "count"))
    return None


def _paired(pair: Pair, left: dict[str, Any]) -> list[Part]:
    made: list[Part] = []
    for n, (rank, say) in enumerate(pair.parts):
        made.append(Part(Slot(rank, ""), say(USUAL), len(pair.keys) if n == 0 else 0, _less(say)))
    for key in pair.keys:
        del left[key]
    return made


def _less(say: Callable[[Room], Heard]) -> Callable[[], Heard]:
    return lambda: say(SHORT)


def _take_money(left: dict[str, Any], deed: Deed, parts: list[Part]) -> None:
    """An amount and its currency are one thing."""
    amounts = [key for key, value in left.items() if kind_of(key) == "money" and _is_sum(value)]
    if not amounts:
        return
    key = amounts[0]
    currencies = [name for name, value in left.items() if "currency" in words_of(name) and is_currency(value)]
    heard = hear_money(left[key], left[currencies[0]] if currencies else "")
    if heard is None:
        return
    lead = "of " if deed.thing.rpartition(" ")[2] in _MONEY else "for "
    if not deed.thing or deed.thing in ("money", "funds", "amount", "cash"):
        lead = ""
    bare = not currencies and not isinstance(left[key], str)
    if bare:
        heard = Heard(f"the amount {heard.text}", "money", heard.exact)
    parts.append(Part(Slot(AMOUNT, lead), heard, 1 + len(currencies[:1])))
    for name in [key, *currencies[:1]]:
        del left[name]


def _is_sum(value: Any) -> bool:
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _take_repository(left: dict[str, Any], parts: list[Part]) -> None:
    """An owner and a repository are one place."""
    names = ("repo", "repository")
    repo = next((key for key in names if isinstance(left.get(key), str)), None)
    owner = left.get("owner")
    if repo is None or not isinstance(owner, str) or "/" in owner or "/" in left[repo] or not owner or not left[repo]:
        return
    whole = f"{owner}/{left[repo]}"

    def say(room: Room) -> Heard:
        return hear("repo", whole, room)

    parts.append(Part(Slot(PLACE, "in the repository "), say(USUAL), 2, _less(say)))
    del left["owner"], left[repo]


def _head(deed: Deed, server: str, left: dict[str, Any], parts: list[Part]) -> Part:
    """The deed and what it is done to."""
    if not deed.known:
        return _plain_head(f"use {deed.thing} of {spoken_server(server)}")
    if any(part.slot.rank == TARGET for part in parts):
        return _plain_head(deed.verb)
    lead = f"{deed.verb} "
    money = any(part.slot.rank == AMOUNT and not part.slot.lead for part in parts)
    if money:
        return _plain_head(deed.verb)
    for find in (_path_target, _named_target, _owner_target, _direct_target):
        if made := find(deed, left):
            key, say = made
            del left[key]
            return Part(Slot(TARGET, lead), say(USUAL), 1, _less(say))
    thing = deed.named or _implied(deed)
    words = " ".join(word for word in (deed.verb, thing, deed.tail) if word)
    return _plain_head(words)


def _plain_head(text: str) -> Part:
    return Part(Slot(TARGET, ""), Heard(text, "deed"), 0)


def _implied(deed: Deed) -> str:
    return "a message" if deed.verb in ("send", "post", "reply", "forward") else ""


_Found = tuple[str, Callable[[Room], Heard]]


def _path_target(deed: Deed, left: dict[str, Any]) -> _Found | None:
    """ "the text file notes dot txt in the folder docs"."""
    last = deed.thing.rpartition(" ")[2]
    if deed.thing and last not in _FILES:
        return None
    keys = [key for key, value in left.items() if _is_path(key, value)]
    if not keys:
        return None
    key, value = keys[0], left[keys[0]]
    tail = f" {deed.tail}" if deed.tail else ""
    if isinstance(value, list):
        if deed.thing and not deed.plural:
            return None
        return key, lambda room: _with_tail(hear(key, value, room), tail)
    if deed.plural:
        return None
    noun = deed.thing or path_noun(key, value)
    return key, lambda room: _with_tail(hear(key, value, room, noun), tail)


def _is_path(key: str, value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and (kind_of(key) == "path" or looks_like_path(value)) and "content" not in key
    return isinstance(value, list) and kind_of(key) == "path" and bool(value)


def _named_target(deed: Deed, left: dict[str, Any]) -> _Found | None:
    """ "the issue 42", "the event with the id that begins ...", "the command ls"."""
    thing = deed.thing.split()
    for key, value in left.items():
        if not isinstance(value, (str, int, float, list)) or isinstance(value, bool) or value in ("", []):
            continue
        words = [_same(word) for word in words_of(key)]
        noun = [word for word in words if word not in ID_WORDS]
        kind = hear(key, value).kind
        tail = f" {deed.tail}" if deed.tail else ""
        if kind == "command" and (not thing or thing[-1] in _RUN):
            said = f"the {deed.thing or words_of(key)[-1]} "
            return key, _saying(key, value, said, tail)
        if kind == "url" and (not thing or thing[-1] in _PAGES) and not deed.makes:
            return key, _saying(key, value, f"the {deed.thing or 'page'} ", tail)
        names_it = not noun or (bool(thing) and {_same(one) for one in thing}.issuperset(noun))
        if deed.makes or not names_it or kind in ("date", "time", "text", "query", "path", "who", "secret", "count"):
            continue
        if thing and len(words) == 1 and noun and kind not in ("id", "number", "title", "plain"):
            continue
        if not thing and (noun or kind not in ("id", "number")):
            continue
        return key, _naming(key, value, deed.thing or "id", tail)
    if not thing:
        return _nounless_target(deed, left)
    return None


def _nounless_target(deed: Deed, left: dict[str, Any]) -> _Found | None:
    """ "cancel" with a `booking_id`: the argument's name says what it is that is cancelled."""
    if deed.makes:
        return None
    for key, value in left.items():
        words = words_of(key)
        noun = [word for word in words if word not in ID_WORDS]
        if len(noun) == len(words) or not noun or not isinstance(value, (str, int)) or isinstance(value, bool):
            continue
        if value != "" and hear(key, value).kind in ("id", "number"):
            return key, _naming(key, value, " ".join(noun[:3]), "")
    return None


def _saying(key: str, value: Any, lead: str, tail: str) -> Callable[[Room], Heard]:
    def say(room: Room) -> Heard:
        heard = hear(key, value, room)
        return Heard(f"{lead}{heard.text}{tail}", heard.kind, heard.exact)

    return say


def _naming(key: str, value: Any, thing: str, tail: str) -> Callable[[Room], Heard]:
    def say(room: Room) -> Heard:
        heard = hear(key, value, room)
        text = heard.text
        if isinstance(value, list):
            text = text if len(value) > 1 and things(key, value) == thing else f"the {thing} with {text}"
        elif text.startswith(("the ", "a ", "an ")):
            text = f"the {thing} with {text}" if thing != "id" else text
        elif text.startswith("that reads"):
            text = f"the {thing} whose name {text.removeprefix('that ')}"
        else:
            text = f"the {thing} {text}"
        return Heard(text + tail, heard.kind, heard.exact)

    return say


def _owner_target(deed: Deed, left: dict[str, Any]) -> _Found | None:
    """ "Ana Silva's appointment"."""
    if deed.makes or not deed.thing or deed.plural or deed.tail or " of " in deed.thing or " on " in deed.thing:
        return None
    for key, value in left.items():
        words = words_of(key)
        if words and words[-1] in PERSONS and words[-1] not in deed.thing and isinstance(value, str):
            if is_plain_name(value) and look(value).notice == "":
                return key, lambda room: Heard(f"{hear(key, value, room).text}'s {deed.thing}", "who")
            return key, lambda room: _owned(deed.thing, hear(key, value, room))
    return None


def _owned(thing: str, heard: Heard) -> Heard:
    return Heard(f"the {thing} of {heard.text}", "who" if heard.kind != "secret" else "secret", heard.exact)


def _direct_target(deed: Deed, left: dict[str, Any]) -> _Found | None:
    """ "call Ana"."""
    if deed.thing or deed.verb not in _DIRECT:
        return None
    for key, value in left.items():
        if kind_of(key) in ("who", "phone") and isinstance(value, (str, list)) and value:
            return key, lambda room: hear(key, value, room)
    return None


def _with_tail(heard: Heard, tail: str) -> Heard:
    return Heard(heard.text + tail, heard.kind, heard.exact) if tail else heard


def _same(word: str) -> str:
    """One word for one and many."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word

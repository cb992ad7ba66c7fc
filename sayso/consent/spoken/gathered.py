"""How lists and objects are made to be heard: how many there are, then each."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from sayso.consent.secrets import names_secret, without_secrets
from sayso.consent.spoken.amounts import is_currency
from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.heard import WHOLE, Heard, Room
from sayso.consent.spoken.kinds import PEOPLE, kind_of, safely_named, spoken_key
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.names import words_of
from sayso.consent.spoken.paths import in_folder, split
from sayso.consent.spoken.spelling import UNDER_VEIL, exactly, one_by_one
from sayso.consent.spoken.values import hear, hear_money

DEEPEST = 12
"""Levels of nesting that are said."""

_ZONE = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z]+(?:_[A-Za-z]+)*)+")
_NAMING = ("path", "name", "title", "id", "email", "file", "key", "summary", "subject", "product", "item", "label")
_MOST_PATHS = 200
_PATHS = {"directory": "folders", "directories": "folders", "dir": "folders", "dirs": "folders", "folder": "folders"}
_PATHS["folders"] = "folders"


def hear_list(key: str, values: list[Any], room: Room, depth: int) -> Heard:
    """ "three people: Ana, Ben and Cleo"."""
    kind = kind_of(key)
    if not values:
        return Heard("an empty list", "null")
    if names_secret(key):
        return Heard(f"{number_word(len(values))} secret values" if len(values) > 1 else UNDER_VEIL, "secret", False)
    if depth >= DEEPEST:
        return Heard("values nested deeper than can be said", kind, False)
    one = singular(key)
    if len(values) == 1:
        heard = hear(one, values[0], room, depth=depth + 1)
        if not isinstance(values[0], dict):
            return heard
        return Heard(f"one {spoken_key(one)}: {heard.text}", _kind(kind, [heard]), heard.exact, True)
    noun = things(key, values)
    if kind == "path" and (together := _in_one_folder(values, noun, room)):
        return together
    said = [hear(one, value, room, "" if kind == "path" else None, depth + 1) for value in values[: room.items]]
    rest = len(values) - len(said)
    kind = _kind(kind, said)
    texts = [heard.text for heard in said]
    if kind == "id" and room is not WHOLE and (ends := _ends(values, said)):
        return Heard(f"{number_word(len(values))} {noun} that end {listed(ends)}", kind, False, True)
    # Things of several values each are told apart by "then"; "and" stands between the values.
    several = isinstance(values[0], dict) and len(values[0]) > 1
    each = (
        f"{', then '.join(texts)}{f', and {number_word(rest)} more' if rest else ''}"
        if several
        else listed(texts, rest)
    )
    text = f"{number_word(len(values))} {noun}: {each}"
    exact = not rest and all(heard.exact for heard in said)
    if room is not WHOLE and text.count(" ") >= room.inside:
        first = said[0].text
        if first.count(" ") >= room.inside // 2:
            return Heard(f"{number_word(len(values))} {noun}{_by_their_names(values, room)}", kind, False, True)
        return Heard(f"{number_word(len(values))} {noun}: {listed([first], len(values) - 1)}", kind, False, True)
    return Heard(text, kind, exact, True)


def _ends(values: list[Any], said: list[Heard]) -> list[str]:
    """The last four signs of each of a few long ids."""
    if len(values) > 3 or not all(isinstance(value, str) and look(value).text == value for value in values):
        return []
    if any(
        heard.kind != "id" or heard.exact or without_secrets(value) != value
        for heard, value in zip(said, values, strict=False)
    ):
        return []
    return [one_by_one(value[-4:]) for value in values]


def hear_object(key: str, values: dict[str, Any], room: Room, depth: int) -> Heard:
    """ "city Berlin and street Mill Lane": each value with its name."""
    if not values:
        return Heard("an empty set of values", "null")
    if names_secret(key):
        return Heard(UNDER_VEIL, "secret", False)
    if depth >= DEEPEST:
        return Heard("values nested deeper than can be said", kind_of(key), False)
    name, value = next(iter(values.items()))
    if len(values) == 1 and words_of(name) in (("name",), ("email",)) and isinstance(value, str):
        return hear(key, value, room, depth=depth + 1)
    if money := _money(values):
        return money
    if when := _when(values, room):
        return when
    named = values.get("name", values.get("key"))
    hides = isinstance(named, str) and names_secret(named)
    said: list[Heard] = []
    texts: list[str] = []
    for name, value in safely_named(dict(islice(values.items(), room.items))).items():
        heard = hear(str(named) if hides and name == "value" else name, value, room, depth=depth + 1)
        said.append(heard)
        texts.append(f"{spoken_key(name)} {heard.text}")
    rest = len(values) - len(said)
    kind = _kind(kind_of(key), said)
    text = listed(texts, rest)
    if room is not WHOLE and text.count(" ") >= room.inside:
        if room.items <= 2 or texts[0].count(" ") >= room.inside // 2:
            return Heard(f"{number_word(len(values))} values" if len(values) > 1 else "one value", kind, False)
        return Heard(listed(texts[:1], len(values) - 1), kind, False)
    return Heard(text, kind, not rest and all(heard.exact for heard in said))


def listed(texts: list[str], rest: int = 0) -> str:
    """ "Ana, Ben and Cleo", or "Ana, Ben and three more"."""
    if rest > 0:
        return f"{', '.join(texts)} and {number_word(rest)} more"
    return " and ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else texts[0]


def singular(key: str) -> str:
    """The name of one thing of a list, so that it is heard as what it is."""
    words = list(words_of(key))
    if not words:
        return key
    last = words[-1]
    if last.endswith("ies") and len(last) > 4:
        words[-1] = last[:-3] + "y"
    elif last.endswith(("sses", "xes", "ches", "shes")):
        words[-1] = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")) and last != "address":
        words[-1] = last[:-1]
    return "_".join(words)


def things(key: str, values: list[Any]) -> str:
    """What the things of a list are called together: "people", "files", or by their name."""
    words = words_of(key)
    if words and words[-1] in PEOPLE and all(isinstance(value, (str, dict)) for value in values):
        return "people"
    if kind_of(key) == "path" and words:
        return next((_PATHS[word] for word in words if word in _PATHS), "files")
    name = spoken_key(key)
    return name if name.endswith("s") and not name.endswith("ss") else f"{name} values"


def _by_their_names(values: list[Any], room: Room) -> str:
    """Big things by the one value of each that names it: ": a dot py and b dot py"."""
    if not all(isinstance(value, dict) for value in values):
        return ""
    for name in _NAMING:
        if all(isinstance(value.get(name), (str, int)) for value in values):
            said = [
                hear(name, value[name], room, "" if name == "path" else None).text for value in values[: room.items]
            ]
            text = f": {listed(said, len(values) - len(said))}"
            return text if text.count(" ") < room.inside else ""
    return ""


def _in_one_folder(values: list[Any], noun: str, room: Room) -> Heard | None:
    """ "three files in the folder docs: a dot txt, b dot txt and c dot txt"."""
    if len(values) > _MOST_PATHS or not all(isinstance(value, str) and look(value).text == value for value in values):
        return None
    parts = [split(value) for value in values]
    folder, sign, _ = parts[0]
    if not sign or any(part[:2] != (folder, sign) or not part[2] for part in parts):
        return None
    if any(without_secrets(value) != value for value in values):
        return None
    said = [exactly(name) for _, _, name in parts[: room.items] if len(name) <= 60]
    rest = len(values) - len(said)
    text = f"{number_word(len(values))} {noun}{in_folder(folder, sign)}: {listed(said, rest)}" if said else ""
    fits = text and text.count(" ") < room.inside + 6 and len(text) < 8 * room.inside + 200
    return Heard(text, "path", not rest, True) if fits else None


def _money(values: dict[str, Any]) -> Heard | None:
    """As in {"value": 15, "currency": "EUR"}."""
    if len(values) != 2:
        return None
    currency = next((value for name, value in values.items() if "currency" in words_of(name)), None)
    name, amount = next(
        ((name, value) for name, value in values.items() if "currency" not in words_of(name)), ("", None)
    )
    if not isinstance(currency, str) or not is_currency(currency) or isinstance(amount, bool):
        return None
    return hear_money(name, amount, currency) if isinstance(amount, (int, float, str)) else None


def _when(values: dict[str, Any], room: Room) -> Heard | None:
    """As calendars have it: {"dateTime": "...", "timeZone": "..."}."""
    names = {"".join(words_of(name)): value for name, value in values.items()}
    if not names.keys() <= {"datetime", "date", "timezone"} or len(names) != len(values):
        return None
    moment, zone = names.get("datetime", names.get("date")), names.get("timezone")
    if not isinstance(moment, str) or ("date" in names and "datetime" in names):
        return None
    heard = hear("date", moment, room)
    if heard.kind != "date":
        return None
    if zone is None:
        return heard if "timezone" not in names else None
    if not isinstance(zone, str) or len(zone) >= 40:
        return None
    # "Europe/Berlin" is Berlin time.
    city = zone.rpartition("/")[2].replace("_", " ") if _ZONE.fullmatch(zone) else exactly(zone)
    return Heard(f"{heard.text} {city} time", "date")


def _kind(kind: str, said: list[Heard]) -> str:
    """What a gathering is: what its name says, or else the riskiest thing in it."""
    for risky in ("path", "who", "money", "url", "phone", "command", "id", "date", "time"):
        if risky != kind and any(heard.kind == risky for heard in said):
            return risky if kind in ("plain", "text", "title", "count", "query", "place", "date", "time") else kind
    return kind

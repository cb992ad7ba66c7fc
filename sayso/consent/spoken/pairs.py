"""Arguments that are said together: from where to where, from when to when, what takes the place of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sayso.consent.secrets import without_secrets
from sayso.consent.spoken.deed import Deed
from sayso.consent.spoken.given import Given
from sayso.consent.spoken.letters import look
from sayso.consent.spoken.paths import in_folder, looks_like_path, say_path, shortened, split
from sayso.consent.spoken.slots import DATE, TARGET, TEXT
from sayso.consent.spoken.spelling import exactly
from sayso.consent.spoken.values import Heard, Room, hear

_PATHS = (
    ("source", "destination"), ("src", "dst"), ("src", "dest"), ("source", "target"), ("source", "dest"),
    ("from", "to"), ("old_path", "new_path"), ("from_path", "to_path"), ("oldPath", "newPath"),
    ("source_path", "destination_path"), ("path", "new_path"), ("path", "new_name"), ("old_name", "new_name"),
    ("path", "destination"), ("sourcePath", "destinationPath"),
)  # fmt: skip
_SPANS = (
    ("start", "end"), ("start_time", "end_time"), ("startTime", "endTime"), ("start_date", "end_date"),
    ("from", "to"), ("from_date", "to_date"), ("start_datetime", "end_datetime"), ("check_in", "check_out"),
    ("checkin", "checkout"), ("check_in_date", "check_out_date"), ("checkin_date", "checkout_date"),
    ("arrival", "departure"), ("arrival_date", "departure_date"), ("startDate", "endDate"),
)  # fmt: skip
_TEXTS = (
    ("oldText", "newText"), ("old_text", "new_text"), ("old_string", "new_string"), ("old_str", "new_str"),
    ("find", "replace"), ("search", "replace"), ("old", "new"), ("oldString", "newString"),
)  # fmt: skip
_PATH_KEYS = frozenset(keys[0] for keys in _PATHS)
_MOVES = ("date", "time", "new_date", "new_time")
_FILES = ("file", "files", "folder", "folders", "path", "document")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is said of several arguments at once."""

    values: int
    parts: tuple[tuple[int, Callable[[Room], Heard]], ...]
    """Each with its place in the sentence."""


def find_pairs(deed: Deed, given: Given) -> list[Pair]:
    """Takes the arguments that are said together."""
    values = given.values
    found: list[Pair | None] = []
    if len(values) > 1 and not _PATH_KEYS.isdisjoint(values):
        found.append(_moved_path(deed, given))
    if len(values) > 1 and (given.has("date") or given.has("time")):
        found += [_moved_time(given), _span(given)]
    if "edits" in values or given.has("path"):
        found.append(_replaced_text(given))
    return [pair for pair in found if pair]


def _take(given: Given, keys: tuple[str, ...], *parts: tuple[int, Callable[[Room], Heard]]) -> Pair:
    for key in keys:
        given.take(key)
    return Pair(len(keys), parts)


def _moved_path(deed: Deed, given: Given) -> Pair | None:
    """ "the file a dot txt from the folder docs to the folder old"."""
    if deed.tail or (deed.plural and deed.thing not in _FILES) or deed.verb.endswith(" all"):
        return None
    for keys in _PATHS:
        source, target = (given.values.get(key) for key in keys)
        if not isinstance(source, str) or not isinstance(target, str) or not source.strip() or not target.strip():
            continue
        if not (deed.thing.rpartition(" ")[2] in _FILES or looks_like_path(source) or looks_like_path(target)):
            continue
        # What has a secret or a hidden character in it is said with care, value by value.
        if not all(_is_clean(path) for path in (source, target)):
            continue
        noun = deed.thing if deed.thing and not deed.plural else "file"
        return _take(given, keys, (TARGET, partial(_moved, noun, source, target)))
    return None


def _is_clean(path: str) -> bool:
    seen = look(path)
    return seen.text == path and not seen.notice and without_secrets(path) == path


def _moved(noun: str, source: str, target: str, room: Room) -> Heard:
    from_folder, from_sign, name = split(source)
    to_folder, to_sign, new_name = split(target)
    if max(len(source), len(target)) > 300:
        text = ""
    elif name == new_name and to_sign:
        start = f" from{in_folder(from_folder, from_sign)[3:]}" if from_sign else ""
        text = f"the {noun} {exactly(name)}{start} to{in_folder(to_folder, to_sign)[3:]}"
    elif (from_folder, from_sign) == (to_folder, to_sign) and from_sign:
        text = f"the {noun} {exactly(name)} to {exactly(new_name)}, both{in_folder(from_folder, from_sign)}"
    else:
        text = f"{say_path(source, noun, 99)[0]} to {say_path(target, '', 99)[0]}"
    if text and text.count(" ") < 2 * room.exact:
        return Heard(text, "path")
    short, _ = shortened(name, 5, f"the {noun}")
    new_short, _ = shortened(new_name, 5)
    return Heard(f"{short} to {new_short}, each with its long path", "path", False)


def _moved_time(given: Given) -> Pair | None:
    """ "on Tuesday ... from half past nine to eleven o'clock": the day is said once where it stays the same."""
    if not all(name in given.values for name in _MOVES):
        return None
    day, time, new_day, new_time = (given.heard[name] for name in _MOVES)
    if day.kind != "date" or time.kind != "time" or new_day.kind != "date" or new_time.kind != "time":
        return None
    if not day.text[0].isupper():
        return None
    if new_day.text == day.text or new_day.text.lower() in ("same day", "the same day"):
        text = f"on {day.text} {_from_to(time.text, new_time.text)}"
        return _take(given, _MOVES, (DATE, partial(_always, Heard(text, "date"))))
    old = Heard(f"from {day.text} at {time.text}", "date")
    new = Heard(f"to {new_day.text} at {new_time.text}", "date")
    return _take(given, _MOVES, (DATE, partial(_always, old)), (DATE, partial(_always, new)))


def _span(given: Given) -> Pair | None:
    """ "on Tuesday ... from half past nine to half past ten in the morning"."""
    for keys in _SPANS:
        if keys[0] not in given.values or keys[1] not in given.values:
            continue
        first, last = given.heard[keys[0]], given.heard[keys[1]]
        if first.kind == last.kind == "time":
            return _take(given, keys, (DATE, partial(_always, Heard(_from_to(first.text, last.text), "time"))))
        day, _, at = first.text.partition(" at ")
        last_day, _, until = last.text.partition(" at ")
        if first.kind == last.kind == "date" and at and until and day == last_day:
            text = f"on {day} {_from_to(at, until)}"
            return _take(given, keys, (DATE, partial(_always, Heard(text, "date"))))
        if first.kind == last.kind == "date" and not at and not until:
            text = f"from {first.text} until {last.text}"
            return _take(given, keys, (DATE, partial(_always, Heard(text, "date"))))
    return None


def _from_to(first: str, last: str) -> str:
    """The part of the day is said once where it is the same."""
    name, _, part = first.rpartition(" in the ")
    if part and last.endswith(f" in the {part}"):
        first = name
    return f"from {first} to {last}"


def _always(heard: Heard, _room: Room) -> Heard:
    return heard


def _replaced_text(given: Given) -> Pair | None:
    """ "replacing the text teh with the text the"."""
    edits = given.values.get("edits")
    if isinstance(edits, list) and len(edits) == 1 and isinstance(edits[0], dict) and len(edits[0]) == 2:
        texts = _texts(edits[0])
        return _take(given, ("edits",), (TEXT, partial(_replaced, *texts))) if texts else None
    for keys in _TEXTS:
        if keys[0] in given.values and keys[1] in given.values:
            texts = _texts(given.values)
            return _take(given, keys, (TEXT, partial(_replaced, *texts))) if texts else None
    return None


def _texts(edit: dict[str, Any]) -> tuple[str, str] | None:
    for old, new in _TEXTS:
        if isinstance(edit.get(old), str) and isinstance(edit.get(new), str):
            return edit[old], edit[new]
    return None


def _replaced(old: str, new: str, room: Room) -> Heard:
    return Heard(f"replacing {hear('text', old, room).text} with {hear('text', new, room).text}", "text", False)

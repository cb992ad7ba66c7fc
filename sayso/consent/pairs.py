"""Arguments that are said together: from where to where, from when to when, what takes the place of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sayso.consent.deed import Deed
from sayso.consent.kinds import kind_of
from sayso.consent.letters import look
from sayso.consent.paths import in_folder, looks_like_path, say_path, shortened, split
from sayso.consent.secrets import without_secrets
from sayso.consent.slots import DATE, TARGET, TEXT
from sayso.consent.spelling import exactly
from sayso.consent.values import Heard, Room, hear

_PATHS = (
    ("source", "destination"), ("src", "dst"), ("src", "dest"), ("source", "target"), ("source", "dest"),
    ("from", "to"), ("old_path", "new_path"), ("from_path", "to_path"), ("oldPath", "newPath"),
    ("source_path", "destination_path"), ("path", "new_path"), ("path", "new_name"), ("old_name", "new_name"),
    ("path", "destination"), ("sourcePath", "destinationPath"),
)  # fmt: skip
_TEXTS = (
    ("oldText", "newText"), ("old_text", "new_text"), ("old_string", "new_string"), ("old_str", "new_str"),
    ("find", "replace"), ("search", "replace"), ("old", "new"), ("oldString", "newString"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """What is said of several arguments at once."""

    keys: tuple[str, ...]
    parts: tuple[tuple[int, Callable[[Room], Heard]], ...]
    """Each with its place in the sentence."""


def moved_path(deed: Deed, arguments: dict[str, Any]) -> Pair | None:
    """ "the file a dot txt from the folder docs to the folder old"."""
    for keys in _PATHS:
        source, target = (arguments.get(key) for key in keys)
        if not isinstance(source, str) or not isinstance(target, str) or not source.strip() or not target.strip():
            continue
        if not (_about_files(deed) or looks_like_path(source) or looks_like_path(target)):
            continue
        if any(
            without_secrets(path) != path or look(path).text != path or look(path).notice for path in (source, target)
        ):
            continue
        noun = deed.thing if deed.thing and not deed.plural else "file"
        return Pair(keys, ((TARGET, lambda room: _moved(noun, source, target, room)),))
    return None


def _about_files(deed: Deed) -> bool:
    return deed.thing.rpartition(" ")[2] in ("file", "files", "folder", "folders", "path", "document", "directory")


def _moved(noun: str, source: str, target: str, room: Room) -> Heard:
    from_folder, from_sign, name = split(source)
    to_folder, to_sign, new_name = split(target)
    same_folder = (from_folder, from_sign) == (to_folder, to_sign)
    if name == new_name and to_sign:
        text = f"the {noun} {exactly(name)}{_from(from_folder, from_sign)} to{in_folder(to_folder, to_sign)[3:]}"
    elif same_folder and from_sign:
        text = f"the {noun} {exactly(name)} to {exactly(new_name)}, both{in_folder(from_folder, from_sign)}"
    else:
        text = f"{say_path(source, noun, 40)[0]} to {say_path(target, '', 40)[0]}"
    if text.count(" ") < 2 * room.exact and len(text) < 300:
        return Heard(text, "path")
    short, _ = shortened(name, 5)
    new_short, _ = shortened(new_name, 5)
    return Heard(f"the {noun} {short} to {new_short}, each with its long path", "path", False)


def _from(folder: str, sign: str) -> str:
    return f" from{in_folder(folder, sign)[3:]}" if sign else ""


def moved_time(_deed: Deed, arguments: dict[str, Any]) -> Pair | None:
    """ "on Tuesday ... from half past nine to eleven o'clock": the day is said once where it stays the same."""
    names = ("date", "time", "new_date", "new_time")
    values = [arguments.get(name) for name in names]
    if not all(isinstance(value, str) and value for value in values):
        return None
    day, time, new_day, new_time = (hear(name, value) for name, value in zip(names, values, strict=True))
    if day.kind != "date" or time.kind != "time" or new_time.kind != "time":
        return None
    if new_day.text == day.text or str(values[2]).strip().lower() in ("same day", "the same day"):
        text = f"on {day.text} from {time.text} to {new_time.text}"
        return Pair(names, ((DATE, lambda _: Heard(text, "date")),))
    if new_day.kind != "date" or not new_day.text[0].isupper():
        return None
    return Pair(
        names,
        (
            (DATE, lambda _: Heard(f"from {day.text} at {time.text}", "date")),
            (DATE, lambda _: Heard(f"to {new_day.text} at {new_time.text}", "date")),
        ),
    )


def replaced_text(_deed: Deed, arguments: dict[str, Any]) -> Pair | None:
    """ "replacing the text teh with the text the"."""
    edits = arguments.get("edits")
    if isinstance(edits, list) and len(edits) == 1 and isinstance(edits[0], dict) and len(edits[0]) == 2:
        found = _texts(edits[0])
        return Pair(("edits",), ((TEXT, lambda room: _replaced(*found, room)),)) if found else None
    for keys in _TEXTS:
        if keys[0] in arguments and keys[1] in arguments and "path" in (kind_of(key) for key in arguments):
            found = _texts({key: arguments[key] for key in keys})
            return Pair(keys, ((TEXT, lambda room: _replaced(*found, room)),)) if found else None
    return None


def _texts(edit: dict[str, Any]) -> tuple[str, str] | None:
    for old, new in _TEXTS:
        if isinstance(edit.get(old), str) and isinstance(edit.get(new), str):
            return edit[old], edit[new]
    return None


def _replaced(old: str, new: str, room: Room) -> Heard:
    return Heard(f"replacing {hear('text', old, room).text} with {hear('text', new, room).text}", "text", False)

"""How asking goes: the settings at the top of the file, of a server and of a tool, each over those above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from sayso.config.json_text import Json
from sayso.config.keys import Found
from sayso.config.place import Place
from sayso.config.reading import Reader
from sayso.consent.policy import Filter
from sayso.consent.settings import AnswerMode, Grant, Settings
from sayso.consent.templates import template_fault
from sayso.problems import Problem


@dataclass(frozen=True)
class Bounds:
    """What a number may be."""

    low: float
    high: float
    whole: bool = False
    """A count; otherwise seconds."""


NUMBERS: Mapping[str, Bounds] = {
    "max_approvals": Bounds(1, 100, whole=True),
    "max_pending": Bounds(1, 100, whole=True),
    "max_reasks": Bounds(0, 10, whole=True),
    "expires_after": Bounds(1, 3600),
    "first_silence": Bounds(0.5, 120),
    "final_silence": Bounds(0.5, 120),
    "grace": Bounds(0, 5),
    "announce_after": Bounds(0, 60),
    "first_stall": Bounds(0.1, 600),
    "next_stall": Bounds(0.1, 600),
    "max_stalls": Bounds(0, 20, whole=True),
}

WORDS: Mapping[str, tuple[str, ...]] = {"grant": get_args(Grant), "answer_mode": get_args(AnswerMode)}


def read_settings(found: Found, above: Settings, reader: Reader) -> Settings:
    """The settings of one level: what it says itself, and for the rest what holds above it."""
    said: dict[str, Any] = {}
    for key, bounds in NUMBERS.items():
        if key in found:
            said[key] = _number(*found[key], bounds, reader)
    for key, words in WORDS.items():
        if key in found:
            said[key] = _word(*found[key], words, reader)
    if "say" in found:
        said["say"] = _say(*found["say"], reader)
    if "announce" in found:
        said["announce"] = _announce(*found["announce"], reader)
    return replace(above, **{key: value for key, value in said.items() if value is not None})


def note_shared_say(found: Found, allowed: Filter | None, reader: Reader) -> None:
    """One sentence for several tools names the deed of one at best."""
    one_tool = allowed is not None and allowed.names is not None and len(allowed.names) <= 1
    if "say" in found and not one_tool:
        what = "words the question of several tools, whatever each of them does"
        cure = "move it to the tool that it speaks of, under tools"
        reader.report.note(Problem("say-shared", str(found["say"][1]), what, cure))


def _number(value: Json, place: Place, bounds: Bounds, reader: Reader) -> float | None:
    wanted = "a whole number" if bounds.whole else "a number of seconds"
    if isinstance(value, bool) or not isinstance(value, int | float):
        reader.wrong(value, place, wanted, "write it without quotes" if isinstance(value, str) else "write a number")
        return None
    if bounds.whole and value % 1 != 0:
        reader.report.add(Problem("wrong-type", str(place), f"must be {wanted}", "write it without a fraction"))
        return None
    if not bounds.low <= value <= bounds.high:
        unit = "" if bounds.whole else " seconds"
        what = f"must be from {bounds.low:g} to {bounds.high:g}{unit}"
        cure = f"write a number from {bounds.low:g} to {bounds.high:g}"
        if not bounds.whole and 1000 * bounds.low <= value <= 1000 * bounds.high:
            cure = f"write {value / 1000:g} if it meant milliseconds"
        reader.report.add(Problem("setting-bounds", str(place), what, cure))
        return None
    return int(value) if bounds.whole else float(value)


def _word(value: Json, place: Place, words: tuple[str, ...], reader: Reader) -> str | None:
    choice = " or ".join(f'"{word}"' for word in words)
    word = reader.text(value, place, choice, f"write {choice}")
    if word is not None and word not in words:
        reader.report.add(Problem("setting-unknown", str(place), f"is not {choice}", f"write {choice}"))
        return None
    return word


def _say(value: Json, place: Place, reader: Reader) -> str | None:
    cure = 'write for example "cancel the appointment of {patient}"'
    template = reader.text(value, place, "a string", cure)
    fault = None if template is None else template_fault(template)
    if fault is not None:
        reader.report.add(Problem("say-form", str(place), fault, "" if "as in" in fault else cure))
        return None
    return template


def _announce(value: Json, place: Place, reader: Reader) -> str | bool | None:
    if isinstance(value, bool):
        return value
    cure = 'write the words, as "Let me look that up.", or false for none'
    words = reader.text(value, place, "a string, true or false", cure)
    if words is not None and not words.strip():
        reader.report.add(Problem("announce-empty", str(place), "holds no words", cure))
        return None
    return words

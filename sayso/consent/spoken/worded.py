"""A question by the user's own template, with what the template leaves out and must be heard all the same."""

from __future__ import annotations

from typing import Any

from sayso.consent.spoken.given import Given
from sayso.consent.spoken.kinds import IDENTITY
from sayso.consent.spoken.sentence import Part, values_of
from sayso.consent.spoken.slots import TARGET, Slot
from sayso.consent.spoken.values import SHORT, USUAL, Heard, Room, hear
from sayso.consent.templates import fill, placeholders

_MUST = IDENTITY | {"id", "date", "time", "command"}


def worded(template: str, given: Given, destructive: bool) -> list[Part] | None:
    """The parts of the sentence; None where the template can't be used for these arguments."""
    names = placeholders(template)
    clause = _clause(template, given, USUAL)
    short = _clause(template, given, SHORT)
    if clause is None or short is None:
        return None
    parts = [Part(Slot(TARGET, ""), clause[0], max(len(names), 1), lambda: short[0], clause[1])]
    if destructive:
        said = {name.partition(".")[0] for name in names} | set(names)
        said |= {given.renamed.get(name, name) for name in said}
        parts += [part for part in values_of(given.without(said)) if part.heard.kind in _MUST]
    return parts


def _clause(template: str, given: Given, room: Room) -> tuple[Heard, tuple[str, ...]] | None:
    heard: list[Heard] = []
    arguments = given.values
    if given.renamed:
        arguments = arguments | {old: arguments[new] for old, new in given.renamed.items() if new in arguments}

    def say(key: str, value: Any) -> str:
        heard.append(hear(given.renamed.get(key, key), value, room))
        return heard[-1].text

    text = fill(template, arguments, say)
    if text is None:
        return None
    blurred = any(one.kind in IDENTITY and not one.exact for one in heard)
    vague = any(one.vague for one in heard)
    return Heard(text, "path" if blurred else "deed", not (blurred or vague)), tuple(one.text for one in heard)

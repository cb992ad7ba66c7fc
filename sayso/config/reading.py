"""Values of mcp.json as the types that they should have; what is something else goes into the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.config.json_text import Json
from sayso.config.keys import Found
from sayso.config.place import Place, Report
from sayso.config.variables import Variables
from sayso.problems import Problem

_UNBRACED = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def kind(value: Json) -> str:
    """The type of a JSON value, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


@dataclass(frozen=True)
class Reader:
    """Reads values, and replaces the variables in every string."""

    report: Report
    variables: Variables

    def wrong(self, value: Json, place: Place, wanted: str, cure: str) -> None:
        # The value itself may be a secret in the wrong place: only its kind is named.
        self.report.add(Problem("wrong-type", str(place), f"must be {wanted}, not {kind(value)}", cure))

    def text(self, value: Json, place: Place, wanted: str = "a string", cure: str = "") -> str | None:
        """A string with its variables replaced; None when it is not one or can't be had."""
        if not isinstance(value, str):
            quotable = isinstance(value, int | float)
            self.wrong(value, place, wanted, cure or ("put it in double quotes" if quotable else "write a string"))
            return None
        self._unbraced(value, place)
        return self._sound(self.variables.expand(value, place, self.report), place)

    def own_variable(self, name: str, place: Place) -> str | None:
        """The value of a variable of the entry's own env; one that names itself means the variable outside."""
        self._unbraced(self.variables.own[name], place)
        return self._sound(self.variables.lookup(name, self.report)[1], place)

    def _unbraced(self, text: str, place: Place) -> None:
        if _UNBRACED.fullmatch(text):
            # Gemini CLI, Copilot and shells would replace it; sent as it stands it is a puzzling 401.
            what, cure = "is taken as it stands", "write ${NAME} if it names a variable"
            self.report.note(Problem("variable-unbraced", str(place), what, cure))

    def _sound(self, text: str | None, place: Place) -> str | None:
        if text is not None and "\0" in text:
            self.report.add(Problem("null-character", str(place), "has a null character in it", "remove it"))
            return None
        return text

    def texts(self, value: Json, place: Place) -> tuple[tuple[str, Place], ...] | None:
        """A list of strings, each with its place; None when it is not a list or one of them can't be had."""
        if not isinstance(value, list):
            self.wrong(value, place, "an array of strings", "put it in [brackets]")
            return None
        items = [(self.text(item, place / index), place / index) for index, item in enumerate(value)]
        sound = tuple((text, where) for text, where in items if text is not None)
        return sound if len(sound) == len(items) else None

    def flag(self, value: Json, place: Place) -> bool | None:
        if not isinstance(value, bool):
            self.wrong(value, place, "true or false", "write it without quotes")
            return None
        return value

    def flagged(self, found: Found, key: str) -> bool:
        """Whether the key is there and true."""
        return key in found and self.flag(*found[key]) is True

    def members(self, value: Json, place: Place, wanted: str) -> Iterator[tuple[str, Json, Place]]:
        """The members of an object that are not null."""
        if not isinstance(value, dict):
            self.wrong(value, place, wanted, 'write {"name": value}')
            return
        for key, member in value.items():
            if member is not None:
                yield key, member, place / key

"""Reading single environment variables: what is set, and whether its value can be used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import urlsplit

from sayso.problems import Problem


class Variables:
    """The environment, trimmed. An empty variable is an unset one, as after copying .env.example."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        return self._environment.get(name, "").strip()

    def one_of(self, name: str, names: Sequence[str]) -> str:
        """The named choice in lower case, or "" when nothing usable is written."""
        value = self.text(name).lower()
        if not value or value in names:
            return value
        near = get_close_matches(value, names, n=1)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        self.problems.append(
            Problem("unknown-choice", name, f'"{value}" is not a choice', f"{hint}use one of: {', '.join(names)}")
        )
        return ""

    def number(self, name: str, low: float, high: float, unit: str = "") -> float | None:
        """A number between the bounds, or None when the variable is not set or not usable."""
        value = self.text(name)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if low <= number <= high:
            return number
        what = "is not a number" if math.isnan(number) else "is out of range"
        self.problems.append(
            Problem("bad-number", name, f'"{value}" {what}', f"give a number from {low:g} to {high:g}{unit}")
        )
        return None

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number between the bounds, or None when the variable is not set or not usable."""
        number = self.number(name, low, high)
        if number is None or number == int(number):
            return None if number is None else int(number)
        cure = f"give a whole number from {low} to {high}"
        self.problems.append(Problem("bad-number", name, f'"{self.text(name)}" is not a whole number', cure))
        return None

    def url(self, name: str) -> str:
        """An http(s) address without a slash at its end, or ""."""
        value = self.text(name)
        if not value:
            return ""
        if host(value) and urlsplit(value).scheme in ("http", "https"):
            return value.rstrip("/")
        self.problems.append(
            Problem("bad-address", name, "is not an http or https address", "write it like http://127.0.0.1:11434/v1")
        )
        return ""


def host(url: str) -> str:
    """The host that a URL leads to, in lower case; "" where there is none. Never fooled by user:password@."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

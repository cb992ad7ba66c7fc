"""A dialogue as plain data that can be kept in a file, read by anybody, and played again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.consent.simulation.steps import Step, as_data, from_data

VERSION = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """The steps, and what they are kept for."""

    about: str
    """Why it is kept, in a sentence."""
    steps: Sequence[Step]
    promise: str = ""
    """The promise that it broke when it was found."""

    def as_data(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "about": self.about,
            "promise": self.promise,
            "steps": [as_data(step) for step in self.steps],
        }


def scenario(data: Mapping[str, Any]) -> Scenario:
    """The dialogue again. Raises ValueError, saying what is wrong, where it is none."""
    if not isinstance(data, Mapping) or data.get("version") != VERSION:
        raise ValueError(f"it is no dialogue of version {VERSION}")
    given = data.get("steps")
    if not isinstance(given, list):
        raise ValueError("it has no list of steps")
    steps: list[Step] = []
    for number, step in enumerate(given, start=1):
        try:
            steps.append(from_data(step))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"step {number} is none: {error}") from None
    return Scenario(str(data.get("about", "")), tuple(steps), str(data.get("promise", "")))

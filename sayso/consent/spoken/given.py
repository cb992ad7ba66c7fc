"""The arguments of a call with how each is spoken, while the sentence takes them one after the other."""

from __future__ import annotations

from typing import Any

from sayso.consent.spoken.values import Heard, hear


class Given:
    """What is left of the arguments."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self.values = dict(arguments)
        self.heard: dict[str, Heard] = {key: hear(key, value) for key, value in arguments.items()}

    def has(self, kind: str) -> bool:
        """Whether a value of this kind is among them."""
        return any(self.heard[key].kind == kind for key in self.values)

    def without(self, names: set[str]) -> Given:
        """A copy that lacks these."""
        copy = Given({})
        copy.values = {key: value for key, value in self.values.items() if key not in names}
        copy.heard = self.heard
        return copy

    def take(self, key: str) -> Any:
        """The value has its place in the sentence now."""
        return self.values.pop(key)

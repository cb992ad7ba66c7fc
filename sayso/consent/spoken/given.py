"""The arguments of a call with how each is spoken, while the sentence takes them one after the other."""

from __future__ import annotations

from typing import Any

from sayso.consent.secrets import known_as
from sayso.consent.spoken.values import Heard, hear


class Given:
    """What is left of the arguments."""

    def __init__(self, arguments: dict[str, Any], renamed: dict[str, str] | None = None) -> None:
        self.renamed = renamed or {}
        """Names as they were given, with the name under which each is spoken."""
        self.values = dict(arguments)
        self.heard: dict[str, Heard] = {key: hear(key, value) for key, value in arguments.items()}

    def has(self, kind: str) -> bool:
        """Whether a value of this kind is among them."""
        return any(self.heard[key].kind == kind for key in self.values)

    def without(self, names: set[str]) -> Given:
        """A copy that lacks these."""
        copy = Given({}, self.renamed)
        copy.values = {key: value for key, value in self.values.items() if key not in names}
        copy.heard = self.heard
        return copy

    def take(self, key: str) -> Any:
        """The value has its place in the sentence now."""
        return self.values.pop(key)


def given_to(tool: str, arguments: dict[str, Any]) -> Given:
    """The arguments of a tool, each under the name that it has for this tool."""
    renamed = {key: name for key, value in arguments.items() if (name := known_as(tool, key, value)) != key}
    renamed = {key: name for key, name in renamed.items() if name not in arguments}
    if not renamed:
        return Given(arguments)
    return Given({renamed.get(key, key): value for key, value in arguments.items()}, renamed)

"""A call that cannot change: what is asked, shown and run is made from this one value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
"""Made once: json.dumps makes an encoder for each call that is written in another way than the usual."""


OWN = "agent"
"""The server of calls that go to none: of tools that are the agent's own. No question names it."""


class NotSendableError(ValueError):
    """The arguments can't be written as JSON in UTF-8, so they can be neither asked about nor sent."""


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call with its arguments frozen. Two calls with one digest are the same call."""

    server: str
    """The server's label, as its user wrote it."""
    tool: str
    """The tool's name at its server."""
    definition: str
    """The digest of the tool's definition as its server gave it: a changed tool is another tool."""
    arguments_json: str
    """The arguments, canonical: keys in order, no spaces."""
    digest: str
    """Of all of the above."""

    @property
    def arguments(self) -> dict[str, Any]:
        """A fresh copy of the arguments; changing it changes nothing here."""
        loaded: dict[str, Any] = json.loads(self.arguments_json)
        return loaded


def freeze(server: str, tool: str, definition: str, arguments: Mapping[str, Any]) -> Call:
    """The call, frozen. Raises NotSendableError where the arguments are no plain JSON."""
    canonical = canonical_json(arguments)
    digest = digest_of((server, tool, definition, canonical))
    return Call(server, tool, definition, canonical, digest)


def canonical_json(value: Any) -> str:
    """One text for one value: keys in order, no spaces, no NaN, text as it is."""
    try:
        text = _write(value)
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise NotSendableError(f"the arguments are no plain JSON: {type(error).__name__}") from None
    return text


def digest_of(parts: tuple[str, ...]) -> str:
    """SHA-256 of the parts, each told apart from the next whatever they hold."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()

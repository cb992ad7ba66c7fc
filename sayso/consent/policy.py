"""What `require_approval` says of a tool: it runs, or it asks first; and whether it is destructive.

Everything here is a plain value or a pure function. A server's own hints (its tools' annotations) may tighten a
policy; they loosen it only where the user has marked that server as trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Answer = Literal["always", "never"]


@dataclass(frozen=True)
class Hints:
    """A tool's annotations as its server gave them. None means that the server did not say."""

    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None


@dataclass(frozen=True)
class Filter:
    """Which tools a rule means. Where both keys are given, both must match."""

    names: frozenset[str] | None = None
    read_only: bool | None = None

    def matches(self, tool: str, hints: Hints) -> bool:
        if self.names is None and self.read_only is None:
            return False
        if self.names is not None and tool not in self.names:
            return False
        return self.read_only is None or (hints.read_only is True) == self.read_only


@dataclass(frozen=True)
class Rules:
    """The approval rules of one server, as its entry in mcp.json states them."""

    otherwise: Answer = "always"
    """What holds for a tool that neither filter matches."""
    always: Filter | None = None
    never: Filter | None = None
    trusted: bool = False
    """Whether the user lets this server's own hints loosen anything."""
    destructive: Mapping[str, bool] = field(default_factory=dict)
    """What mcp.json itself says of a tool; the server's hints don't come into it."""
    destructive_otherwise: bool | None = None
    """What mcp.json says of all the server's other tools; None where it says nothing."""


@dataclass(frozen=True)
class Policy:
    """What holds for one tool, and why, in words that `sayso tools` prints."""

    asks: bool
    why: str
    destructive: bool
    why_destructive: str


def decide(rules: Rules, tool: str, hints: Hints) -> Policy:
    """The policy of one tool under its server's rules."""
    asks, why = _asks(rules, tool, hints)
    destructive, why_destructive = _destructive(rules, tool, hints)
    return Policy(asks, why, destructive, why_destructive)


def _asks(rules: Rules, tool: str, hints: Hints) -> tuple[bool, str]:
    if rules.always is not None and rules.always.matches(tool, hints):
        return True, f"asks: {_matched(rules.always, 'always')}"
    if rules.never is not None and rules.never.matches(tool, hints):
        # Config refuses this combination; a Rules value that was built by hand must not get past it either.
        if rules.never.read_only is not None and not rules.trusted:
            return True, "asks: matched under never by a hint of a server that is not trusted"
        return False, f"runs: {_matched(rules.never, 'never')}"
    if rules.otherwise == "never":
        return False, "runs: require_approval is never"
    if rules.always is None and rules.never is None:
        return True, "asks: require_approval is always"
    return True, "asks: not listed, and unlisted tools ask"


def _matched(which: Filter, key: Answer) -> str:
    """What made this filter match, for the one who wrote it and for the one who wonders."""
    if which.read_only is None:
        return f"listed under {key}"
    hint = f"its server {'says' if which.read_only else 'does not say'} that it only reads"
    return f"{hint}, and {key} goes by that" if which.names is None else f"listed under {key}, and {hint}"


def _destructive(rules: Rules, tool: str, hints: Hints) -> tuple[bool, str]:
    said = rules.destructive.get(tool, rules.destructive_otherwise)
    if said is not None:
        return said, f"mcp.json says destructive is {str(said).lower()}"
    if not rules.trusted:
        return True, "its server is not trusted to say otherwise"
    if hints.read_only is True:
        return False, "its trusted server says that it only reads"
    if hints.destructive is False:
        return False, "its trusted server says that it is not destructive"
    if hints.destructive is True:
        return True, "its server says so"
    return True, "its server does not say, and that counts as destructive"

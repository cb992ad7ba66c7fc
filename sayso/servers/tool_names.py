"""The tool names that mcp.json mentions, held against the tools that a server really has."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer, Mention


def missing_tools(server: DeclaredServer, names: Collection[str]) -> Problem | None:
    """One problem when the server's entry names tools that the server does not have; it lists the names it has.

    A misspelt name under `always` or in `allowed_tools` would otherwise be a rule that holds for nothing, in silence.
    """
    missing = [mention for mention in server.mentions if mention.tool not in names]
    if not missing:
        return None
    what = "the server has no tool " + _one_of(missing[0], names)
    # One problem is one line with one place: the others name theirs in the text.
    for mention in missing[1:]:
        what += f", and no tool {_one_of(mention, names)} ({mention.where.partition(': ')[2] or mention.where})"
    has = ", ".join(_printable(name) for name in sorted(names)) or "no tools at all"
    return Problem("tool-missing", missing[0].where, what, f"it has: {has}")


def _one_of(mention: Mention, names: Collection[str]) -> str:
    near = get_close_matches(mention.tool, names, n=1)
    guess = f" (did you mean {_printable(near[0])}?)" if near else ""
    return f"{_printable(mention.tool)}{guess}"


def _printable(name: str) -> str:
    """A server chooses its tools' names: one with a line break in it must not forge a line of ours."""
    return name if name.isprintable() else ascii(name)

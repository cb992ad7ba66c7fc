"""What `sayso check` warns of once it knows a server's tools: nothing that is wrong, all that may surprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.commands.survey import Found
from sayso.config.place import quoted
from sayso.consent.templates import placeholders
from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer
from sayso.servers.tools import ServerTool

NAMED = 3
"""Tools that one line names before it counts the rest."""


def cautions(found: Sequence[Found]) -> list[Problem]:
    return [problem for f in found for problem in _of_server(f.server, f.tools)]


def _of_server(server: DeclaredServer, tools: Sequence[ServerTool]) -> Iterator[Problem]:
    for tool in tools:
        yield from _runs_unasked(server, tool)
    yield from _grants_nothing(server, tools)
    for tool in tools:
        yield from _says_what_is_not_there(server, tool)


def _runs_unasked(server: DeclaredServer, tool: ServerTool) -> Iterator[Problem]:
    """A tool that its own server calls destructive. A hint that is missing says nothing, though MCP reads it as one."""
    name = quoted(tool.name)
    if tool.policy.asks or tool.hints.destructive is not True or server.rules.destructive.get(tool.name) is False:
        return
    what = f"{name} runs unasked, and its server calls it destructive"
    if tool.hints.read_only:
        what += " and read-only at once"
    never = server.rules.never
    if never is not None and never.names is not None and tool.name in never.names:
        cure = f"take {name} out of never"
    elif never is not None:
        cure = f"list {name} under always"
    else:
        cure = "list under never the tools that may run, without this one"
    cure += ', or if it may run, write "destructive": false for it under tools'
    yield Problem("destructive-unasked", server.where, what, cure)


def _grants_nothing(server: DeclaredServer, tools: Sequence[ServerTool]) -> Iterator[Problem]:
    """A grant that was meant for a tool, or for a whole server, and covers no call there."""
    meant = [tool for tool in tools if tool.policy.asks and server.settings_for(tool.name).grant != "call"]
    if any(not tool.policy.destructive for tool in meant):
        meant = [tool for tool in meant if server.settings_for(tool.name).grant != server.settings.grant]
    idle = [tool.name for tool in meant if tool.policy.destructive]
    if not idle:
        return
    what = f"grant has no effect on {_listing(idle)}: what counts as destructive is always asked about one by one"
    yield Problem("grant-unused", server.where, what, 'write "destructive": false where that is too strict')


def _says_what_is_not_there(server: DeclaredServer, tool: ServerTool) -> Iterator[Problem]:
    """A template of this very tool that names an argument which the tool doesn't have."""
    say = server.settings_for(tool.name).say
    if say is None or say == server.settings.say:
        return
    there = tool.parameters.get("properties", {})
    lacking = [name for name in placeholders(say) if name not in there and name.partition(".")[0] not in there]
    if lacking:
        what = f"say of {quoted(tool.name)} names {_listing(lacking)}, which is no argument of the tool"
        cure = f"it has {_listing(list(there), len(there))}" if there else "it has none"
        yield Problem("say-argument", server.where, what, f"{cure}; until then the question is worded without say")


def _listing(names: Sequence[str], most: int = NAMED) -> str:
    shown = ", ".join(quoted(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown

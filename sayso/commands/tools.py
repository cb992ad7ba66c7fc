"""`sayso tools`: every tool with its arguments, its hints, its class, and whether it asks and why."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sayso.commands.printing import json_line, one_line, show
from sayso.commands.survey import Found, survey, transport_name
from sayso.consent.policy import Hints
from sayso.consent.settings import Settings
from sayso.servers.tools import ServerTool


def run_tools(path: Path | None, *, as_json: bool) -> int:
    from sayso.config.load import load

    found = survey(load(path).servers)
    if as_json:
        print(json_line({"servers": [as_data(f) for f in found]}))
    else:
        print_tools(found)
    failed = [f.problem for f in found if f.problem is not None]
    for problem in failed:
        print(f"error: {one_line(str(problem))}", file=sys.stderr)
    return 2 if failed else 0


def as_data(found: Found) -> dict[str, Any]:
    return {
        "label": found.server.label,
        "transport": transport_name(found.server),
        "state": found.state,
        "problem": str(found.problem) if found.problem is not None else None,
        "tools": [tool_data(tool, found.server.settings_for(tool.name)) for tool in found.tools],
    }


def tool_data(tool: ServerTool, settings: Settings) -> dict[str, Any]:
    return {
        "name": tool.name,
        "model_name": tool.model_name,
        "description": tool.description,
        "parameters": tool.parameters,
        "hints": said_hints(tool.hints),
        "asks": tool.policy.asks,
        "why": tool.policy.why,
        "class": tool_class(tool),
        "why_class": tool.policy.why_destructive,
        "settings": settings_data(tool, settings),
    }


def settings_data(tool: ServerTool, settings: Settings) -> dict[str, Any]:
    """How asking goes for this tool in the end: its class counted in, and nothing left open."""
    destructive = tool.policy.destructive
    grant = "call" if destructive else settings.grant
    mode = "careful" if settings.careful(destructive) else "fast"
    return {**asdict(settings), "grant": grant, "answer_mode": mode}


def tool_class(tool: ServerTool) -> str:
    return "destructive" if tool.policy.destructive else "ordinary"


def said_hints(hints: Hints) -> dict[str, bool]:
    """The hints that the server gave, under MCP's names."""
    named = {
        "readOnlyHint": hints.read_only,
        "destructiveHint": hints.destructive,
        "idempotentHint": hints.idempotent,
        "openWorldHint": hints.open_world,
    }
    return {name: value for name, value in named.items() if value is not None}


def arguments_text(tool: ServerTool) -> str:
    """The arguments by name; those that may be left out in brackets."""
    needed = tool.parameters.get("required", [])
    names = [name if name in needed else f"[{name}]" for name in tool.parameters["properties"]]
    return ", ".join(names) or "none"


def first_sentence(text: str) -> str:
    sentence, stop, _ = one_line(text).partition(". ")
    return sentence + stop.strip()


def grant_text(tool: ServerTool, settings: Settings) -> str:
    """What an approval covers, where it is meant to cover more than its own call; else nothing."""
    if not tool.policy.asks or settings.grant == "call":
        return ""
    if tool.policy.destructive:
        return f"call: {settings.grant} does not hold for destructive tools"
    if settings.grant == "turn":
        return "turn: a yes covers ordinary calls on this server until the task ends"
    return "session: a yes covers the same call until the session ends"


def rows(tool: ServerTool, settings: Settings) -> list[tuple[str, str]]:
    """What is shown below a tool's name."""
    hints = ", ".join(f"{name}: {str(value).lower()}" for name, value in said_hints(tool.hints).items())
    does = first_sentence(tool.description)
    grant = grant_text(tool, settings)
    return [
        *([("does", does)] if does else []),
        ("arguments", arguments_text(tool)),
        ("hints", hints or "none"),
        ("policy", tool.policy.why),
        ("class", f"{tool_class(tool)}: {tool.policy.why_destructive}"),
        *([("grant", grant)] if grant else []),
    ]


def print_tools(found: list[Found]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for f in found:
        show(Text.assemble((one_line(f.server.label), "bold"), f" ({', '.join(about(f))})"))
        for tool in f.tools:
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column()
            table.add_column(overflow="fold")
            for name, text in rows(tool, f.server.settings_for(tool.name)):
                table.add_row(name, one_line(text))
            head = Padding(Text(one_line(tool.name), "bold"), (0, 0, 0, 2), expand=False)
            show(head, Padding(table, (0, 0, 0, 6), expand=False))
        print()


def about(found: Found) -> list[str]:
    words = [transport_name(found.server), found.state]
    return words if found.problem is not None else [*words, f"{len(found.tools)} tools", f"{found.asks} ask"]

"""`sayso tools`: every tool with its arguments, its hints, its class, and whether it asks and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sayso.commands.survey import Found, survey, transport_name
from sayso.consent.policy import Hints
from sayso.servers.tools import ServerTool


def run_tools(path: Path | None, *, as_json: bool) -> int:
    from sayso.config import load

    found = survey(load(path).servers)
    if as_json:
        print(json.dumps({"servers": [as_data(f) for f in found]}, ensure_ascii=False))
    else:
        print_tools(found)
    failed = [f.problem for f in found if f.problem is not None]
    for problem in failed:
        print(f"error: {problem}", file=sys.stderr)
    return 2 if failed else 0


def as_data(found: Found) -> dict[str, Any]:
    return {
        "label": found.server.label,
        "transport": transport_name(found.server),
        "state": found.state,
        "problem": str(found.problem) if found.problem is not None else None,
        "tools": [tool_data(tool) for tool in found.tools],
    }


def tool_data(tool: ServerTool) -> dict[str, Any]:
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
    }


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
    required = tool.parameters.get("required", [])
    names = [name if name in required else f"[{name}]" for name in tool.parameters["properties"]]
    return ", ".join(names) or "none"


def print_tools(found: list[Found]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    for f in found:
        console.print(f"[bold]{escape(f.server.label)}[/bold] ({transport_name(f.server)}, {f.state})")
        for tool in f.tools:
            asks = "asks" if tool.policy.asks else "runs"
            hints = ", ".join(f"{name}: {str(value).lower()}" for name, value in said_hints(tool.hints).items())
            console.print(f"  [bold]{escape(tool.name)}[/bold]  {asks}, {tool_class(tool)}")
            lines = (
                f"arguments: {arguments_text(tool)}",
                f"hints: {hints or 'none'}",
                f"policy: {tool.policy.why}",
                f"class: {tool_class(tool)}, because {tool.policy.why_destructive}",
            )
            for line in lines:
                console.print(f"      {escape(line)}", soft_wrap=True)
        console.print()

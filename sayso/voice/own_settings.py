"""Whether the settings of a tool of one's own can be used; refused as the program starts, not while somebody waits."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from livekit.agents import FunctionTool
from livekit.agents.llm import RawFunctionTool

from sayso.consent.templates import placeholders, template_fault
from sayso.problems import Problem, SaysoError

Tool = FunctionTool[..., Any] | RawFunctionTool[..., Any]


def check(tool: Tool, settings: Mapping[str, Any]) -> None:
    """Refuses what mcp.json would refuse."""
    where = f"asks() of {tool.info.name}"
    for name, one, other, default in (("grant", "call", "session", "call"), ("answer_mode", "fast", "careful", None)):
        if settings.get(name, default) not in (one, other, default):
            what = f'{name} is not "{one}" or "{other}"'
            raise SaysoError(Problem("setting-unknown", where, what, "write one of them"))
    say = settings.get("say")
    fault = None if say is None else template_fault(say)
    if fault is not None:
        cure = "" if "as in" in fault else 'write for example "refund order {order}"'
        raise SaysoError(Problem("say-form", f"{where}: say", fault, cure))
    there = arguments_of(tool)
    lacking = [name for name in placeholders(say or "") if name.partition(".")[0] not in there]
    if lacking:
        what = f"names {', '.join(lacking)}, which is no argument of the tool"
        cure = f"it has {', '.join(there)}" if there else "it has none"
        raise SaysoError(Problem("say-argument", f"{where}: say", what, cure))


def arguments_of(tool: Tool) -> list[str]:
    if isinstance(tool, RawFunctionTool):
        return list(tool.info.raw_schema["parameters"].get("properties", {}))
    return list(inspect.signature(tool).parameters)

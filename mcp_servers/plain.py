"""An MCP server whose refusals are plain sentences.

The SDK puts "Error executing tool ..." in front of every failure and hands pydantic's report of bad arguments to
the client. Ours may be read aloud, so each failure is one sentence, and arguments that no tool has are refused
instead of ignored: a misspelt `patient` must not turn a question about one person into a list of everybody.
"""

from __future__ import annotations

import difflib
import inspect
import logging
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from mcp_servers.refused import Refused
from mcp_servers.wording import brief, capital, listed

log = logging.getLogger(__name__)


def said(text: str, **data: Any) -> CallToolResult:
    """A result: a text that can be spoken, and the same as data where there is any."""
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data or None)


def refusal(text: str) -> CallToolResult:
    """A tool error that carries one sentence."""
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def given(value: Any) -> Any:
    """What a client meant by an argument: null is the same as absent, and a number may stand for its text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def tool(
    call: Callable[..., Any],
    *,
    title: str,
    reads: bool,
    destroys: bool = False,
    repeats: bool = False,
    reaches_out: bool = False,
) -> Tool:
    """A tool made from a function: its docstring describes it, and all four hints are always given."""
    made = Tool.from_function(
        call,
        title=title,
        description=inspect.getdoc(call),
        annotations=ToolAnnotations(
            title=title,
            read_only_hint=reads,
            destructive_hint=destroys,
            idempotent_hint=reads or repeats,
            open_world_hint=reaches_out,
        ),
    )
    schema = made.parameters
    schema.pop("title", None)
    schema["additionalProperties"] = False
    for argument in schema["properties"].values():
        argument.pop("title", None)
        argument.pop("default", None)
    return made


class PlainServer(MCPServer[Any]):
    """An MCP server that answers every failed call with one sentence."""

    def __init__(self, name: str, *, title: str, instructions: str, tools: Sequence[Tool]) -> None:
        # Before the SDK does it: its own handler writes decorated tracebacks.
        logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
        super().__init__(
            name, title=title, instructions=instructions, version="1", tools=list(tools), log_level="WARNING"
        )
        self._arguments: dict[str, list[str]] = {t.name: list(t.parameters["properties"]) for t in tools}
        self._readers = {t.name for t in tools if t.annotations and t.annotations.read_only_hint}

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        known = self._arguments.get(name)
        if known is None:
            return refusal(f"There is no tool {brief(name)!r} here; there are {listed(list(self._arguments))}.")
        strangers = [argument for argument in arguments if argument not in known]
        if strangers:
            return refusal(_unknown(strangers[0], known))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            return refusal(self._sentence(name, error))

    def _sentence(self, name: str, error: ToolError) -> str:
        cause = error.__cause__
        if isinstance(cause, Refused):
            return str(cause)
        if isinstance(cause, ValidationError):
            return _bad_arguments(cause)
        if isinstance(error, UnexpectedToolError) and cause is not None:
            # The kind and the place only: the exception's own text may hold what the caller said.
            place = traceback.extract_tb(cause.__traceback__)[-1]
            log.error("%s failed: %s in %s, line %s", name, type(cause).__name__, place.filename, place.lineno)
        fault = f"The {self.name} could not do that because of a fault of its own."
        return fault if name in self._readers else f"{fault} It is not known whether it was done."


def _unknown(argument: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(argument, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it takes {listed(known)}."
    return f"There is no argument {brief(argument)!r}; {hint}"


def _bad_arguments(error: ValidationError) -> str:
    missing = [str(e["loc"][0]) for e in error.errors() if e["type"] == "missing"]
    wrong = [str(e["loc"][0]) for e in error.errors() if e["type"] != "missing"]
    parts = []
    if missing:
        parts.append(f"the {listed(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if wrong:
        parts.append(f"the {listed(wrong)} must be text")
    return capital("; ".join(parts)) + "."

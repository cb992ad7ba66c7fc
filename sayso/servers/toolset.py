"""One server's tools as a LiveKit toolset: what runs, runs; what asks is refused until the gate can ask.

    session = AgentSession(..., tools=toolsets(config))

The session's start waits for a server no longer than `PATIENCE`. A server that comes later joins the session, because
LiveKit reads `tools` anew for every reply; until then a stand-in tells the model what is missing.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from livekit.agents import AgentSession, RunContext, ToolError, function_tool, llm
from mcp.types import CallToolResult

from sayso.problems import Problem
from sayso.servers.connection import CallFailedError, Connection, OutcomeUnknownError
from sayso.servers.declared import DeclaredServer
from sayso.servers.events import CallEvent, CallState, Event, Listener, ServerEvent
from sayso.servers.results import result_text
from sayso.servers.tools import ServerTool, model_name

logger = logging.getLogger("sayso")

PATIENCE = 1.0
"""Seconds that the start of a session, and with it the greeting, waits for servers that still connect."""

NOT_AVAILABLE = (
    "This needs the caller's approval, and approval is not available yet, so it was not run and nothing happened. "
    "Tell the person so, and don't call it again."
)


NOT_TEXT = "The call was not sent: its arguments hold something that is not text. Call it again with plain text."


class ServerToolset(llm.Toolset):
    """The tools of one declared server, for as long as a session lasts."""

    def __init__(self, server: DeclaredServer, *, listener: Listener | None = None) -> None:
        super().__init__(id=server.prefix)
        self.server = server
        self._listener = listener
        self._started = False
        self._running: dict[str, asyncio.Task[CallToolResult]] = {}
        self._connection = Connection(server, on_change=self._server_changed)
        self._stand_in = self._make_stand_in()
        self._offered: list[llm.Tool] = []

    @property
    def connection(self) -> Connection:
        return self._connection

    @property
    def tools(self) -> Sequence[llm.Tool | llm.Toolset]:
        if self._connection.state == "ready":
            return self._offered
        return [] if self._connection.state == "closed" else [self._stand_in]

    async def setup(self) -> ServerToolset:
        """Called by LiveKit as the session starts, and again after each hand-off."""
        if self._connection.state == "closed":
            # A session before this one has ended.
            self._connection = Connection(self.server, on_change=self._server_changed)
            self._started = False
        self._connection.open()
        await self._connection.settled(PATIENCE)
        self._started = True
        return self

    async def aclose(self) -> None:
        """Called by LiveKit when the session has closed."""
        self.cancel_calls()
        await self._connection.close()

    def cancel_calls(self) -> None:
        """Cancels every call that runs, at its server too. LiveKit waits for running tools before it closes."""
        for task in self._running.values():
            task.cancel()

    def _server_changed(self, connection: Connection) -> None:
        if connection.state == "ready":
            self._offered = [self._offer(tool) for tool in connection.tools]
        fields: dict[str, Any] = {"server": self.server.label, "state": connection.state}
        if connection.problem is not None:
            logger.warning("an MCP server is not available", extra={**fields, "problem": str(connection.problem)})
        else:
            logger.info("an MCP server changed", extra={**fields, "tools": len(connection.tools)})
        self._tell(ServerEvent(self.server.label, connection.state, self._started, connection.problem))

    def _make_stand_in(self) -> llm.Tool:
        """A tool that stands for all the tools of a server which is not connected, so that the model can say so."""
        label = self.server.label

        async def say() -> str:
            if self._connection.state == "connecting":
                return f"The {label} isn't connected yet. Tell the person so; they can ask again in a moment."
            return f"The {label} isn't connected: {spoken(self._connection.problem)}. Tell the person so."

        about = f" ({self.server.description})" if self.server.description else ""
        description = (
            f"Stands for every tool of {label}{about}, which is not connected. "
            f"Call this when the request needs {label}."
        )
        return function_tool(say, name=model_name(self.server.prefix, "not_connected"), description=description)

    def _tell(self, event: Event) -> None:
        if self._listener is not None:
            self._listener(event)

    def _offer(self, tool: ServerTool) -> llm.Tool:
        async def run(ctx: RunContext[Any], raw_arguments: dict[str, object]) -> str:
            return await self._call(tool, ctx, raw_arguments)

        schema = {"name": tool.model_name, "description": tool.description, "parameters": dict(tool.parameters)}
        return function_tool(run, raw_schema=schema)

    async def _call(self, tool: ServerTool, ctx: RunContext[Any], arguments: Mapping[str, Any]) -> str:
        call_id = ctx.function_call.call_id

        def tell(state: CallState, text: str = "") -> None:
            self._tell(CallEvent(call_id, self.server.label, tool.name, state, arguments, text))

        if tool.policy.asks:
            # Closed until it can ask: the model must never find a tool that runs because nobody could be asked.
            tell("refused", NOT_AVAILABLE)
            raise ToolError(NOT_AVAILABLE)
        if not is_text(arguments):
            # Half a character can't be sent, and trying to costs the connection.
            tell("failed", NOT_TEXT)
            raise ToolError(NOT_TEXT)
        tell("started")
        task = asyncio.ensure_future(self._connection.call(tool, arguments))
        self._running[call_id] = task
        try:
            await ctx.speech_handle.wait_if_not_interrupted([task])
            if not task.done() and is_closing(ctx.session):
                # The person has gone. LiveKit would wait for the tool, and stay in the room deaf as long as it takes.
                task.cancel()
            result = await task
        except CallFailedError as error:
            tell("failed", str(error))
            raise ToolError(f"The call failed: {error}. Say so; don't call it again with the same arguments.") from None
        except OutcomeUnknownError as error:
            tell("unknown", str(error))
            raise ToolError(
                f"It is not known whether this happened: {error}. Tell the person that it may have happened or not, "
                "and don't call it again."
            ) from None
        except asyncio.CancelledError:
            tell("cancelled")
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            # Only the call was cancelled, and LiveKit wants a result for every call.
            raise ToolError("The call was cancelled; it may have happened in part.") from None
        except Exception as error:
            logger.warning("a call ended badly", extra={"server": self.server.label, "cause": type(error).__name__})
            tell("unknown", "an error on our side")
            raise ToolError("It is not known whether this happened, because of an error. Say so.") from None
        finally:
            task.cancel()
            self._running.pop(call_id, None)
        text = result_text(result)
        if result.is_error:
            tell("failed", text)
            raise ToolError(text)
        tell("done", text)
        return text


def is_closing(session: AgentSession[Any]) -> bool:
    """Whether a session has begun to close. LiveKit tells it by no public name before the tools have ended."""
    return session._is_closing()


def is_text(arguments: Mapping[str, Any]) -> bool:
    """Whether the arguments can be sent as UTF-8. A model's JSON may hold half a surrogate pair."""
    try:
        json.dumps(arguments, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError, TypeError):
        return False
    return True


def spoken(problem: Problem | None) -> str:
    """The fault alone: its place and its cure are for whoever runs the agent, not for the caller."""
    return problem.what if problem is not None else "its connection has ended"


def toolsets(servers: Iterable[DeclaredServer], *, listener: Listener | None = None) -> list[ServerToolset]:
    """A toolset for each server, for `AgentSession(tools=...)`."""
    return [ServerToolset(server, listener=listener) for server in servers]

"""One server's tools as a LiveKit toolset. What asks first is asked about by the session's approver.

    session = AgentSession(..., tools=toolsets(config.servers))
    Gatekeeper(ledger).attend(session)

Without an approver, what asks is refused, and only what runs unasked runs.

The session's start waits for a server no longer than `PATIENCE`. A server that comes later joins the session, because
LiveKit reads `tools` anew for every reply; until then a stand-in tells the model what is missing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from livekit.agents import RunContext, ToolError, function_tool, llm
from livekit.agents.llm.async_toolset import AsyncToolset

from sayso.approval import NOT_TEXT, Approver, Progress, approver_of, ended_for, is_closing, nobody_asks
from sayso.calls import ENDED_AS, CallEvent, CallState, show_to
from sayso.consent.call import NotSendableError, freeze
from sayso.consent.effects import Refuse, Run
from sayso.consent.events import Outcome, Proposed
from sayso.problems import Problem
from sayso.servers.connection import Connection
from sayso.servers.declared import DeclaredServer
from sayso.servers.events import Event, Listener, ServerEvent
from sayso.servers.sending import Ended, send
from sayso.servers.tools import ServerTool, model_name

logger = logging.getLogger("sayso")

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that the start of a session, and with it the greeting, waits for servers that still connect."""


class ServerToolset(AsyncToolset):
    """The tools of one declared server, for as long as a session lasts.

    An AsyncToolset, because LiveKit lets a session close, or another agent take over, only when the tools of other
    toolsets have returned; and these may be waiting for an answer.
    """

    def __init__(self, server: DeclaredServer, *, listener: Listener | None = None) -> None:
        super().__init__(id=server.prefix)
        self.server = server
        self._listener = listener
        self._approver: Approver | None = None
        """Whom its last call went through."""
        self._started = False
        self._calls: set[asyncio.Task[Any]] = set()
        """The model's calls that have not ended, those that wait for an answer among them."""
        self._running: set[asyncio.Task[Any]] = set()
        """What is being sent."""
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

    def asks(self, name: str) -> bool:
        """Whether this is the model's name for one of these tools, and that tool asks first."""
        return any(tool.model_name == name and tool.policy.asks for tool in self._connection.tools)

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
        ends = self._approver is None or self._approver.ends()
        for task in self._running:
            task.cancel()  # at its server too
        if ends and self._calls:
            # Each has its end by now, and only has to be told of it.
            await asyncio.wait(self._calls, timeout=0.5)
        for call in self._calls:
            call.cancel()
        await super().aclose()
        await self._connection.close()

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
            show_to(self._listener, event)

    def _offer(self, tool: ServerTool) -> llm.Tool:
        async def run(ctx: RunContext[Any], raw_arguments: dict[str, object]) -> str:
            with kept(self._calls):
                return await self._call(tool, ctx, raw_arguments)

        # LiveKit makes types of the annotations anew at every call, and those of this module are text.
        run.__annotations__ = {"ctx": RunContext[Any], "raw_arguments": dict[str, object], "return": str}
        schema = {"name": tool.model_name, "description": tool.description, "parameters": dict(tool.parameters)}
        return function_tool(run, raw_schema=schema)

    async def _call(self, tool: ServerTool, ctx: RunContext[Any], arguments: Mapping[str, Any]) -> str:
        """One call of the model, from its arguments to what it is told."""
        approver = self._approver = approver_of(ctx.session)
        call_id = ctx.function_call.call_id if approver is None else approver.name(ctx.function_call.call_id)

        def show(state: CallState, text: str = "") -> None:
            event = CallEvent(call_id, self.server.label, tool.name, state, arguments, text)
            self._tell(event)
            if approver is not None:
                approver.show(event)

        try:
            call = freeze(self.server.label, tool.name, tool.definition, arguments)
        except NotSendableError:
            # A model's JSON may hold half a character. Trying to send it costs the connection.
            show("failed", NOT_TEXT)
            raise ToolError(NOT_TEXT) from None
        # From here on the frozen call is all there is of what the model wanted.
        arguments = call.arguments

        async def run(approval: Run | None = None, progress: Progress | None = None) -> tuple[Outcome, Ended]:
            show("started")
            with kept(self._running):
                # What a server says as it works is said on by the agent only where the user trusts it.
                said = progress if self.server.rules.trusted else None
                ended = await send(self._connection, tool, call, approval, said)
            show(ENDED_AS[ended.outcome], ended.text)
            return ended.outcome, ended

        came_of_it: Ended | Refuse
        if approver is not None:
            settings = self.server.settings_for(tool.name)
            proposed = Proposed(0.0, call_id, call, tool.policy, settings, self._only_reads(tool))
            came_of_it = await approver.carry_out(ctx, proposed, run)
        elif tool.policy.asks:
            # Closed where nobody asks: the model must never find a tool that runs because nobody could be asked.
            came_of_it = Refuse(call_id, "withdrawn", nobody_asks(ctx.session))
        else:
            _, came_of_it = await while_anybody_is_there(ctx, run())
        ended = ended_for(ctx.session, came_of_it, show)
        if ended.outcome != "ok":
            raise ToolError(ended.told)
        return ended.told

    def _only_reads(self, tool: ServerTool) -> bool:
        """Whether calling it twice can do no harm, by the word of a server that the user trusts."""
        return self.server.rules.trusted and tool.hints.read_only is True


async def while_anybody_is_there(ctx: RunContext[Any], run: Awaitable[T]) -> T:
    """Runs to its end; cancelled where the session closes meanwhile. `run` has a result even then."""
    task = asyncio.ensure_future(run)
    try:
        await ctx.speech_handle.wait_if_not_interrupted([task])
        if not task.done() and is_closing(ctx.session):
            # The person has gone. LiveKit would wait for the tool, and stay in the room deaf as long as it takes.
            task.cancel()
        return await task
    finally:
        task.cancel()


@contextmanager
def kept(tasks: set[asyncio.Task[Any]]) -> Iterator[None]:
    """Has the task that runs this in a set as long as it does."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 -- a coroutine runs in one
    tasks.add(task)
    try:
        yield
    finally:
        tasks.discard(task)


def spoken(problem: Problem | None) -> str:
    """The fault alone: its place and its cure are for whoever runs the agent, not for the caller."""
    return problem.what if problem is not None else "its connection has ended"


def toolsets(servers: Iterable[DeclaredServer], *, listener: Listener | None = None) -> list[ServerToolset]:
    """A toolset for each server, for `AgentSession(tools=...)`."""
    return [ServerToolset(server, listener=listener) for server in servers]

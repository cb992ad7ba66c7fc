"""The live connection to one declared server.

One task opens it and closes it (what anyio's cancel scopes demand), however many ask for it. A connection that
fails says why, as a `Problem`; it never raises into the session that owns it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from mcp import Client, MCPError
from mcp.shared.dispatcher import ProgressFnT
from mcp.types import CONNECTION_CLOSED, CallToolResult, Implementation, Tool
from pydantic import ValidationError

from sayso.consent.call import NotSendableError, freeze
from sayso.consent.effects import Run
from sayso.consent.policy import Hints
from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer, Http
from sayso.servers.diagnosis import Evidence, diagnose, unwrap
from sayso.servers.events import ServerState
from sayso.servers.tool_names import missing_tools
from sayso.servers.tools import ListedTool, ServerTool, choose_tools
from sayso.servers.transports import open_http, open_stdio

logger = logging.getLogger("sayso")

# The SDK logs whole messages with their arguments at DEBUG, and a stack trace for each bad line of a server; both stay
# out of a log unless somebody asks for them by a level of their own.
for _chatty in ("mcp", "httpx2", "httpcore2"):
    if logging.getLogger(_chatty).level == logging.NOTSET:
        logging.getLogger(_chatty).setLevel(logging.CRITICAL)

LIST_TIMEOUT = 60.0
MOST_PAGES = 100
"""A list that goes on for ever must not hang a session."""


class CallFailedError(Exception):
    """The server refused the call or could not do it; nothing more is to come of it."""


class ListError(Exception):
    """The server is there and its list of tools can't be used."""


class OutcomeUnknownError(Exception):
    """The call was sent and no result came back: it may have happened or not."""


class Connection:
    """One server, connected at most once. `open` begins, `settled` waits, `close` ends."""

    def __init__(self, server: DeclaredServer, *, on_change: Callable[[Connection], None] | None = None) -> None:
        self.server = server
        self.state: ServerState = "connecting"
        self.problem: Problem | None = None
        self.tools: tuple[ServerTool, ...] = ()
        self.list_seconds: float | None = None
        """How long connecting and listing the tools took; the person waits that long for a first answer."""
        self._on_change = on_change
        self._client: Client | None = None
        self._owner: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._closing = asyncio.Event()
        self._spent: set[str] = set()
        """The Runs of this session that were used."""

    def open(self) -> None:
        """Begins to connect; does nothing the second time."""
        if self._owner is None and self.state == "connecting":
            self._owner = asyncio.create_task(self._own(), name=f"sayso server {self.server.prefix}")

    async def settled(self, timeout: float | None = None) -> bool:
        """Waits until the server is ready or has failed; False when that took longer than the time-out."""
        try:
            async with asyncio.timeout(timeout):
                await self._settled.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Ends the connection and, for stdio, the child process."""
        self._closing.set()
        if self._owner is None:
            self._change("closed")
            return
        if not self._settled.is_set():
            self._owner.cancel()
        # Waited for and not awaited: its failures are reported already, and a cancelled caller must not cancel it.
        await asyncio.wait({self._owner})

    async def call(
        self,
        tool: ServerTool,
        arguments: Mapping[str, Any],
        run: Run | None = None,
        progress: ProgressFnT | None = None,
    ) -> CallToolResult:
        """Calls a tool, once. Cancelling the caller tells the server (notifications/cancelled).

        A tool whose policy asks takes the gate's Run of exactly this call, and each Run once; what is sent is the call
        that the Run holds. Checked here, so that there is no second way to a tool.
        """
        if run is not None:
            self._spend(run, tool, arguments)
            arguments = run.call.arguments
        elif tool.policy.asks:
            raise CallFailedError("it needs the caller's approval, and was not approved")
        if self._client is None or self.state != "ready":
            raise CallFailedError(f"{self.server.label} is not connected")
        if tool not in self.tools:
            # Of an earlier listing: what is decided of that one says nothing of the one that would be reached.
            raise CallFailedError("the tool has changed or is gone")
        try:
            async with asyncio.timeout(self.server.timeout):
                return await self._client.call_tool(tool.name, dict(arguments), progress_callback=progress)
        except TimeoutError as error:
            raise OutcomeUnknownError(f"no answer within {self.server.timeout:g} s") from error
        except MCPError as error:
            if error.error.code == CONNECTION_CLOSED:
                self._lost()
                raise OutcomeUnknownError("the connection was lost") from error
            raise CallFailedError(error.error.message) from error
        except ValidationError as error:
            # It ran: only what it answered can't be read.
            raise OutcomeUnknownError("the server's answer is not valid MCP") from error
        except RuntimeError as error:
            # The SDK checks a result against the tool's own output schema and raises this.
            raise OutcomeUnknownError("the server's result does not fit the tool's own schema") from error

    def _spend(self, run: Run, tool: ServerTool, arguments: Mapping[str, Any]) -> None:
        """Uses a Run up. Raises where it is for another call, or was used before."""
        try:
            wanted = freeze(self.server.label, tool.name, tool.definition, arguments)
        except NotSendableError as error:
            raise CallFailedError(str(error)) from error
        if run.call != wanted:
            raise CallFailedError("what was approved is another call")
        if run.id in self._spent:
            raise CallFailedError("its approval was used before")
        self._spent.add(run.id)

    def _lost(self) -> None:
        cure = "see its log for the reason; it is connected again with the next conversation"
        self.problem = Problem(
            "server-lost", self.server.where, f"the connection to {self.server.label} was lost", cure
        )
        self._change("failed")
        self._closing.set()

    def _change(self, state: ServerState) -> None:
        if self.state == state:
            return
        self.state = state
        if state != "ready":
            self.tools = ()
        self._settled.set()
        if self._on_change is not None:
            self._on_change(self)

    async def _own(self) -> None:
        evidence = Evidence()
        began = time.monotonic()
        try:
            async with contextlib.AsyncExitStack() as stack:
                with self._at_most(
                    self.server.connect_timeout, lambda: diagnose(self.server, TimeoutError(), evidence)
                ):
                    client = await stack.enter_async_context(self._make_client(evidence))
                with self._at_most(LIST_TIMEOUT, self._list_is_late):
                    listed = await list_tools(client)
                self.list_seconds = time.monotonic() - began
                self.problem = missing_tools(self.server, [tool.name for tool in listed])
                if self.problem is None:
                    self._client = client
                    self.tools = choose_tools(self.server, listed)
                    self._change("ready")
                    await self._closing.wait()
        except Exception as error:
            if not self._settled.is_set():
                self.problem = self._why(error, evidence)
            else:
                # It was in use, or it did not close well; either way the session goes on.
                logger.warning("a server's connection ended badly", extra=self._fields(error))
        finally:
            self._client = None
            self._change("failed" if self.problem is not None else "closed")

    @contextlib.contextmanager
    def _at_most(self, seconds: float, late: Callable[[], Problem]) -> Iterator[None]:
        """Gives the server up when the block takes longer.

        It counts as failed from that moment: ending a child that does not answer takes seconds more, and nobody
        should wait for that.
        """

        def give_up() -> None:
            self.problem = late()
            self._change("failed")
            if self._owner is not None:
                self._owner.cancel()

        limit = asyncio.get_running_loop().call_later(seconds, give_up)
        try:
            yield
        finally:
            limit.cancel()

    def _list_is_late(self) -> Problem:
        what = f"{self.server.label} did not list its tools within {LIST_TIMEOUT:g} s"
        return Problem("server-list", self.server.where, what, "see its own log for the reason")

    def _why(self, error: Exception, evidence: Evidence) -> Problem:
        # What is raised inside of the transport's task group comes out of it in a group.
        for cause in unwrap(error):
            if isinstance(cause, ListError):
                what = f"{self.server.label} {cause}"
                return Problem("server-list", self.server.where, what, "see its own log, or tell whoever wrote it")
        try:
            return diagnose(self.server, error, evidence)
        except Exception:
            # Whatever a server sent, it costs that server alone.
            logger.warning("a failed connection could not be diagnosed", extra=self._fields(error))
            return Problem(
                "server-not-mcp", self.server.where, f"{self.server.label} can't be used", "check its address"
            )

    def _make_client(self, evidence: Evidence) -> Client:
        transport = self.server.transport
        opened = (
            open_http(self.server, transport, evidence)
            if isinstance(transport, Http)
            else open_stdio(transport, evidence)
        )

        async def notice(message: object) -> None:
            if isinstance(message, Exception):
                evidence.garbage = True

        info = Implementation(name="sayso", version=version("sayso"))
        return Client(opened, client_info=info, cache=None, message_handler=notice)

    def _fields(self, error: Exception) -> dict[str, str]:
        return {"server": self.server.label, "causes": ", ".join(sorted({type(e).__name__ for e in unwrap(error)}))}


async def list_tools(client: Client) -> list[ListedTool]:
    """All pages of a server's list."""
    found: list[Tool] = []
    cursor: str | None = None
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        try:
            page = await client.list_tools(cursor=cursor)
        except ValidationError as error:
            raise ListError("lists its tools in a way that is not valid MCP") from error
        except MCPError as error:
            if error.error.code == CONNECTION_CLOSED:
                raise
            raise ListError("refuses to list its tools") from error
        found.extend(page.tools)
        cursor = page.next_cursor
        if cursor is None or cursor in seen:
            return [as_listed(tool) for tool in found]
        seen.add(cursor)
    logger.warning("a server's list of tools has no end; what came so far is used", extra={"tools": len(found)})
    return [as_listed(tool) for tool in found]


def as_listed(tool: Tool) -> ListedTool:
    """The SDK's tool as a plain value of ours."""
    notes = tool.annotations
    hints = (
        Hints(notes.read_only_hint, notes.destructive_hint, notes.idempotent_hint, notes.open_world_hint)
        if notes is not None
        else Hints()
    )
    return ListedTool(tool.name, tool.description or tool.title or "", tool.input_schema, hints)

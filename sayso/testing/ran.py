"""What ran in a session under test: what its gate let run, and what never came to the gate."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from livekit.agents import AgentSession, RunContext, llm
from livekit.agents.voice.events import ToolExecutionUpdatedEvent

from sayso.approval import NOBODY_ASKS, NOT_TEXT, Progress, Send
from sayso.calls import written
from sayso.consent import call as frozen
from sayso.consent.effects import Run
from sayso.consent.events import Outcome, Proposed
from sayso.servers.tools import model_name
from sayso.servers.toolset import ServerToolset
from sayso.voice.events import Event
from sayso.voice.gatekeeper import Gatekeeper
from sayso.voice.recording import Notes

DID_NOT_RUN = frozenset({NOBODY_ASKS, NOT_TEXT})
"""What a tool says that never got as far as the gate, and did nothing."""

UNREADABLE = "Error parsing arguments for "
"""How LiveKit begins to say that a call did not fit its tool, which was not called."""

ENDED: Mapping[str, Outcome] = {"done": "ok", "error": "failed", "cancelled": "cancelled"}
"""LiveKit's words for how a tool ended."""


@dataclass(frozen=True)
class Ran:
    """A call that ran: of a server's tool, or of one of your own."""

    name: str
    """The tool's name for the model."""
    call: frozen.Call
    outcome: Outcome | None = None
    """How it ended; None as long as it runs."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        return self.call.arguments

    def is_of(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        return tool in (self.name, self.call.tool) and holds(self.call, arguments)

    def __str__(self) -> str:
        return f"{line(self.call)}, {self.outcome or 'which still runs'}"


class Runs:
    """All of one session, in order. LiveKit tells of every tool; what the gate lets run is known better by the gate."""

    def __init__(self) -> None:
        self._runs: dict[int, Ran] = {}
        self._numbers = itertools.count()
        self._ungated: dict[str, int] = {}
        """By the model's id: calls that run and have not come to the gate."""
        self._session: AgentSession[Any] | None = None

    def all(self) -> list[Ran]:
        return [*self._runs.values()]

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("tool_execution_updated", self._updated)

    def begins(self, name: str, call: frozen.Call) -> int:
        number = next(self._numbers)
        self._runs[number] = Ran(name, call)
        return number

    def ends(self, number: int, outcome: Outcome) -> None:
        self._runs[number] = replace(self._runs[number], outcome=outcome)

    def comes_to_the_gate(self, call_id: str) -> None:
        """From here on the gate says whether it runs."""
        number = self._ungated.pop(call_id, None)
        if number is not None:
            del self._runs[number]

    def _updated(self, event: ToolExecutionUpdatedEvent) -> None:
        update = event.update
        if update.type == "tool_call_started":
            call = self._call_of(update.function_call)
            if call is not None:
                self._ungated[update.function_call.call_id] = self.begins(update.function_call.name, call)
        elif update.type == "tool_call_ended" and update.call_id in self._ungated:
            if update.message in DID_NOT_RUN or (update.message or "").startswith(UNREADABLE):
                self.comes_to_the_gate(update.call_id)
            else:
                self.ends(self._ungated.pop(update.call_id), ENDED[update.status])

    def _call_of(self, called: llm.FunctionCall) -> frozen.Call | None:
        """What the model called; None where it is no tool, but stands for those of a server that is not there."""
        server, tool, definition = frozen.OWN, called.name, ""
        for toolset in self._toolsets():
            if called.name == model_name(toolset.server.prefix, "not_connected"):
                return None
            for one in toolset.connection.tools:
                if one.model_name == called.name:
                    server, tool, definition = toolset.server.label, one.name, one.definition
        with suppress(frozen.NotSendableError):
            return frozen.freeze(server, tool, definition, json.loads(called.arguments or "{}") or {})
        return frozen.freeze(server, tool, definition, {})

    def _toolsets(self) -> list[ServerToolset]:
        session = self._session
        tools = [] if session is None else [*session.tools, *session.current_agent.tools]
        return [one for one in tools if isinstance(one, ServerToolset)]


class NotingKeeper(Gatekeeper):
    """A gatekeeper that notes what it lets run."""

    def __init__(self, ledger: Notes, events: list[Event], runs: Runs) -> None:
        super().__init__(ledger)
        for name in ("question", "decision"):
            self.on(name, events.append)
        self._runs = runs

    async def carry_out(self, ctx: RunContext[Any], proposed: Proposed, send: Send[Any]) -> Any:
        self._runs.comes_to_the_gate(ctx.function_call.call_id)

        async def noted(run: Run, progress: Progress) -> tuple[Outcome, Any]:
            number = self._runs.begins(ctx.function_call.name, run.call)
            outcome, result = await send(run, progress)
            self._runs.ends(number, outcome)
            return outcome, result

        return await super().carry_out(ctx, proposed, noted)


def holds(call: frozen.Call, arguments: Mapping[str, Any]) -> bool:
    """Whether the call has these arguments, whatever others it has."""
    given = call.arguments
    return all(name in given and given[name] == value for name, value in arguments.items())


def line(call: frozen.Call) -> str:
    return f"{call.tool}({written(call.arguments)})"

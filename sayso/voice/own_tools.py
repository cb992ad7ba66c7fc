"""A tool of somebody's own behind the gate: with the question, the answer and the record of a server's tool.

    @sayso.asks(say="refund order {order}")
    async def refund(ctx: RunContext, order: int) -> str:
        \"\"\"Pays an order back.\"\"\"

What `asks` gives is a LiveKit function tool like any other, for the model and for LiveKit alike: among the tools of an
agent or a session, in a toolset, as a method of an agent.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, overload

from livekit.agents import Agent, FunctionTool, RunContext, StopResponse, ToolError, function_tool
from livekit.agents.llm import RawFunctionTool
from livekit.agents.llm.tool_context import CONFIRM_DUPLICATE_PARAM
from livekit.agents.llm.utils import build_legacy_openai_schema, prepare_function_arguments

# Which tools a session closes or hands over without waiting for them can be told to LiveKit by no other name, unless
# the model is given tools to cancel them with.
from livekit.agents.voice.agent import _set_activity_task_info
from livekit.agents.voice.tool_executor import _RunningTasks

from sayso.approval import CANCELLED, NOT_TEXT, Progress, approver_of, ended_for, nobody_asks
from sayso.calls import ENDED_AS, CallEvent, CallState
from sayso.consent.call import OWN, NotSendableError, canonical_json, digest_of, freeze
from sayso.consent.effects import Run
from sayso.consent.events import Outcome, Proposed
from sayso.consent.policy import Policy
from sayso.consent.settings import AnswerMode, Settings
from sayso.voice.own_settings import Tool, check
from sayso.voice.proposal import OUR_FAULT

logger = logging.getLogger("sayso")

CONTEXT = "sayso_context"
"""The parameter by which LiveKit hands a call's context over; the tool's own function need not have one."""


@dataclass(frozen=True)
class Came:
    """What came of a call, as LiveKit takes it from any tool: a value, or what was raised."""

    result: Any = None
    raised: Exception | None = None


class OwnTool:
    """How one tool asks. `tool` is the person's own, which runs after a yes."""

    def __init__(self, tool: Tool, settings: Settings, destructive: bool) -> None:
        self.tool = tool
        self.settings = settings
        why = f"asks() says destructive is {str(destructive).lower()}"
        self.policy = Policy(True, "asks: it is wrapped in asks()", destructive, why)

    @property
    def name(self) -> str:
        return self.tool.info.name

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """Its schema for the model; read when it is first called, when all names in its annotations are known."""
        if isinstance(self.tool, RawFunctionTool):
            return self.tool.info.raw_schema
        return build_legacy_openai_schema(self.tool, internally_tagged=True)

    @cached_property
    def definition(self) -> str:
        return digest_of((self.name, canonical_json(self.schema)))

    def arguments_of(self, ctx: RunContext[Any]) -> dict[str, Any]:
        """What the model gave, with what holds where it gave nothing: what runs is asked about whole."""
        arguments: dict[str, Any] = json.loads(ctx.function_call.arguments or "{}")
        arguments.pop(CONFIRM_DUPLICATE_PARAM, None)
        if isinstance(self.tool, RawFunctionTool):
            return arguments
        for name, value in self.schema["parameters"].get("properties", {}).items():
            # For LiveKit a null stands for the default, where there is one.
            if arguments.get(name) is None and "default" in value:
                arguments.pop(name, None)
                if value["default"] is not None and name != CONFIRM_DUPLICATE_PARAM:
                    arguments[name] = value["default"]
        return arguments

    async def call(self, ctx: RunContext[Any]) -> Any:
        """One call of the model, from its arguments to what it is told."""
        if ctx.function_call.name != self.name:
            raise TypeError(f"{self.name} asks first, so only the model can call it")
        try:
            call = freeze(OWN, self.name, self.definition, self.arguments_of(ctx))
        except NotSendableError:
            raise ToolError(NOT_TEXT) from None
        approver = approver_of(ctx.session)
        if approver is None:
            # Closed where nobody asks: the model must never find a tool that runs because nobody could be asked.
            raise ToolError(nobody_asks(ctx.session))
        _end_with_its_agent(ctx)
        id_ = approver.name(ctx.function_call.call_id)

        def show(state: CallState, text: str = "") -> None:
            approver.show(CallEvent(id_, OWN, self.name, state, call.arguments, text))

        async def send(run: Run, _: Progress) -> tuple[Outcome, Came]:
            show("started")
            outcome, came = await self._run(ctx, run)
            show(ENDED_AS[outcome], str(came.raised or came.result or ""))
            return outcome, came

        proposed = Proposed(0.0, id_, call, self.policy, self.settings)
        # In a task of its own: where this one is cancelled, the approver first has to know what else has ended.
        asking = asyncio.ensure_future(approver.carry_out(ctx, proposed, send))
        try:
            came = await asyncio.shield(asking)
        except asyncio.CancelledError:
            approver.ends()
            asking.cancel()
            raise
        ended = ended_for(ctx.session, came, show)
        if ended.raised is not None:
            raise ended.raised
        return _handed_over(ctx, ended.result)

    async def _run(self, ctx: RunContext[Any], run: Run) -> tuple[Outcome, Came]:
        """Calls the function with the arguments as they were frozen, read as LiveKit reads the model's."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- a coroutine runs in one
        # For LiveKit it is the tool's own task, as where a tool runs unasked: what it awaits, an AgentTask say, asks.
        _set_activity_task_info(
            task, function_call=ctx.function_call, speech_handle=ctx.speech_handle, inline_task=True
        )
        try:
            args, kwargs = prepare_function_arguments(fnc=self.tool, json_arguments=run.call.arguments, call_ctx=ctx)
            return "ok", Came(await self.tool(*args, **kwargs))
        except StopResponse:
            # To LiveKit the same as nothing that is to be told.
            return "ok", Came()
        except ToolError as error:
            return "failed", Came(raised=error)
        except asyncio.CancelledError:
            return "cancelled", Came(raised=ToolError(CANCELLED))
        except Exception:
            logger.exception("a tool ended badly", extra={"tool": self.name})
            return "unknown", Came(raised=ToolError(OUR_FAULT))


class _AsksFirst:
    """A LiveKit tool that asks before it runs."""

    def __init__(self, own: OwnTool) -> None:
        self.own = own
        super().__init__(_shaped_like(own.tool), own.tool.info)  # type: ignore[call-arg]  # LiveKit's, named after us

    def __get__(self, obj: Any, objtype: type | None = None) -> Any:
        return self if obj is None else type(self)(_bound(self.own, obj))

    def __call__(self, *_: Any, **given: Any) -> Any:
        ctx = given.get(CONTEXT)
        if ctx is None:
            raise TypeError(f"{self.own.name} asks first, so only the model can call it")
        return self.own.call(ctx)

    def asks(self, name: str) -> bool:
        """Whether this is the model's name for it."""
        return name == self.own.name


class AskingTool(_AsksFirst, FunctionTool[..., Any]):
    """A tool with typed arguments that asks first."""


class RawAskingTool(_AsksFirst, RawFunctionTool[..., Any]):
    """A tool with a raw schema that asks first."""


@overload
def asks(
    tool: Callable[..., Any],
    *,
    destructive: bool = True,
    say: str | None = None,
    answer_mode: AnswerMode | None = None,
    grant: Literal["call", "session"] = "call",
    expires_after: float = 120.0,
    grace: float = 0.4,
) -> AskingTool | RawAskingTool: ...


@overload
def asks(
    tool: None = None,
    *,
    destructive: bool = True,
    say: str | None = None,
    answer_mode: AnswerMode | None = None,
    grant: Literal["call", "session"] = "call",
    expires_after: float = 120.0,
    grace: float = 0.4,
) -> Callable[[Callable[..., Any]], AskingTool | RawAskingTool]: ...


def asks(tool: Callable[..., Any] | None = None, *, destructive: bool = True, **settings: Any) -> Any:
    """Puts a function, or a function tool of LiveKit's, behind the gate: it runs only after the person's yes.

    The settings are those of a tool in mcp.json. An approval for the turn there is for a server's tools together,
    which tools of one's own have nothing like.
    """
    if tool is None:
        return functools.partial(asks, destructive=destructive, **settings)
    made = tool if isinstance(tool, FunctionTool | RawFunctionTool) else function_tool(tool)
    if isinstance(made, _AsksFirst):
        raise TypeError(f"{made.own.name} asks already")
    check(made, settings)
    own = OwnTool(made, Settings(**settings), destructive)
    return AskingTool(own) if isinstance(made, FunctionTool) else RawAskingTool(own)


def _bound(own: OwnTool, instance: Any) -> OwnTool:
    return OwnTool(own.tool.__get__(instance), own.settings, own.policy.destructive)


def _shaped_like(tool: Tool) -> Callable[..., Any]:
    """A function that the model and LiveKit see as the tool's own, and that is given the context besides."""

    @functools.wraps(tool, updated=())  # a tool's own fields, its annotations among them, would hide what is set here
    async def shaped(*_: Any, **__: Any) -> None:
        """Never called: whatever calls the tool calls `_AsksFirst.__call__`."""

    context = inspect.Parameter(CONTEXT, inspect.Parameter.KEYWORD_ONLY, annotation=RunContext[Any])
    signature = inspect.signature(tool)
    parameters = [*signature.parameters.values(), context]
    shaped.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    shaped.__annotations__ = {**tool.__annotations__, CONTEXT: RunContext[Any]}
    return shaped


def _handed_over(ctx: RunContext[Any], result: Any) -> Any:
    """The result without the agent in it, to which the session is handed over: LiveKit does so only in a call's turn,
    and that one is long over."""
    results = result if isinstance(result, list | tuple) else (result,)
    agents = [one for one in results if isinstance(one, Agent)]
    if len(agents) != 1:
        return result
    ctx.session.update_agent(agents[0])
    others = [one for one in results if one is not agents[0]]
    return others[0] if len(others) == 1 else others or None


def _end_with_its_agent(ctx: RunContext[Any]) -> None:
    """Lets a session close, or another agent take over, without waiting for this call: it is cancelled instead."""
    running = _RunningTasks.get(ctx.session, {}).get(ctx.function_call.call_id)
    if running is not None:
        running.allow_cancellation = True

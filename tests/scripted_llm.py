"""A model that says what a test tells it to, and remembers what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr


@dataclass(frozen=True)
class Call:
    """A tool call that the model proposes."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


Reply = str | Call | Sequence[Call]
Script = Callable[[llm.ChatContext, list[str]], Reply]


class ScriptedLLM(llm.LLM[Any]):
    """Answers each request with the script's reply to the context and to the names of the tools that are there."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._script = script
        self.requests: list[tuple[llm.ChatContext, list[str]]] = []

    @property
    def model(self) -> str:
        return "scripted"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        names = list(llm.ToolContext(tools or []).function_tools)
        self.requests.append((chat_ctx, names))
        reply = self._script(chat_ctx, names)
        return ScriptedStream(self, reply, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class ScriptedStream(llm.LLMStream):
    def __init__(self, model: ScriptedLLM, reply: Reply, **options: Any) -> None:
        self._reply = reply
        super().__init__(model, **options)

    async def _run(self) -> None:
        reply = self._reply
        if isinstance(reply, str):
            self._event_ch.send_nowait(llm.ChatChunk(id="r", delta=llm.ChoiceDelta(role="assistant", content=reply)))
            return
        calls = [reply] if isinstance(reply, Call) else reply
        deltas = [
            llm.FunctionToolCall(name=c.tool, arguments=json.dumps(c.arguments), call_id=f"call-{i}-{id(self)}")
            for i, c in enumerate(calls)
        ]
        self._event_ch.send_nowait(llm.ChatChunk(id="r", delta=llm.ChoiceDelta(role="assistant", tool_calls=deltas)))


def last_words(context: llm.ChatContext) -> str:
    """What the person said last."""
    said = [item for item in context.items if isinstance(item, llm.ChatMessage) and item.role == "user"]
    return (said[-1].text_content or "") if said else ""


def last_output(context: llm.ChatContext) -> llm.FunctionCallOutput | None:
    """The result that the model has just been given, if that is what it answers to."""
    last = context.items[-1] if context.items else None
    return last if isinstance(last, llm.FunctionCallOutput) else None

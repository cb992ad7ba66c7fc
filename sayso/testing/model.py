"""A model that costs nothing and says the same every time, for tests of what the gate does with its calls."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from livekit.agents import llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from sayso.voice.rules import is_instruction


class Call:
    """A tool call that the model makes: Call("refund", order=7)."""

    def __init__(self, tool: str, **arguments: Any) -> None:
        self.tool = tool
        self.arguments = arguments


Reply = str | Call | Sequence[Call]


class ScriptedModel(llm.LLM[Any]):
    """Replies to what the person said as `replies` has it, and to a tool's result with that result."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        super().__init__()
        self.replies = dict(replies)
        self.offered: list[str] = []
        """The names of the tools that came with the last request."""

    @property
    def model(self) -> str:
        return "scripted"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002 -- LiveKit's
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,  # noqa: ARG002 -- LiveKit's
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002 -- LiveKit's
    ) -> llm.LLMStream:
        self.offered = list(llm.ToolContext(tools or []).function_tools)
        reply = self._reply(chat_ctx)
        return ScriptedStream(self, reply, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)

    def _reply(self, context: llm.ChatContext) -> Reply:
        # What LiveKit or the gate tells the model meanwhile comes last, and is nothing to reply to.
        given = [item for item in context.items if not is_instruction(item)]
        last = given[-1] if given else None
        if isinstance(last, llm.FunctionCallOutput):
            return last.output
        said = last.text_content if isinstance(last, llm.ChatMessage) and last.role == "user" else None
        return self.replies.get(said or "", "I have no reply to that.")


_calls = itertools.count(1)


class ScriptedStream(llm.LLMStream):
    """One reply, at once."""

    def __init__(self, model: ScriptedModel, reply: Reply, **options: Any) -> None:
        self._reply = reply
        super().__init__(model, **options)

    async def _run(self) -> None:
        delta = llm.ChoiceDelta(role="assistant")
        if isinstance(self._reply, str):
            delta.content = self._reply
        else:
            calls = [self._reply] if isinstance(self._reply, Call) else self._reply
            delta.tool_calls = [
                llm.FunctionToolCall(
                    name=call.tool, arguments=json.dumps(call.arguments), call_id=f"call-{next(_calls)}"
                )
                for call in calls
            ]
        self._event_ch.send_nowait(llm.ChatChunk(id="reply", delta=delta))

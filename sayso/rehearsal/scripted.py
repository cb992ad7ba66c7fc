"""The model behind LiveKit's LLM interface: it does what the scenario's rules say, however wrong that is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from livekit.agents import APIError, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from sayso.rehearsal.scenario import Rule
from sayso.voice.rules import is_instruction


@dataclass
class Script:
    """The rules, and how often each was used."""

    rules: Sequence[Rule]

    def __post_init__(self) -> None:
        self._used = [0] * len(self.rules)

    def rule(self, context: llm.ChatContext) -> Rule:
        """The first rule that fits what the model is to reply to."""
        result, words = replied_to(context)
        for index, rule in enumerate(self.rules):
            spent = rule.times is not None and self._used[index] >= rule.times
            if not spent and fits(rule, result, words):
                self._used[index] += 1
                return rule
        return Rule(reply=f"I got: {result}" if result is not None else "Hm.")


def fits(rule: Rule, result: str | None, words: str) -> bool:
    if result is not None:
        return rule.result is not None and rule.result.lower() in result.lower()
    return rule.on is not None and rule.on.lower() in words.lower()


def replied_to(context: llm.ChatContext) -> tuple[str | None, str]:
    """The tool's result that the model replies to, None where it replies to words; and the person's last words."""
    items = [item for item in context.items if not is_instruction(item)]
    last = items[-1] if items else None
    said = [item for item in items if isinstance(item, llm.ChatMessage) and item.role == "user"]
    words = (said[-1].text_content or "") if said else ""
    return (last.output if isinstance(last, llm.FunctionCallOutput) else None), words


class ScriptedModel(llm.LLM[Any]):
    """Keeps what it was given."""

    def __init__(self, rules: Sequence[Rule], asked: Callable[[str], None]) -> None:
        super().__init__()
        self._script = Script(rules)
        self.asked = asked
        """Told at each request, with the words or the result that it replies to."""
        self.requests = 0
        self._results: dict[str, str] = {}

    @property
    def model(self) -> str:
        return "rehearsal"

    @property
    def results(self) -> list[str]:
        """Every tool result that it has seen."""
        return list(self._results.values())

    def rule(self, context: llm.ChatContext) -> Rule:
        """What to do for this request."""
        return self._script.rule(context)

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002 (LiveKit's signature)
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,  # noqa: ARG002 (LiveKit's signature)
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002 (LiveKit's signature)
    ) -> llm.LLMStream:
        self.requests += 1
        outputs = [item for item in chat_ctx.items if isinstance(item, llm.FunctionCallOutput)]
        self._results |= {item.id: item.output for item in outputs}
        result, words = replied_to(chat_ctx)
        self.asked(words if result is None else result)
        rule = self.rule(chat_ctx)
        return ScriptedStream(
            self, rule, self.requests, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options
        )


class ScriptedStream(llm.LLMStream):
    """One reply."""

    def __init__(self, model: ScriptedModel, rule: Rule, number: int, **options: Any) -> None:
        self._rule = rule
        self._number = number
        super().__init__(model, **options)

    async def _run(self) -> None:
        rule = self._rule
        if rule.delay:
            await asyncio.sleep(rule.delay)
        if rule.fails:
            raise APIError("the model failed, as the scenario says", retryable=False)
        if rule.reply:
            self._send(content=rule.reply)
        if rule.calls:
            self._send(
                tool_calls=[
                    llm.FunctionToolCall(
                        name=call.tool,
                        arguments=json.dumps(call.arguments) if call.broken_json is None else call.broken_json,
                        call_id=f"call-{self._number}-{index}",
                    )
                    for index, call in enumerate(rule.calls, start=1)
                ]
            )

    def _send(self, **delta: Any) -> None:
        chunk = llm.ChatChunk(id=f"reply-{self._number}", delta=llm.ChoiceDelta(role="assistant", **delta))
        self._event_ch.send_nowait(chunk)

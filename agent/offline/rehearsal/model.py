"""The rehearsal model as an `llm.LLM`: it needs no network, and never pretends to be more than it is."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from livekit.agents import llm, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from . import phrases
from .choose import Catalogue, Known
from .dialogue import Call, Say, respond
from .facts import ToolFacts
from .history import Called, Event, Returned, Said, Told, untold
from .refused import changed, refused
from .reply import Outcome, report
from .words import READ

_RUNNING = "__lk_running_placeholder__"
"""livekit-agents marks a call that is still running with this, and gives it a made-up result."""


_FINAL = "_final"
"""livekit-agents ends the id of a call with this where its result comes after an update, which said that it runs."""
_UPDATED = "has updated, message:"
"""What livekit-agents writes before an update."""

ASKED_OF_THE_PERSON = "The person has been asked:"
"""What sayso tells a model while a question is open."""


def local_time() -> datetime:
    return datetime.now().astimezone()


class RehearsalLLM(llm.LLM[Any]):
    """Picks a tool by the words of the request, fills its arguments by their schema, and says what came back."""

    def __init__(self, now: Callable[[], datetime] = local_time) -> None:
        super().__init__()
        self._now = now
        self._catalogue = Catalogue()

    @property
    def model(self) -> str:
        return "rehearsal"

    @property
    def provider(self) -> str:
        return "offline"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002  # one call at a time is all it makes
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002  # there is no provider to pass them to
    ) -> llm.LLMStream:
        return RehearsalStream(
            self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options, choice=tool_choice
        )

    def next(self, chat_ctx: llm.ChatContext, tools: Sequence[llm.Tool], choice: Any = "auto") -> Say | Call:
        """What to say or to call now: a pure function of the conversation, the tools and the clock."""
        now = self._now()
        known = self._catalogue.read(_allowed(facts_of(tools), choice))
        events, told = read_context(chat_ctx)
        results = untold(events, told)
        if results:
            instead = None if choice == "none" else _as_changed(results, events, known, now)
            if instead is not None:
                return instead
            return Say(_new_words(report([_outcome(one, known) for one in results], now.date()), events, told))
        people = [event for event in events if isinstance(event, Said)]
        if not any(one.role == "user" for one in people):
            return Say(phrases.GREETING if not people else phrases.STILL_HERE)
        if people[-1].role == "assistant":
            return Say("" if "call_id" in " ".join(one.text for one in told) else phrases.STILL_HERE)
        step = respond(events, known, now, asked=any(ASKED_OF_THE_PERSON in one.text for one in told))
        if isinstance(step, Call):
            if choice == "none":
                return Say(phrases.NO_MORE_CALLS)
            return Say(phrases.STILL_RUNNING) if _is_running(step, events) else step
        return Say(step.text)


class RehearsalStream(llm.LLMStream):
    """One reply, a few words at a time, or one call."""

    def __init__(
        self,
        model: RehearsalLLM,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
        choice: NotGivenOr[llm.ToolChoice],
    ) -> None:
        super().__init__(model, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._rehearsal = model
        self._choice = choice

    async def _run(self) -> None:
        chunk_id = utils.shortuuid("rehearsal_")
        step = self._rehearsal.next(self._chat_ctx, self._tools, self._choice or "auto")
        for delta in _deltas(step):
            self._event_ch.send_nowait(llm.ChatChunk(id=chunk_id, delta=delta))
            await asyncio.sleep(0)
        self._event_ch.send_nowait(llm.ChatChunk(id=chunk_id, usage=self._usage(step)))

    def _usage(self, step: Say | Call) -> llm.CompletionUsage:
        """Words stand in for tokens."""
        read = sum(len((message.raw_text_content or "").split()) for message in self._chat_ctx.messages())
        said = len(step.text.split()) if isinstance(step, Say) else 1 + len(json.dumps(step.arguments).split())
        return llm.CompletionUsage(completion_tokens=said, prompt_tokens=read, total_tokens=read + said)


def _deltas(step: Say | Call) -> Iterator[llm.ChoiceDelta]:
    if isinstance(step, Call):
        arguments = json.dumps(step.arguments, ensure_ascii=False)
        call = llm.FunctionToolCall(name=step.name, arguments=arguments, call_id=utils.shortuuid("call_"))
        yield llm.ChoiceDelta(role="assistant", tool_calls=[call])
        return
    for piece in re.findall(r"\s*\S+", step.text):
        yield llm.ChoiceDelta(role="assistant", content=piece)


def facts_of(tools: Sequence[llm.Tool]) -> list[ToolFacts]:
    """What is known of each tool. Tools that a provider runs itself are none of ours."""
    facts = []
    for tool in llm.ToolContext(list(tools)).function_tools.values():
        if isinstance(tool, llm.RawFunctionTool):
            schema: Mapping[str, Any] = tool.info.raw_schema
        else:
            schema = llm.utils.build_legacy_openai_schema(tool, internally_tagged=True)
        parameters = schema.get("parameters")
        facts.append(
            ToolFacts(
                tool.info.name,
                str(schema.get("description") or ""),
                parameters if isinstance(parameters, Mapping) else {},
            )
        )
    return facts


def _allowed(facts: list[ToolFacts], choice: Any) -> list[ToolFacts]:
    """A choice that names one tool leaves only that one."""
    name = choice.get("function", {}).get("name") if isinstance(choice, Mapping) else None
    return [tool for tool in facts if tool.name == name] if name else facts


def read_context(chat_ctx: llm.ChatContext) -> tuple[list[Event], list[Told]]:
    """The conversation as plain values, and the instructions at its end."""
    events: list[Event] = []
    told: list[Told] = []
    running: set[str] = set()
    outputs = [item for item in chat_ctx.items if isinstance(item, llm.FunctionCallOutput)]
    off_the_floor = {item.call_id for item in outputs if not item.reply_required and _UPDATED in item.output}
    ended = {item.call_id for item in outputs}
    for item in chat_ctx.items:
        if isinstance(item, llm.ChatMessage):
            text = item.text_content or ""
            if item.role not in ("user", "assistant"):
                told.append(Told(text))
            elif text.strip():
                events.append(Said("user" if item.role == "user" else "assistant", text, item.interrupted))
                told = []
        elif isinstance(item, llm.FunctionCall):
            is_off = item.call_id in off_the_floor
            is_running = bool(item.extra.get(_RUNNING)) or (is_off and item.call_id + _FINAL not in ended)
            running |= {item.call_id} if is_running else set()
            events.append(Called(item.name, item.call_id, item.arguments, is_running))
        elif isinstance(item, llm.FunctionCallOutput) and item.call_id not in running | off_the_floor:
            events.append(Returned(item.name, item.call_id, item.output, item.is_error))
    return events, told


def _as_changed(
    results: Sequence[Returned], events: Sequence[Event], known: Sequence[Known], now: datetime
) -> Call | None:
    """The call that the person wants instead of the one that they were asked about."""
    answered = refused(results[0].text) if len(results) == 1 else None
    if answered is None or not answered.changes:
        return None
    call = next(one for one in reversed(events) if isinstance(one, Called) and one.call_id == results[0].call_id)
    try:
        arguments = json.loads(call.arguments)
    except ValueError:
        return None
    found = changed(answered.words, call.name, arguments, known, now) if isinstance(arguments, dict) else None
    return None if found is None else Call(found[0].facts.name, found[1].arguments)


def _outcome(result: Returned, known: Sequence[Known]) -> Outcome:
    tool = next((one for one in known if one.facts.name == result.name), None)
    reads = tool is None or READ in tool.actions
    return Outcome(result.text, result.error, tool.facts if tool else None, reads)


def _new_words(text: str, events: Sequence[Event], told: Sequence[Told]) -> str:
    """Nothing, where the agent has said just this since the result came."""
    said: list[str] = []
    for event in events:
        if isinstance(event, Said):
            said = [*said, event.text.strip()] if event.role == "assistant" else []
    return "" if told and said and said[-1] == text else text


def _is_running(step: Call, events: Sequence[Event]) -> bool:
    for event in events:
        if isinstance(event, Called) and event.running and event.name == step.name:
            try:
                if json.loads(event.arguments) == dict(step.arguments):
                    return True
            except ValueError:
                continue
    return False

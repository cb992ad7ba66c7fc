"""The part of the gate that an agent has: what the person says reaches it before it reaches LiveKit or the model.

    class Assistant(Asking, Agent):
        ...

Spoken words pass `stt_node`, and typed ones `llm_node`, which replies made ahead of time and `session.run` pass too.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Generator
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from livekit import rtc
from livekit.agents import Agent, AgentSession, ModelSettings, llm
from livekit.agents.utils import is_given
from livekit.agents.voice import SpeechHandle

from sayso.consent.effects import LetModelAnswer, Swallow
from sayso.voice.claims import UNFOUNDED
from sayso.voice.hearing import Listens, through_the_gate
from sayso.voice.nodes import pieces_of
from sayso.voice.questions import Saying
from sayso.voice.rules import is_instruction, noted, ruled
from sayso.voice.words import this_reply


class Leads(Protocol):
    """Who speaks before a reply that is late."""

    def before(self, reply: Any) -> Any:
        """The reply, with what was said before it."""
        ...


class Hears(Protocol):
    """Who takes a person's words first."""

    @property
    def ears(self) -> Listens:
        """Who takes spoken words."""
        ...

    @property
    def interim(self) -> Leads:
        """Who speaks before a reply that is late."""
        ...

    def prepared(self, chat_ctx: llm.ChatContext) -> llm.ChatContext:
        """The conversation as the model is to see it."""
        ...

    def has_to_tell(self, chat_ctx: llm.ChatContext) -> bool:
        """Whether a reply that is made for results has any that no other reply tells."""
        ...

    def saying(self, speech: SpeechHandle | None) -> Saying | None:
        """The question that is said by this speech."""
        ...

    def hear(self, message: llm.ChatMessage | None) -> Swallow | LetModelAnswer | None:
        """What becomes of this message, or of the one whose reply goes on after a call; None where that is none of the
        gate's business."""
        ...

    def describe(self, waiting: str) -> str:
        """What the model has to know of a request that waits while it answers something else."""
        ...

    def asks(self, tool: str) -> bool:
        """Whether a tool, by the model's name for it, asks first."""
        ...

    def has_slipped(self, chat_ctx: llm.ChatContext) -> bool:
        """Whether the model said last that something was done for which no call had run."""
        ...

    def put_right(self, reply: Any) -> Any:
        """The reply after such a slip, with what the person has to be told first."""
        ...

    def heeded(self, reply: Any, chat_ctx: llm.ChatContext, *, to_words: bool) -> Any:
        """The reply to the person's words, or to results, whose own words are heeded."""
        ...


_keepers: WeakKeyDictionary[AgentSession[Any], Hears] = WeakKeyDictionary()


def listen(session: AgentSession[Any], keeper: Hears) -> None:
    """From now on what is said in a session reaches its keeper first, wherever its agent is one that asks."""
    _keepers[session] = keeper


def hears(session: AgentSession[Any]) -> Hears | None:
    """Who takes what is said in a session first."""
    return _keepers.get(session)


def forget(session: AgentSession[Any]) -> None:
    """The session is over."""
    _keepers.pop(session, None)


def hindrance(session: AgentSession[Any]) -> str:
    """What in a program keeps the person from being asked just now, and what to do; empty where nothing does."""
    agent = session.current_agent
    if not isinstance(agent, Asking):
        name = type(agent).__name__
        return f"a call was refused, because {name} does not hear answers: write class {name}(sayso.Asking, Agent)"
    # A model that hears for itself answers before its words are known here.
    if isinstance(agent.llm if is_given(agent.llm) else session.llm, llm.RealtimeModel):
        return "a call was refused, because a realtime model hears for itself: use an LLM with an STT and a TTS"
    return ""


class Asking(Agent):
    """An agent whose person is asked. To be named before Agent, or any other agent, among a class's parents."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # A node of their own need not call ours, and must not be reached before the gate.
        for name, wrap in (("stt_node", behind_the_gate), ("llm_node", after_the_gate), ("tts_node", measured)):
            if (own := cls.__dict__.get(name)) is not None:
                setattr(cls, name, wrap(own))

    def stt_node(self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings) -> Any:
        """What was said, without the answers."""
        ours = super().stt_node
        return behind_the_gate(lambda _, *given: ours(*given))(self, audio, model_settings)

    def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        """Nothing where the words were an answer; else the model's reply."""
        ours = super().llm_node
        return after_the_gate(lambda _, *given: ours(*given))(self, chat_ctx, tools, model_settings)

    def tts_node(self, text: AsyncIterable[str], model_settings: ModelSettings) -> Any:
        """The voice; how much sound a question makes is noted."""
        ours = super().tts_node
        return measured(lambda _, *given: ours(*given))(self, text, model_settings)


def after_the_gate(node: Callable[..., Any]) -> Callable[..., Any]:
    """An `llm_node` that is silent where the words were an answer, and else does what this one does."""

    async def reply_to(
        agent: Agent, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> Any:
        keeper = hears(agent.session)
        message = new_words(chat_ctx)
        verdict = keeper.hear(message) if keeper is not None else None
        if isinstance(verdict, Swallow):
            return None
        if keeper is not None and message is None and not keeper.has_to_tell(chat_ctx):
            return None
        slipped = keeper is not None and message is not None and keeper.has_slipped(chat_ctx)
        if keeper is not None:
            chat_ctx = ruled(keeper.prepared(chat_ctx))
        if slipped:
            chat_ctx = noted(chat_ctx, UNFOUNDED)
        if keeper is not None and verdict is not None and verdict.waiting is not None:
            chat_ctx = noted(chat_ctx, keeper.describe(verdict.waiting))
            tools, model_settings = without(keeper.asks, tools, model_settings)
        reply = node(agent, chat_ctx, tools, model_settings)
        if keeper is not None:
            reply = keeper.heeded(reply, chat_ctx, to_words=isinstance(verdict, LetModelAnswer) and message is not None)
            reply = keeper.interim.before(keeper.put_right(reply) if slipped else reply)
        return await reply if inspect.isawaitable(reply) else reply

    @functools.wraps(node)
    def llm_node(*given: Any, **named: Any) -> Given:
        return Given(reply_to(*given, **named))

    return llm_node


class Given(Coroutine[Any, Any, Any]):
    """A reply that a node which calls another may await, as LiveKit does, or go through as it comes."""

    def __init__(self, made: Coroutine[Any, Any, Any]) -> None:
        self._made = made

    def send(self, value: Any) -> Any:
        return self._made.send(value)

    def throw(self, *raised: Any) -> Any:
        return self._made.throw(*raised)

    def close(self) -> None:
        self._made.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._made.__await__()

    def __aiter__(self) -> AsyncIterator[Any]:
        return pieces_of(self._made)


def behind_the_gate(node: Callable[..., Any]) -> Callable[..., Any]:
    """An `stt_node` that hands the gate what this one hears, and goes on with what is no answer."""

    @functools.wraps(node)
    async def stt_node(
        agent: Agent, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[Any]:
        keeper = hears(agent.session)
        if keeper is not None:
            async for event in through_the_gate(keeper.ears, audio, lambda sound: node(agent, sound, model_settings)):
                yield event
            return
        async for event in pieces_of(node(agent, audio, model_settings)):
            yield event

    return stt_node


def measured(node: Callable[..., Any]) -> Callable[..., Any]:
    """A `tts_node` that tells a question how much sound it makes."""

    @functools.wraps(node)
    async def tts_node(
        agent: Agent, text: AsyncIterable[str], model_settings: ModelSettings
    ) -> AsyncIterator[rtc.AudioFrame]:
        keeper = hears(agent.session)
        saying = None if keeper is None else keeper.saying(this_reply())
        async for frame in pieces_of(node(agent, text, model_settings)):
            if saying is not None:
                saying.sounds(frame)
            yield frame
        if saying is not None:
            saying.sounds_whole()

    return tts_node


def new_words(chat_ctx: llm.ChatContext) -> llm.ChatMessage | None:
    """The person's message that this reply is for; None where it is for something else, as a tool's result."""
    for item in reversed(chat_ctx.items):
        if is_instruction(item):
            continue
        return item if isinstance(item, llm.ChatMessage) and item.role == "user" else None
    return None


def without(
    asks: Callable[[str], bool], tools: list[llm.Tool], settings: ModelSettings
) -> tuple[list[llm.Tool], ModelSettings]:
    """The tools that don't ask: while a question is open, no other is to be raised."""
    kept = [tool for tool in tools if not asks(tool.id)]
    if kept or not tools:
        return kept, settings
    # Some providers refuse a conversation with calls in it where no tools come with it.
    return tools, ModelSettings(tool_choice="none")

"""The part of the gate that an agent has: what the person says reaches it before it reaches the model.

    class Assistant(Asking, Agent):
        ...

`llm_node` is the one hook that typed and spoken words, preemptive replies and `session.run` all pass.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from livekit.agents import Agent, AgentSession, ModelSettings, llm

from sayso.consent.effects import LetModelAnswer, Swallow


class Hears(Protocol):
    """Who takes a person's words first."""

    def hear(self, message: llm.ChatMessage) -> Swallow | LetModelAnswer | None:
        """What becomes of this message; None where it is none of the gate's business."""
        ...

    def describe(self, waiting: str) -> str:
        """What the model has to know of a request that waits while it answers something else."""
        ...

    def asks(self, tool: str) -> bool:
        """Whether a tool, by the model's name for it, asks first."""
        ...


_keepers: WeakKeyDictionary[AgentSession[Any], Hears] = WeakKeyDictionary()


def listen(session: AgentSession[Any], keeper: Hears) -> None:
    """From now on what is said in a session reaches its keeper first, wherever its agent is one that asks."""
    if _keepers.setdefault(session, keeper) is not keeper:
        raise ValueError("this session has a gatekeeper already")


def forget(session: AgentSession[Any]) -> None:
    """The session is over."""
    _keepers.pop(session, None)


class Asking(Agent):
    """An agent whose person is asked. To be named before Agent, or any other agent, among a class's parents."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if (own := cls.__dict__.get("llm_node")) is not None:
            # It need not call ours, and must not be reached before the gate.
            cls.llm_node = after_the_gate(own)  # type: ignore[method-assign]  # of the same signature

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        """Nothing where the words were an answer; else the model's reply."""
        ours = super().llm_node
        node = after_the_gate(lambda _, *given: ours(*given))
        return await node(self, chat_ctx, tools, model_settings)


def after_the_gate(node: Callable[..., Any]) -> Callable[..., Any]:
    """An `llm_node` that is silent where the words were an answer, and else does what this one does."""

    @functools.wraps(node)
    async def llm_node(
        agent: Agent, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> Any:
        keeper = _keepers.get(agent.session)
        message = new_words(chat_ctx)
        verdict = keeper.hear(message) if keeper is not None and message is not None else None
        if isinstance(verdict, Swallow):
            return None
        if keeper is not None and verdict is not None and verdict.waiting is not None:
            chat_ctx = described(chat_ctx, keeper.describe(verdict.waiting))
            tools, model_settings = without(keeper.asks, tools, model_settings)
        reply = node(agent, chat_ctx, tools, model_settings)
        return await reply if inspect.iscoroutine(reply) else reply

    return llm_node


def described(chat_ctx: llm.ChatContext, scene: str) -> llm.ChatContext:
    """The conversation with a word at its end about what waits; once, through however many nodes it goes."""
    last = chat_ctx.items[-1]
    if isinstance(last, llm.ChatMessage) and last.text_content == scene:
        return chat_ctx
    chat_ctx = chat_ctx.copy()
    chat_ctx.add_message(role="system", content=scene)
    return chat_ctx


def new_words(chat_ctx: llm.ChatContext) -> llm.ChatMessage | None:
    """The person's message that this reply is for; None where it is for something else, as a tool's result."""
    for item in reversed(chat_ctx.items):
        if isinstance(item, llm.ChatMessage) and item.role in ("system", "developer"):
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


def age(message: llm.ChatMessage) -> float:
    """Seconds since the message was made."""
    return max(0.0, time.time() - message.created_at)

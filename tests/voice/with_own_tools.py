"""A typed conversation with a gate and tools of somebody's own: a real session, and a scripted model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from livekit.agents import Agent, AgentSession, llm

from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from tests.scripted_llm import Reply, ScriptedLLM, from_words
from tests.voice.conversation import Assistant, Notes


class Talk:
    """A session with tools of its own, and what was seen of it."""

    def __init__(self, replies: Mapping[str, Reply], agent: Agent, tools: list[Any], gate: bool) -> None:
        self.events: list[Any] = []
        self.ledger = Notes()
        self.keeper = Gatekeeper(self.ledger)
        for name in ("question", "decision"):
            self.keeper.on(name, self.events.append)
        self.model = ScriptedLLM(from_words(replies))
        self.session: AgentSession[None] = AgentSession(llm=self.model, tools=tools, vad=None, max_tool_steps=10)
        self.agent = agent
        if gate:
            self.keeper.attend(self.session)

    async def type(self, words: str) -> str:
        await self.session.generate_reply(user_input=words)
        return await self.rests()

    async def rests(self) -> str:
        """Waits until the agent has nothing more to say or do by itself; what was said last."""
        async with asyncio.timeout(20):
            await self.keeper.rests(self.session)
        said = [item for item in self.session.history.items if isinstance(item, llm.ChatMessage)]
        return said[-1].text_content or ""

    @property
    def questions(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, QuestionEvent)]

    @property
    def decisions(self) -> list[str]:
        return [e.reason or e.decision for e in self.events if isinstance(e, DecisionEvent)]


@asynccontextmanager
async def talking(
    replies: Mapping[str, Reply], *tools: Any, agent: Agent | None = None, of_session: Any = (), gate: bool = True
) -> AsyncIterator[Talk]:
    agent = agent or Assistant(instructions="Be brief.", tools=[*tools])
    talk = Talk(replies, agent, [*of_session], gate)
    await talk.session.start(agent, record=False)
    try:
        yield talk
    finally:
        await talk.session.aclose()

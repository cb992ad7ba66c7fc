"""What a conversation can show: each question, each decision, each call, as plain values for a page or a log.

    OPENAI_API_KEY=... python examples/events.py

It is a typed conversation on a terminal, with the servers of mcp.json. An empty line ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from livekit.agents import Agent, AgentSession
from livekit.plugins import openai

import sayso

Event = sayso.QuestionEvent | sayso.DecisionEvent | sayso.CallEvent | sayso.ServerEvent


def line(event: Event) -> str:
    """One event in a line. What the person said and what a tool was given stay out of it, as they should of a log."""
    match event:
        case sayso.QuestionEvent():
            return f"question  {event.id}  {event.call.server}: {event.call.tool}"
        case sayso.DecisionEvent():
            return f"decision  {event.id}  {event.decision}  {event.reason or event.rule}"
        case sayso.CallEvent():
            return f"call      {event.id}  {event.server}: {event.tool} {event.state}"
        case sayso.ServerEvent():
            return f"server    {event.server} {event.state}"


class Assistant(sayso.Asking, Agent):
    """Somebody's agent."""

    def __init__(self) -> None:
        super().__init__(instructions="You are the front desk of a practice. Speak in short plain sentences.")


def gated(show: Callable[[Event], None], **parts: Any) -> AgentSession[None]:
    """A session whose servers and whose gate tell the same listener."""
    tools = sayso.toolsets(sayso.load_config().servers, listener=show)  # how its servers are, and their calls
    session = AgentSession[None](tools=[*tools], **parts)
    keeper = sayso.Gatekeeper(sayso.open_ledger())
    keeper.on("question", show)
    keeper.on("decision", show)
    keeper.attend(session)
    return session


async def main() -> None:
    session = gated(lambda event: print(line(event)), llm=openai.LLM(), vad=None)
    session.on("conversation_item_added", lambda added: print(f"{added.item.role}: {added.item.text_content}"))
    await session.start(Assistant())
    while words := await asyncio.to_thread(input, "you: "):
        await session.run(user_input=words)
    await session.aclose()


if __name__ == "__main__":
    asyncio.run(main())

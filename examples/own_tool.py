"""Tools of your own behind the gate: a method of an agent, a function, and a function tool that you have already.

OPENAI_API_KEY=... python examples/own_tool.py console --text
"""

from __future__ import annotations

from typing import Any

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, RunContext, cli, function_tool
from livekit.plugins import openai, silero

import sayso

server = AgentServer()
ORDERS = {7: 20.0, 8: 35.5}


@function_tool
async def look_up(order: int) -> str:
    """Tells what an order cost."""  # It asks nobody: nothing happens by it.
    return f"Order {order} cost {ORDERS[order]} euros." if order in ORDERS else f"There is no order {order}."


@sayso.asks(destructive=False, say="write to {to}")
async def write(to: str, text: str) -> str:
    """Writes a letter."""
    return f"The letter to {to} is on its way: {text}"


@function_tool
async def forget(order: int) -> str:
    """Deletes an order for good."""
    ORDERS.pop(order, None)
    return f"Order {order} is deleted."


class Clerk(sayso.Asking, Agent):
    """Has all three, and one of its own."""

    def __init__(self) -> None:
        super().__init__(
            instructions="You help people with their orders. Speak in short plain sentences.",
            tools=[look_up, write, sayso.asks(forget, say="delete order {order} for good")],
        )
        self.paid: list[int] = []

    @sayso.asks(say="pay back order {order}")
    async def refund(self, ctx: RunContext[Any], order: int) -> str:  # noqa: ARG002 -- as LiveKit gives it
        """Pays an order back."""
        self.paid.append(order)
        return f"Order {order} is paid back."


def gated(**parts: Any) -> AgentSession[None]:
    """A session like any other, with its gate."""
    session = AgentSession[None](**parts)
    sayso.Gatekeeper(sayso.open_ledger()).attend(session)
    return session


@server.rtc_session()
async def talk(ctx: JobContext) -> None:
    session = gated(llm=openai.LLM(), stt=openai.STT(), tts=openai.TTS(), vad=silero.VAD.load())
    await session.start(Clerk(), room=ctx.room, session_host=False)


if __name__ == "__main__":
    cli.run_app(server)

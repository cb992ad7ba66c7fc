"""An ordinary LiveKit agent whose MCP tools run on the caller's say-so: the three lines that do it are marked.

    OPENAI_API_KEY=... python examples/own_agent.py console

What it was before is in before.py.

The servers are those of mcp.json in the current folder, or of the file that SAYSO_CONFIG names.
"""

from __future__ import annotations

from typing import Any

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, cli
from livekit.plugins import openai, silero

import sayso

server = AgentServer()


class Assistant(sayso.Asking, Agent):  # 1: hears the answers
    """What was `class Assistant(Agent)`."""

    def __init__(self) -> None:
        super().__init__(instructions="You are the front desk of a practice. Speak in short plain sentences.")


def gated(**parts: Any) -> AgentSession[None]:
    """A session like any other, with its servers' tools and their gate."""
    tools = sayso.toolsets(sayso.load_config().servers)
    session = AgentSession[None](tools=[*tools], **parts)  # 2: the tools, each with its policy
    sayso.Gatekeeper(sayso.open_ledger()).attend(session)  # 3: asks, decides, records
    return session


@server.rtc_session()
async def talk(ctx: JobContext) -> None:
    session = gated(llm=openai.LLM(), stt=openai.STT(), tts=openai.TTS(), vad=silero.VAD.load())
    # Left open, LiveKit's session host lets any participant speak as the caller.
    await session.start(Assistant(), room=ctx.room, session_host=False)


if __name__ == "__main__":
    cli.run_app(server)

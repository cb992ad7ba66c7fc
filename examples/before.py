"""What own_agent.py was before: the same agent with LiveKit's own MCP client, in either of its forms.

    OPENAI_API_KEY=... python examples/before.py console --text

Whatever its tools do, they do at the model's word. Compare it with own_agent.py, in which the person is asked.
"""

from __future__ import annotations

import sys
from typing import Any

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, cli, mcp
from livekit.plugins import openai, silero

server = AgentServer()

DESK = mcp.MCPServerStdio(sys.executable, ["-m", "mcp_servers.desk"])


class Assistant(Agent):
    """Somebody's agent."""

    def __init__(self) -> None:
        super().__init__(instructions="You are the front desk of a practice. Speak in short plain sentences.")


def by_servers(desk: mcp.MCPServer = DESK, **parts: Any) -> AgentSession[None]:
    """With `mcp_servers=[...]`."""
    return AgentSession[None](mcp_servers=[desk], **parts)


def by_toolset(desk: mcp.MCPServer = DESK, **parts: Any) -> AgentSession[None]:
    """With `MCPToolset`."""
    return AgentSession[None](tools=[mcp.MCPToolset(id="desk", mcp_server=desk)], **parts)


@server.rtc_session()
async def talk(ctx: JobContext) -> None:
    session = by_servers(llm=openai.LLM(), stt=openai.STT(), tts=openai.TTS(), vad=silero.VAD.load())
    await session.start(Assistant(), room=ctx.room)


if __name__ == "__main__":
    cli.run_app(server)

"""The Agent: who it is, how it greets, and the rules for its tools."""

from __future__ import annotations

from livekit.agents import Agent

from sayso.voice.asking import Asking

INSTRUCTIONS = (
    "You are a friendly voice assistant. You speak with one person, in short plain sentences, without lists, symbols "
    "or markup, because everything that you say is read aloud.\n"
    "You have tools. Use them whenever the answer can be found or the deed can be done with one; never invent what a "
    "tool could tell you. Call one tool at a time for one question. When a tool fails, is refused, or its outcome is "
    "unknown, say so plainly and don't call it again with the same arguments. Permission is never assumed: only a "
    "tool's own result tells that something was done."
)

GREETING = "Greet the person in one short sentence and ask what you can do for them. Don't use a tool."


class Assistant(Asking, Agent):
    """One agent for the whole session; it greets when it enters, and its person is asked before things are done."""

    def __init__(self, instructions: str = "") -> None:
        super().__init__(instructions=instructions or INSTRUCTIONS)

    async def on_enter(self) -> None:
        self.session.generate_reply(instructions=GREETING, tool_choice="none")

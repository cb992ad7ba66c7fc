"""A typed conversation with a gate: a real AgentSession, a real server, and a model that does what the test says."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice.io import TextOutput

from sayso.consent.effects import Record
from sayso.consent.policy import Filter, Rules
from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.events import CallEvent
from sayso.servers.toolset import ServerToolset
from sayso.voice.asking import Asking
from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from tests.scripted_llm import Reply, ScriptedLLM, last_output, last_words

SHELF = str(Path(__file__).with_name("shelf_server.py"))
RULES = Rules(never=Filter(names=frozenset({"look"})))


class Notes:
    """A ledger on paper, which runs out where a test says so."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.full = False
        self.full_for: str | None = None
        """A kind of record for which there is no room."""

    def write(self, record: Record, session: str) -> None:
        if self.full or record.kind == self.full_for:
            raise OSError("no paper left")
        self.records.append(record)

    def of(self, kind: str) -> list[Mapping[str, object]]:
        return [record.fields for record in self.records if record.kind == kind]


class Page(TextOutput):
    """What the agent writes."""

    def __init__(self) -> None:
        super().__init__(label="page", next_in_chain=None)
        self.lines: list[str] = [""]

    async def capture_text(self, text: str) -> None:
        self.lines[-1] += text

    def flush(self) -> None:
        if self.lines[-1]:
            self.lines.append("")


class Assistant(Asking, Agent):
    """Any agent whose person is asked."""


class Conversation:
    """A session, and what was seen of it."""

    def __init__(
        self,
        record: Path,
        replies: Mapping[str, Reply],
        *,
        agent: Agent | None = None,
        of_the_agent: bool = False,
        **server: Any,
    ) -> None:
        self.ledger = Notes()
        self.events: list[CallEvent | QuestionEvent | DecisionEvent] = []
        self.page = Page()
        self.keeper = Gatekeeper(self.ledger, listener=self._see)
        fields = {"rules": RULES, "connect_timeout": 30, **server}
        env = {"SHELF_RECORD": str(record)}
        declared = DeclaredServer("shelf", "shelf", Stdio(sys.executable, (SHELF,), env), **fields)
        self.toolset = ServerToolset(declared, listener=self._see, approver=self.keeper)
        self.model = ScriptedLLM(self._reply)
        theirs, ours = ([self.toolset], []) if of_the_agent else ([], [self.toolset])
        self.agent: Agent = agent or Assistant(instructions="Be brief.", tools=[*theirs])
        self.session: AgentSession[None] = AgentSession(llm=self.model, tools=[*ours], vad=None, max_tool_steps=10)
        self.keeper.attend(self.session)
        self.replies = dict(replies)
        """What the model does after these words of the person, or after a tool's result that holds them."""
        self.meddle: Callable[[Any], object] = lambda _: None
        """What somebody who looks on does with each event."""
        self._record = record

    def _see(self, event: Any) -> None:
        if isinstance(event, CallEvent | QuestionEvent | DecisionEvent):
            self.events.append(event)
            self.meddle(event)

    def _reply(self, context: llm.ChatContext, _: list[str]) -> Reply:
        output = last_result(context)
        if output is not None:
            return next((reply for key, reply in self.replies.items() if key in output), f"I got: {output}")
        return self.replies.get(last_words(context), "Hm.")

    async def start(self) -> None:
        await self.session.start(self.agent, record=False)
        self.session.output.transcription = self.page
        await self.toolset.connection.settled()

    async def type(self, words: str) -> None:
        """Says it, and waits for all that comes of it."""
        await self.session.generate_reply(user_input=words)
        await self.rests()

    async def rests(self) -> None:
        """Waits until the agent has nothing more to say or do by itself."""
        async with asyncio.timeout(20):
            await self.session.wait_for_idle()
            while self.keeper.busy:
                await self.keeper.changed()
                await self.session.wait_for_idle()

    @property
    def received(self) -> list[dict[str, Any]]:
        """What the server was asked to do, by its own record."""
        return [json.loads(line) for line in self._record.read_text().splitlines()] if self._record.exists() else []

    @property
    def questions(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, QuestionEvent)]

    @property
    def decisions(self) -> list[str]:
        return [e.reason or e.decision for e in self.events if isinstance(e, DecisionEvent)]

    @property
    def said(self) -> list[str]:
        return [line for line in self.page.lines if line]


def last_result(context: llm.ChatContext) -> str | None:
    """The result that the model is to tell, in its own turn or later."""
    output = last_output(context)
    items = [item for item in context.items if not (isinstance(item, llm.ChatMessage) and item.role == "system")]
    last = items[-1] if items else None
    found = output or (last if isinstance(last, llm.FunctionCallOutput) else None)
    return found.output if found is not None else None


@asynccontextmanager
async def conversing(tmp_path: Path, replies: Mapping[str, Reply], **server: Any) -> AsyncIterator[Conversation]:
    conversation = Conversation(tmp_path / "record.jsonl", replies, **server)
    await conversation.start()
    try:
        yield conversation
    finally:
        conversation.keeper.close()
        await conversation.session.aclose()

"""A typed conversation with a gate: a real AgentSession, a real server, and a model that does what the test says."""

from __future__ import annotations

import asyncio
import atexit
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.types import NOT_GIVEN
from livekit.agents.voice.io import TextOutput

from sayso.calls import CallEvent
from sayso.consent.effects import Record
from sayso.consent.policy import Filter, Rules
from sayso.rehearsal.mouthpiece import Mouthpiece
from sayso.rehearsal.scripted import replied_to
from sayso.rehearsal.sound import Loudspeaker
from sayso.servers.declared import DeclaredServer, Http
from sayso.servers.toolset import ServerToolset
from sayso.voice import recording
from sayso.voice.asking import Asking
from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from sayso.voice.interim import WORDS
from tests.scenarios import played as scenarios
from tests.scripted_llm import Reply, ScriptedLLM
from tests.waiting import until

SHELF = str(scenarios.SHELF)
RULES = Rules(never=Filter(names=frozenset({"look"})))


class Notes(recording.Notes):
    """A ledger on paper, which runs out where a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.full_for: str | None = None
        """A kind of record for which there is no room."""

    def write(self, records: Sequence[Record], session: str) -> None:
        if self.full or any(record.kind == self.full_for for record in records):
            raise OSError("no paper left")
        super().write(records, session)

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


class Entering(Agent):
    """An agent that tells when it has taken over."""

    def __init__(self, tools: Iterable[Any] = ()) -> None:
        super().__init__(instructions="Be kind.", tools=[*tools])
        self.here = asyncio.Event()

    async def on_enter(self) -> None:
        self.here.set()


class Other(Asking, Entering):
    """One that hears for the gate as well."""


async def hand_over(session: AgentSession[Any], other: Entering | None = None) -> None:
    """Another agent takes over."""
    other = other or Other()
    session.update_agent(other)
    await asyncio.wait_for(other.here.wait(), 10)


class Conversation:
    """A session, and what was seen of it."""

    def __init__(
        self,
        record: Path,
        replies: Mapping[str, Reply],
        *,
        agent: Agent | None = None,
        of_the_agent: bool = False,
        pace: float | None = None,
        interim_after: float | None = None,
        interim: str = WORDS,
        **server: Any,
    ) -> None:
        """With a pace, in seconds for a character, the agent speaks."""
        self.ledger = Notes()
        self.events: list[CallEvent | QuestionEvent | DecisionEvent] = []
        self.page = Page()
        self.keeper = Gatekeeper(self.ledger, interim_after=interim_after, interim=interim)
        for name in ("question", "decision"):
            self.keeper.on(name, self._see)
        fields = {"rules": RULES, "connect_timeout": 30, **server}
        # One server for all tests of a process: each starts in no time, and has a record of its own.
        declared = DeclaredServer("shelf", "shelf", Http(shelf_address(), {"X-Record": str(record)}), **fields)
        self.toolset = ServerToolset(declared, listener=self._see)
        self.model = ScriptedLLM(self._reply)
        theirs, ours = ([self.toolset], []) if of_the_agent else ([], [self.toolset])
        self.agent: Agent = agent or Assistant(instructions="Be brief.", tools=[*theirs])
        self.session: AgentSession[None] = AgentSession(
            llm=self.model,
            tools=[*ours],
            vad=None,
            tts=NOT_GIVEN if pace is None else Mouthpiece(pace),
            max_tool_steps=10,
        )
        self._speaks = pace is not None
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
        output, words = replied_to(context)
        if output is not None:
            return next((reply for key, reply in self.replies.items() if key in output), f"I got: {output}")
        return self.replies.get(words, "Hm.")

    async def start(self) -> None:
        await self._begin()
        self.session.output.transcription = self.page
        if self._speaks:
            self.session.output.audio = Loudspeaker()
        await self.toolset.connection.settled()

    async def _begin(self) -> None:
        await self.session.start(self.agent, record=False)

    async def type(self, words: str) -> None:
        """Says it, and waits for all that comes of it."""
        await self.session.generate_reply(user_input=words)
        await self.rests()

    async def begins(self, words: str, call: dict[str, Any]) -> None:
        """Says it and approves what is asked; returns when this call, the only one, is at the server."""
        await self.type(words)
        self.session.generate_reply(user_input="Yes.")
        await until(lambda: self.received == [call])

    async def rests(self) -> None:
        """Waits until the agent has nothing more to say or do by itself."""
        async with asyncio.timeout(20):
            await self.keeper.rests(self.session)

    @property
    def received(self) -> list[dict[str, Any]]:
        """What the server was asked to do, by its own record."""
        return received(self._record)

    @property
    def questions(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, QuestionEvent)]

    @property
    def decisions(self) -> list[str]:
        return [e.reason or e.decision for e in self.events if isinstance(e, DecisionEvent)]

    @property
    def said(self) -> list[str]:
        return [line for line in self.page.lines if line]


def received(record: Path) -> list[dict[str, Any]]:
    """The lines of a server's record, each with the arguments beside the tool's name."""
    lines = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    return [
        {key: line[key] for key in ("tool", "cancelled") if key in line} | line.get("arguments", {}) for line in lines
    ]


@functools.cache
def shelf_address() -> str:
    """The server's address; it is started by the first who asks, and ends with this process."""
    ends = ExitStack()
    atexit.register(ends.close)
    return ends.enter_context(scenarios.shelf())


@asynccontextmanager
async def conversing(tmp_path: Path, replies: Mapping[str, Reply], **server: Any) -> AsyncIterator[Conversation]:
    conversation = Conversation(tmp_path / "record.jsonl", replies, **server)
    await conversation.start()
    try:
        yield conversation
    finally:
        conversation.keeper.close()
        await conversation.session.aclose()

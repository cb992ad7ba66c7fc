"""LiveKit alone: a session without a gate, with doubles behind its interfaces, and what is seen of it.

Each test of this folder shows one behaviour that is in none of LiveKit's documents and that we lean on. Its first
line says who leans on it and what for. docs/livekit.md lists them all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from livekit.agents import Agent, AgentSession, llm, stt
from livekit.agents.voice.turn import TurnHandlingOptions

from sayso.rehearsal.ears import Detector, Mouth, Recogniser
from sayso.rehearsal.mouthpiece import Mouthpiece
from sayso.rehearsal.sound import Loudspeaker, Microphone
from tests.scripted_llm import Reply, ScriptedLLM, last_output, last_words

FINAL = stt.SpeechEventType.FINAL_TRANSCRIPT
INTERIM = stt.SpeechEventType.INTERIM_TRANSCRIPT
PREFLIGHT = stt.SpeechEventType.PREFLIGHT_TRANSCRIPT

PACE = 0.01
"""Seconds that the voice takes for a character."""


class Seen:
    """A session and what came of it."""

    def __init__(self, replies: Mapping[str, Reply], **options: Any) -> None:
        self.replies = dict(replies)
        self.asked: list[str] = []
        """The person's last words at each request to the model."""
        self.model = ScriptedLLM(self._reply)
        self.session: AgentSession[None] = AgentSession(llm=self.model, **options)
        self.events: list[Any] = []
        """The events of the session that were asked for by `keep`, in order, and what tests add."""

    def _reply(self, context: llm.ChatContext, _: list[str]) -> Reply:
        self.asked.append(last_words(context))
        output = last_output(context)
        last = context.items[-1] if context.items else None
        if isinstance(last, llm.ChatMessage) and last.role == "system":
            # The instructions for a late result, which may stand further above.
            output = next((item for item in context.items[::-1] if isinstance(item, llm.FunctionCallOutput)), None)
        return f"I got: {output.output}" if output is not None else self.replies.get(last_words(context), "Hm.")

    def keep(self, *names: Any) -> None:
        for name in names:
            self.session.on(name, self.events.append)

    @property
    def heard(self) -> list[str]:
        """What the person said, as the session's history has it."""
        return self._said_by("user")

    @property
    def said(self) -> list[str]:
        return self._said_by("assistant")

    def _said_by(self, role: str) -> list[str]:
        items = self.session.history.items
        return [item.text_content or "" for item in items if isinstance(item, llm.ChatMessage) and item.role == role]


@asynccontextmanager
async def typing(replies: Mapping[str, Reply], agent: Agent | None = None, **options: Any) -> AsyncIterator[Seen]:
    """A session by keyboard."""
    seen = Seen(replies, vad=None, turn_handling=TurnHandlingOptions(turn_detection=None), **options)
    await seen.session.start(agent or Agent(instructions="Be brief."), record=False)
    try:
        yield seen
    finally:
        await seen.session.aclose()


class Spoken(Seen):
    """A session by voice."""

    def __init__(self, replies: Mapping[str, Reply], turns: dict[str, Any], **options: Any) -> None:
        self.mouth = Mouth()
        self.ears = Recogniser(self.mouth)
        self.loudspeaker = Loudspeaker()
        handling: dict[str, Any] = {
            "turn_detection": "vad",
            "endpointing": {"min_delay": 0.05, "max_delay": 0.2},
            "interruption": {"mode": "vad"},
            "preemptive_generation": {"enabled": False},
        }
        parts: dict[str, Any] = {
            "vad": Detector(self.mouth, 0.1),
            "stt": self.ears,
            "tts": Mouthpiece(PACE),
            "turn_handling": {**handling, **turns},
            "aec_warmup_duration": None,
            "session_close_transcript_timeout": 0.0,
            "user_away_timeout": None,
        }
        super().__init__(replies, **{**parts, **options})

    def tell(self, kind: stt.SpeechEventType, text: str) -> None:
        """The recogniser has understood this."""
        now = time.time()
        for stream in self.ears._streams:
            stream.tell(kind, text, now - 0.1, now, 0.9)

    async def speaks(self) -> None:
        """The person begins to be heard."""
        heard = self._user_is("speaking")
        self.mouth.speaking = True
        await heard

    async def is_silent(self) -> None:
        """The person is not heard any more."""
        quiet = self._user_is("listening")
        self.mouth.speaking = False
        await quiet

    def _user_is(self, state: str) -> asyncio.Future[Any]:
        return news(self, "user_state_changed", lambda changed: changed.new_state == state)

    def agent_is(self, state: str) -> asyncio.Future[Any]:
        """From now on it is waited for that the agent's state changes to this."""
        return news(self, "agent_state_changed", lambda changed: changed.new_state == state)

    async def says(self, words: str) -> None:
        """The person says it, in one final transcript."""
        await self.speaks()
        self.tell(FINAL, words)
        await self.is_silent()


@asynccontextmanager
async def talking(
    replies: Mapping[str, Reply], agent: Agent | None = None, turns: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Spoken]:
    seen = Spoken(replies, turns or {}, **options)
    seen.session.input.audio = Microphone()
    seen.session.output.audio = seen.loudspeaker
    await seen.session.start(agent or Agent(instructions="Be brief."), record=False)
    try:
        yield seen
    finally:
        seen.mouth.speaking = False
        await seen.session.aclose()


class Next(Agent):
    """An agent that takes over, and tells when it is there."""

    def __init__(self) -> None:
        super().__init__(instructions="Be kind.")
        self.here = asyncio.Event()

    async def on_enter(self) -> None:
        self.here.set()

    async def takes_over(self, seen: Seen) -> None:
        seen.session.update_agent(self)
        async with asyncio.timeout(5):
            await self.here.wait()


def news(seen: Seen, event: Any, wanted: Any = lambda _: True) -> asyncio.Future[Any]:
    """The next event of this name, from now on, that is the wanted one."""
    came: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def look(one: Any) -> None:
        if not came.done() and wanted(one):
            came.set_result(one)

    seen.session.on(event, look)
    came.add_done_callback(lambda _: seen.session.off(event, look))
    return asyncio.ensure_future(asyncio.wait_for(came, 5))


def call_ended(seen: Seen) -> asyncio.Future[Any]:
    """The next end of a tool's call, from now on."""
    return news(seen, "tool_execution_updated", lambda event: event.update.type == "tool_call_ended")

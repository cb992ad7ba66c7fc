"""A voice in and a voice out: the real plugins of the providers, against servers that speak their protocols."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from livekit.agents import Agent, function_tool
from livekit.agents.llm import Tool
from livekit.agents.utils import http_context
from livekit.agents.voice import AgentSession

from agent.choices import choose
from agent.pipeline import build_session, load_vad
from tests.audio_io import Loudspeaker, Microphone
from tests.loopback import cartesia, deepgram, openai
from tests.loopback.openai import Answer, Call, Reply, Request
from tests.loopback.sound import spoken_seconds
from tests.voices import flite

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.sound]

QUESTION = "What appointments are there tomorrow?"
ANSWER = "Ana Silva comes at half past nine."
KEYS = {"OPENAI_API_KEY": "o", "DEEPGRAM_API_KEY": "d", "CARTESIA_API_KEY": "c"}


@dataclass
class Room:
    """A session with a microphone and a loudspeaker, and what happened in it."""

    session: AgentSession[Any]
    microphone: Microphone
    loudspeaker: Loudspeaker
    heard: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: int = 0
    closed: bool = False
    failed: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self) -> float:
        """Waits until the agent has spoken to the end; for how long it spoke."""
        async with asyncio.timeout(30):
            played = await self.loudspeaker.has_played(self.answers + 1)
        self.answers = len(played)
        assert not played[-1].interrupted
        return played[-1].seconds


@asynccontextmanager
async def room(environment: Mapping[str, str], *tools: Tool) -> AsyncIterator[Room]:
    chosen = choose(environment)
    # The plugins take their connections from the job's; this stands in for the job.
    async with http_context.open():
        session = build_session(chosen, vad=load_vad(chosen), tools=tools)
        opened = Room(session, Microphone(16000), Loudspeaker())

        def closed(_: object) -> None:
            opened.closed = True

        def failed(event: Any) -> None:
            opened.errors.append(event.error.type)
            opened.failed.set()

        session.on("user_input_transcribed", lambda e: opened.heard.append(e.transcript) if e.is_final else None)
        session.on("close", closed)
        session.on("error", failed)
        session.input.audio = opened.microphone
        session.output.audio = opened.loudspeaker
        await session.start(Agent(instructions="You are a front desk."), record=False)
        try:
            yield opened
            assert not opened.closed
        finally:
            await session.aclose()


def front_desk(request: Request) -> Answer:
    """A model that looks the appointments up before it answers."""
    if request.last["role"] == "tool":
        return ANSWER
    if "appointments" in request.last_text:
        return Reply(calls=(Call("find_appointments", {"day": "tomorrow"}),))
    return "I did not get that."


@function_tool
async def find_appointments(day: str) -> str:
    """Find the appointments of a day."""
    return "Ana Silva, half past nine"


@pytest.fixture(scope="module")
def question() -> bytes:
    return flite(QUESTION)


async def test_a_spoken_question_is_heard_by_deepgram_answered_by_openai_and_spoken_by_cartesia(
    question: bytes, monkeypatch: pytest.MonkeyPatch, beyond: list[str]
) -> None:
    # As in dev mode on a self-hosted server, where LiveKit's defaults would go to its cloud.
    self_hosted = {"LIVEKIT_URL": "ws://127.0.0.1:7880", "LIVEKIT_API_KEY": "devkey", "LIVEKIT_API_SECRET": "secret"}
    for name, value in {**self_hosted, "LIVEKIT_DEV_MODE": "1"}.items():
        monkeypatch.setenv(name, value)
    async with (
        deepgram.serve([QUESTION], key="d") as ears,
        openai.serve(front_desk, key="o") as model,
        cartesia.serve(key="c") as voice,
    ):
        environment = {**KEYS, **self_hosted, "SAYSO_TTS_VOICE": "a-voice", "DEEPGRAM_BASE_URL": ears.url}
        environment |= {"OPENAI_BASE_URL": model.url, "CARTESIA_BASE_URL": voice.url}
        async with room(environment, find_appointments) as open_room:
            open_room.microphone.hears(question)
            seconds = await open_room.answer()
        assert open_room.heard == [QUESTION]
        assert open_room.errors == []
        assert (ears.listening[0].query["model"], ears.listening[0].query["sample_rate"]) == ("nova-3", "16000")
        assert model.requests[-1].last["content"] == "Ana Silva, half past nine"
        assert voice.spoken == [ANSWER]
        context = next(iter(voice.contexts.values()))
        assert (context.model, context.voice["id"], context.ended) == ("sonic-3", "a-voice", True)
        assert seconds == pytest.approx(spoken_seconds(ANSWER), abs=0.01)
        assert any(open_room.loudspeaker.samples)
        assert beyond == []


async def test_openais_own_ears_and_voice_hold_a_conversation(question: bytes) -> None:
    async with openai.serve(front_desk, key="o", hears=lambda _: QUESTION) as server:
        environment = {"OPENAI_API_KEY": "o", "OPENAI_BASE_URL": server.url}
        environment |= {"SAYSO_STT": "openai", "SAYSO_TTS": "openai"}
        async with room(environment, find_appointments) as open_room:
            open_room.microphone.hears(question)
            seconds = await open_room.answer()
        assert server.heard[0].startswith(b"RIFF")
        assert [body["input"] for body in server.spoken] == [ANSWER]
        assert seconds == pytest.approx(spoken_seconds(ANSWER), abs=0.05)


async def test_a_deepgram_key_alone_hears_and_speaks(question: bytes) -> None:
    async with deepgram.serve([QUESTION], key="d") as server, openai.serve(front_desk) as model:
        environment = {"DEEPGRAM_API_KEY": "d", "DEEPGRAM_BASE_URL": server.url}
        environment |= {"OPENAI_BASE_URL": model.url, "SAYSO_LLM_MODEL": "llama3.1"}
        async with room(environment, find_appointments) as open_room:
            open_room.microphone.hears(question)
            seconds = await open_room.answer()
        assert (open_room.heard, server.spoken) == ([QUESTION], [ANSWER])
        assert server.speaking[0]["model"] == "aura-2-andromeda-en"
        assert seconds == pytest.approx(spoken_seconds(ANSWER), abs=0.1)


async def test_a_cartesia_key_alone_hears_and_speaks(question: bytes) -> None:
    async with cartesia.serve([QUESTION], key="c") as server, openai.serve(front_desk) as model:
        environment = {"CARTESIA_API_KEY": "c", "CARTESIA_BASE_URL": server.url}
        environment |= {"OPENAI_BASE_URL": model.url, "SAYSO_LLM_MODEL": "llama3.1"}
        async with room(environment, find_appointments) as open_room:
            open_room.microphone.hears(question)
            seconds = await open_room.answer()
        assert (open_room.heard, server.spoken) == ([QUESTION], [ANSWER])
        assert server.listening[0]["model"] == "ink-2"
        assert seconds == pytest.approx(spoken_seconds(ANSWER), abs=0.01)


async def test_a_lost_connection_to_the_ears_is_made_anew(question: bytes) -> None:
    async with (
        deepgram.serve([QUESTION], key="d") as ears,
        openai.serve(front_desk, key="o") as model,
        cartesia.serve(key="c") as voice,
    ):
        environment = {**KEYS, "DEEPGRAM_BASE_URL": ears.url}
        environment |= {"OPENAI_BASE_URL": model.url, "CARTESIA_BASE_URL": voice.url}
        async with room(environment, find_appointments) as open_room:
            await asyncio.wait_for(ears.connected.wait(), 10)
            await ears.drop()
            await asyncio.wait_for(open_room.failed.wait(), 10)
            open_room.microphone.hears(question)
            await open_room.answer()
        assert open_room.heard == [QUESTION]
        assert len(ears.listening) == 2


async def test_ears_that_refused_the_key_are_asked_again(question: bytes) -> None:
    async with deepgram.serve([QUESTION], key="later") as server, openai.serve(front_desk) as model:
        environment = {"DEEPGRAM_API_KEY": "d", "DEEPGRAM_BASE_URL": server.url}
        environment |= {"OPENAI_BASE_URL": model.url, "SAYSO_LLM_MODEL": "llama3.1"}
        async with room(environment, find_appointments) as open_room:
            await asyncio.wait_for(open_room.failed.wait(), 10)
            server.accept("d")
            await asyncio.wait_for(server.connected.wait(), 10)
            open_room.microphone.hears(question)
            await open_room.answer()
        assert open_room.heard == [QUESTION]
        assert set(open_room.errors) == {"stt_error"}


async def test_a_voice_that_failed_speaks_again_when_it_is_back(
    question: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with (
        deepgram.serve([QUESTION, QUESTION], key="d") as ears,
        openai.serve(front_desk, key="o") as model,
        cartesia.serve(key="c") as voice,
    ):
        voice.fail = "Out of breath"
        environment = {**KEYS, "DEEPGRAM_BASE_URL": ears.url}
        environment |= {"OPENAI_BASE_URL": model.url, "CARTESIA_BASE_URL": voice.url}
        async with room(environment, find_appointments) as open_room:
            open_room.microphone.hears(question)
            await asyncio.wait_for(open_room.failed.wait(), 30)
            voice.fail = ""
            open_room.microphone.hears(question)
            await open_room.answer()
        assert "tts_error" in open_room.errors
        assert voice.spoken[-1] == ANSWER

"""A whole session with the offline ears and voice, at the pace of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from livekit.agents import Agent, AgentSession, UserInputTranscribedEvent
from livekit.agents.llm import ChatContext
from livekit.plugins import silero

from agent.offline.espeak import EspeakTTS
from agent.offline.sphinx import SphinxSTT
from tests.audio_io import Loudspeaker, Microphone
from tests.scripted_llm import ScriptedLLM
from tests.voices import flite
from tests.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.sound]

Children = Callable[[], list[str]]

RATE = 48000


def repeat(context: ChatContext, _: list[str]) -> str:
    """Says what it heard, in two sentences."""
    said = next(m.text_content for m in reversed(context.messages()) if m.role == "user")
    return f"You said: {said}. Is there more that I can do for you?"


def answers(talk: AgentSession[None]) -> list[str]:
    return [m.text_content or "" for m in talk.history.messages() if m.role == "assistant"]


@asynccontextmanager
async def session(microphone: Microphone, loudspeaker: Loudspeaker) -> AsyncIterator[AgentSession[None]]:
    talk: AgentSession[None] = AgentSession(
        vad=silero.VAD.load(),
        stt=SphinxSTT(),
        llm=ScriptedLLM(repeat),
        tts=EspeakTTS(),
        turn_handling={"turn_detection": "vad", "interruption": {"mode": "vad"}},
        user_away_timeout=None,
        session_close_transcript_timeout=0.2,
        aec_warmup_duration=None,
    )
    talk.input.audio = microphone
    talk.output.audio = loudspeaker
    await talk.start(Agent(instructions="Repeat."))
    try:
        async with asyncio.timeout(60):
            yield talk
    finally:
        await talk.aclose()


@pytest.mark.realtime
async def test_a_person_is_heard_and_answered_aloud(recognisers: Children, espeaks: Children) -> None:
    microphone, loudspeaker = Microphone(RATE), Loudspeaker()
    heard: list[UserInputTranscribedEvent] = []
    async with session(microphone, loudspeaker) as talk:
        talk.on("user_input_transcribed", heard.append)
        microphone.hears(flite("what appointments are there tomorrow", rate=RATE, before=0.5))
        first = (await loudspeaker.has_played(1))[0]
        microphone.hears(flite("yes please", rate=RATE))
        second = (await loudspeaker.has_played(2))[1]
        await until(lambda: len(answers(talk)) == 2)
    assert [event.transcript for event in heard if event.is_final] == [
        "what appointments are there tomorrow",
        "yes please",
    ]
    assert any(not event.is_final for event in heard)
    assert [text.partition(". ")[0] for text in answers(talk)] == [
        "You said: what appointments are there tomorrow",
        "You said: yes please",
    ]
    assert first.seconds > second.seconds > 2
    assert not first.interrupted
    assert not second.interrupted
    assert loudspeaker.rate == 22050
    assert espeaks() == []


@pytest.mark.realtime
async def test_a_person_who_speaks_over_the_agent_stops_it(recognisers: Children, espeaks: Children) -> None:
    microphone, loudspeaker = Microphone(RATE), Loudspeaker()
    async with session(microphone, loudspeaker) as talk:
        speech = talk.say("This is a long announcement, " * 200)
        await until(lambda: loudspeaker.samples)
        microphone.hears(flite("what time do you open", rate=RATE, before=0.5))
        cut = (await loudspeaker.has_played(1))[0]
        assert speech.interrupted
        answer = (await loudspeaker.has_played(2))[1]
    assert cut.interrupted
    assert 0.5 < cut.seconds < 10
    assert answer.seconds > 2
    assert espeaks() == []

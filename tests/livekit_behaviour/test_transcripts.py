"""Transcripts, as LiveKit takes them from an agent's `stt_node`."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import Agent, ModelSettings, UserInputTranscribedEvent, stt
from livekit.agents.voice import SpeechHandle

from tests.livekit_behaviour.alone import FINAL, INTERIM, PREFLIGHT, Spoken, talking
from tests.waiting import until

pytestmark = pytest.mark.realtime


async def answered(talk: Spoken, words: str) -> None:
    """The person says it, and the agent has answered: whatever was to come before has come."""
    await talk.says(words)
    await until(lambda: words.lower() in " ".join(talk.heard).lower())
    await talk.session.wait_for_idle()


async def test_an_empty_final_transcript_makes_no_turn() -> None:
    """sayso/voice/hearing.py swallows an answer that way: otherwise the model would be asked to reply to each yes."""
    async with talking({}) as talk:
        talk.keep("user_input_transcribed")
        await talk.speaks()
        talk.tell(INTERIM, "yes")
        talk.tell(INTERIM, "")
        talk.tell(FINAL, "")
        await talk.is_silent()
        await answered(talk, "What time is it?")
        assert talk.heard == ["What time is it?"]
        assert len(talk.model.requests) == 1
        # Nobody is shown an empty final transcript either.
        assert [event.transcript for event in talk.events if event.is_final] == ["What time is it?"]


@pytest.mark.parametrize(("taken_back", "heard"), [(False, ["yes"]), (True, [])])
async def test_what_was_half_heard_becomes_a_turn_when_it_is_committed_unless_an_empty_interim_one_took_it_back(
    taken_back: bool, heard: list[str]
) -> None:
    """Why sayso/voice/hearing.py sends the empty interim one as well: a host, or a closing session, may commit."""
    async with talking({}) as talk:
        await talk.speaks()
        talk.tell(INTERIM, "yes")
        if taken_back:
            talk.tell(INTERIM, "")
        talk.tell(FINAL, "")
        await talk.is_silent()
        await talk.session.commit_user_turn(transcript_timeout=0.1)
        await talk.session.wait_for_idle()
        assert talk.heard == heard


class Hearing(stt.SpeechEvent):
    """A kind of event of our own."""


class Marking(Agent):
    """Passes on events of that kind, made field by field."""

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[stt.SpeechEvent]:
        fields = tuple(stt.SpeechEvent.__dataclass_fields__)
        heard: Any = super().stt_node(audio, model_settings)
        async for event in heard:
            said = [replace(one, text=one.text.upper(), words=None) for one in event.alternatives]
            yield Hearing(**{name: getattr(event, name) for name in fields} | {"alternatives": said})


async def test_an_stt_node_may_give_events_of_a_kind_of_its_own() -> None:
    """sayso/voice/hearing.py marks so what the gate has had; else nodes that call each other would tell it twice."""
    async with talking({}, Marking(instructions="Be brief.")) as talk:
        await answered(talk, "hello there")
        assert talk.heard == ["HELLO THERE"]


async def test_what_was_transcribed_can_be_told_by_others_and_begins_no_turn() -> None:
    """sayso/voice/ears.py tells of swallowed answers that way, so that a room's transcript still shows them."""
    async with talking({}) as talk:
        talk.keep("user_input_transcribed")
        talk.session.emit("user_input_transcribed", UserInputTranscribedEvent(transcript="Yes.", is_final=True))
        await answered(talk, "What time is it?")
        assert [event.transcript for event in talk.events if event.is_final] == ["Yes.", "What time is it?"]
        assert talk.heard == ["What time is it?"]


@pytest.mark.parametrize(("kind", "ahead"), [(PREFLIGHT, True), (INTERIM, False)])
async def test_a_preflight_transcript_begins_a_reply_ahead_of_time_and_an_interim_one_does_not(
    kind: stt.SpeechEventType, ahead: bool
) -> None:
    """sayso/voice/hearing.py makes the one the other while a question waits, so that no answer goes to the model."""
    async with talking({}, turns={"preemptive_generation": {"enabled": True}}) as talk:
        await talk.speaks()
        talk.tell(kind, "yes")
        talk.tell(FINAL, "yes please")
        await talk.is_silent()
        await until(lambda: talk.heard)
        await talk.session.wait_for_idle()
        assert ("yes" in talk.asked) is ahead
        assert talk.asked[-1] == "yes please"


async def test_a_reply_made_ahead_of_time_is_not_scheduled_and_is_given_up_when_the_words_go_on() -> None:
    """sayso/voice/words.py tells by `scheduled` which replies were given up; otherwise words would be heard twice."""
    made: list[SpeechHandle] = []

    async with talking({}, turns={"preemptive_generation": {"enabled": True}}) as talk:
        talk.session.on("speech_created", lambda event: made.append(event.speech_handle))
        await talk.speaks()
        talk.tell(PREFLIGHT, "yes")
        await until(lambda: made)
        ahead = made[0]
        assert not ahead.scheduled
        talk.tell(FINAL, "yes please")
        await talk.is_silent()
        await until(lambda: talk.heard)
        await talk.session.wait_for_idle()
        assert not ahead.scheduled
        assert made[-1].scheduled
        assert made[-1] is not ahead

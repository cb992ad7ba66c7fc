"""Spoken words on their way from the recogniser to LiveKit: the gate has them first, and keeps what was an answer.

LiveKit begins a turn, a reply ahead of time and a wait for the end of the turn with every transcript that it sees. One
that it doesn't see begins none of that, changes nothing of its settings, and is acted on at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Protocol

from livekit import rtc
from livekit.agents import LanguageCode, ModelSettings, UserInputTranscribedEvent, stt

from sayso.consent.effects import LetModelAnswer, Swallow
from sayso.voice.nodes import pieces_of


class Listens(Protocol):
    """Who takes spoken words first."""

    def frame_came(self) -> None:
        """Sound of somebody came in."""
        ...

    def half_heard(self, text: str) -> bool:
        """Words that are not final yet; whether a question waits for an answer."""
        ...

    def heard(self, said: stt.SpeechData) -> Swallow | LetModelAnswer | None:
        """What becomes of final words."""
        ...

    def transcribed(self, event: UserInputTranscribedEvent) -> None:
        """Words are to be shown that LiveKit does not see."""
        ...


class Gated(stt.SpeechEvent):
    """A transcript that the gate has had: where one node of an agent calls another, it has it once."""


Node = Callable[[Any, AsyncIterable[rtc.AudioFrame], ModelSettings], Any]


async def through_the_gate(
    listens: Listens, audio: AsyncIterable[rtc.AudioFrame], node: Callable[[AsyncIterable[rtc.AudioFrame]], Any]
) -> AsyncIterator[stt.SpeechEvent | str]:
    """What a node makes of the sound, without the answers."""
    async for event in pieces_of(node(noticed(listens, audio))):
        for passed in [event] if isinstance(event, Gated) else gate_of(listens, as_event(event)):
            yield passed


def as_event(made: stt.SpeechEvent | str) -> stt.SpeechEvent:
    """A node may give bare text."""
    if isinstance(made, stt.SpeechEvent):
        return made
    said = stt.SpeechData(LanguageCode(""), made)
    return stt.SpeechEvent(stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[said])


async def noticed(listens: Listens, audio: AsyncIterable[rtc.AudioFrame]) -> AsyncIterator[rtc.AudioFrame]:
    async for frame in audio:
        listens.frame_came()
        yield frame


def gate_of(listens: Listens, event: stt.SpeechEvent) -> list[stt.SpeechEvent]:
    """What LiveKit sees of one event."""
    said = event.alternatives[0] if event.alternatives else None
    text = "" if said is None else said.text.strip()
    if said is None or not text:
        return [gated(event)]
    match event.type:
        case stt.SpeechEventType.FINAL_TRANSCRIPT:
            if not isinstance(listens.heard(said), Swallow):
                return [gated(event)]
            shown = UserInputTranscribedEvent(
                transcript=said.text, is_final=True, language=said.language, speaker_id=said.speaker_id
            )
            unsaid = [replace(said, text="", words=None)]
            listens.transcribed(shown)
            # The half-heard words have to go too: LiveKit would take them into the next turn.
            return [
                gated(event, type=stt.SpeechEventType.INTERIM_TRANSCRIPT, alternatives=unsaid),
                gated(event, alternatives=unsaid),
            ]
        case stt.SpeechEventType.INTERIM_TRANSCRIPT:
            listens.half_heard(said.text)
        case stt.SpeechEventType.PREFLIGHT_TRANSCRIPT:
            if listens.half_heard(said.text):
                # What may be an answer is not to be sent to the model ahead of time.
                return [gated(event, type=stt.SpeechEventType.INTERIM_TRANSCRIPT)]
    return [gated(event)]


def gated(event: stt.SpeechEvent, **changes: Any) -> Gated:
    return Gated(**({name: getattr(event, name) for name in FIELDS} | changes))


FIELDS = tuple(stt.SpeechEvent.__dataclass_fields__)

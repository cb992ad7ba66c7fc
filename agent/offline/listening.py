"""Follows a voice detector, has the recogniser hear what is speech, and says what was said as LiveKit's events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from livekit.agents import APIError, LanguageCode
from livekit.agents.stt import RecognitionUsage, SpeechData, SpeechEvent, SpeechEventType
from livekit.agents.types import TimedString
from livekit.agents.utils import shortuuid
from livekit.agents.vad import VADEvent, VADEventType, VADStream

from agent.offline.recogniser import Recogniser
from agent.offline.words import Word, confidence

SAMPLE_RATE = 16000
LANGUAGE = LanguageCode("en")

# Of the audio before the voice detector was sure: enough for a soft first sound. More costs accuracy, because the
# recogniser takes the room's noise for a part of the voice.
_BEFORE = 0.2

# Of the silence after the last word, for the same two reasons.
_AFTER = 0.13

# After this much silence the utterance is decoded on trial, so that its words are ready when the voice detector
# decides that it has ended. Who goes on speaking after all has cost the machine a moment, and nobody any time.
_TRIAL = 0.22

# A longer utterance would take too long to begin again after a trial.
_TRIAL_LONGEST = 8.0

# How much audio makes a new guess worth asking for.
_GUESS_EVERY = 0.12

# A voice that never pauses is cut here, so that its words come and memory does not grow.
_LONGEST = 20.0


@dataclass
class Utterance:
    """What is being said: audio on its way to the recogniser, and what is known so far."""

    start: float
    """Seconds from the start of the stream."""
    pending: bytearray
    """Not heard by the recogniser yet."""
    request_id: str = field(default_factory=lambda: shortuuid("sphinx_"))
    silence: bytearray = field(default_factory=bytearray)
    """Held back: it is heard only if speech comes after it."""
    sent: int = 0
    guess: str = ""
    words: list[Word] | None = None
    """Decoded on trial; None when there was more speech since."""

    @property
    def seconds(self) -> float:
        return _seconds(self.sent + len(self.pending) + len(self.silence))

    def take(self) -> bytes:
        samples = bytes(self.pending)
        self.sent += len(samples)
        self.pending.clear()
        return samples


class Listener:
    """Hears one person: one recogniser, one stream of events."""

    def __init__(
        self, recogniser: Recogniser, tell: Callable[[SpeechEvent], None], *, timeout: float, offset: float = 0.0
    ) -> None:
        self._recogniser = recogniser
        self._tell = tell
        self._timeout = timeout
        self._offset = offset
        self._utterance: Utterance | None = None
        self._new_person = True

    async def follow(self, voice: VADStream, *, since: float) -> None:
        """Until the detector's input ends. `since`: where in the stream that input began, in seconds."""
        try:
            async for event in voice:
                if event.type == VADEventType.START_OF_SPEECH:
                    await self._begin(event, since)
                elif event.type == VADEventType.END_OF_SPEECH:
                    await self._end(time.time() - event.silence_duration - event.inference_duration)
                elif self._utterance is not None:
                    await self._go_on(self._utterance, event)
            await self._end(time.time())
        except APIError:
            # The words are lost; whoever waits for the end of the speech must not wait for ever.
            if self._utterance is not None:
                self._tell(SpeechEvent(SpeechEventType.END_OF_SPEECH, self._utterance.request_id))
            raise

    async def _begin(self, event: VADEvent, since: float) -> None:
        audio = _samples(event)
        kept = audio[-_size(event.speech_duration + _BEFORE) :]
        utterance = Utterance(start=since + event.timestamp - _seconds(len(kept)), pending=bytearray(kept))
        self._utterance = utterance
        self._tell(
            SpeechEvent(
                SpeechEventType.START_OF_SPEECH,
                utterance.request_id,
                speech_start_time=time.time() - event.speech_duration,
            )
        )
        await self._start_decoding()

    async def _start_decoding(self) -> None:
        await self._recogniser.begin(new_person=self._new_person, timeout=self._timeout)
        self._new_person = False

    async def _go_on(self, utterance: Utterance, event: VADEvent) -> None:
        if event.raw_accumulated_silence > _AFTER:
            utterance.silence += _samples(event)
            quiet_enough = event.raw_accumulated_silence >= _TRIAL
            if quiet_enough and utterance.words is None and utterance.seconds <= _TRIAL_LONGEST:
                utterance.words = await self._recogniser.finish(utterance.take(), timeout=self._timeout)
                self._guess(utterance, _text(utterance.words))
            return
        if utterance.silence:
            utterance.pending += utterance.silence
            utterance.silence.clear()
            utterance.words = None
        utterance.pending += _samples(event)
        if utterance.seconds >= _LONGEST:
            await self._cut(utterance)
        elif _seconds(len(utterance.pending)) >= _GUESS_EVERY:
            self._guess(utterance, await self._recogniser.hear(utterance.take(), timeout=self._timeout))

    async def _cut(self, utterance: Utterance) -> None:
        await self._finish(utterance, None)
        self._utterance = Utterance(start=utterance.start + utterance.seconds, pending=bytearray())
        await self._start_decoding()

    async def _end(self, ended_at: float) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        await self._finish(utterance, ended_at)
        self._utterance = None
        self._tell(SpeechEvent(SpeechEventType.END_OF_SPEECH, utterance.request_id, speech_end_time=ended_at))

    async def _finish(self, utterance: Utterance, ended_at: float | None) -> None:
        words = utterance.words
        if words is None:
            words = await self._recogniser.finish(utterance.take(), timeout=self._timeout)
        # Nothing but noises is not an utterance: no transcript, and so no turn.
        if words:
            data = transcript(words, start=utterance.start + self._offset, offset=self._offset)
            self._tell(
                SpeechEvent(
                    SpeechEventType.FINAL_TRANSCRIPT,
                    utterance.request_id,
                    alternatives=[data],
                    speech_end_time=ended_at,
                )
            )
        self._tell(
            SpeechEvent(
                SpeechEventType.RECOGNITION_USAGE,
                utterance.request_id,
                recognition_usage=RecognitionUsage(audio_duration=utterance.seconds),
            )
        )

    def _guess(self, utterance: Utterance, text: str) -> None:
        if not text or text == utterance.guess:
            return
        utterance.guess = text
        start = utterance.start + self._offset
        data = SpeechData(LANGUAGE, text, start_time=start, end_time=start + utterance.seconds)
        self._tell(SpeechEvent(SpeechEventType.INTERIM_TRANSCRIPT, utterance.request_id, alternatives=[data]))


def transcript(words: list[Word], *, start: float, offset: float = 0.0) -> SpeechData:
    """The words as LiveKit takes them. `start` is where the utterance began, in seconds of the session."""
    timed = [
        TimedString(word.text, start + word.start, start + word.end, word.confidence, start_time_offset=offset)
        for word in words
    ]
    return SpeechData(
        LANGUAGE,
        _text(words),
        start_time=start + words[0].start if words else start,
        end_time=start + words[-1].end if words else start,
        confidence=confidence(words),
        words=timed,
    )


def _text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def _samples(event: VADEvent) -> bytes:
    return b"".join(bytes(frame.data.cast("B")) for frame in event.frames)


def _size(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE) * 2


def _seconds(size: int) -> float:
    return size / 2 / SAMPLE_RATE

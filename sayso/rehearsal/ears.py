"""The person's speech behind LiveKit's VAD and STT interfaces: detected and recognised when the scenario says so."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any

from livekit import rtc
from livekit.agents import APIConnectionError, LanguageCode, stt, vad
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import AudioBuffer

from sayso.rehearsal.sound import FRAME, SOUNDED

SPEECH = 0.05
"""Seconds of speech until the detector believes it."""


class Mouth:
    """When the person speaks."""

    def __init__(self) -> None:
        self._changes = [(float("-inf"), False)]
        self.listened = float("-inf")
        """Up to when the detector has listened. A recogniser takes longer than that for its words."""

    @property
    def speaking(self) -> bool:
        return self._changes[-1][1]

    @speaking.setter
    def speaking(self, value: bool) -> None:
        self._changes.append((time.monotonic(), value))

    def spoke(self, at: float) -> bool:
        """Whether it was open then."""
        return next(value for since, value in reversed(self._changes) if since <= at)


def sounded(frame: rtc.AudioFrame) -> float:
    """When a frame's sound was: listeners hear the same at the same time, however late they come to it."""
    return float(frame.userdata.get(SOUNDED, time.monotonic()))


class Detector(vad.VAD):
    """Detects speech while the person's mouth is open."""

    def __init__(self, mouth: Mouth, silence: float) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=FRAME))
        self.mouth = mouth
        self.silence = silence

    @property
    def model(self) -> str:
        return "rehearsal"

    def stream(self) -> vad.VADStream:
        return DetectorStream(self)


class DetectorStream(vad.VADStream):
    """Looks at the mouth once for each frame of the microphone."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._speaks = False
        self._speech = self._silence = 0.0
        """Seconds without a break, by the raw signal."""
        self._spoken = self._quiet = 0.0
        """Seconds of the segment that counts, as it is told."""
        self._samples = 0
        self._probability = 0.0
        super().__init__(detector)

    async def _main_task(self) -> None:
        async for frame in self._input_ch:
            if isinstance(frame, rtc.AudioFrame):
                self._look(frame)
                self._detector.mouth.listened = sounded(frame)
            else:
                self._speaks, self._speech, self._silence = False, 0.0, 0.0
                self._spoken = self._quiet = 0.0

    def _look(self, frame: rtc.AudioFrame) -> None:
        step, speaks = frame.duration, self._detector.mouth.spoke(sounded(frame))
        self._samples += frame.samples_per_channel
        if speaks:
            self._speech, self._silence = self._speech + step, 0.0
        else:
            self._speech, self._silence = 0.0, self._silence + step
        if self._speaks:
            self._spoken += step
        else:
            self._quiet += step
        self._probability = 1.0 if speaks else 0.0
        self._tell(vad.VADEventType.INFERENCE_DONE, frame)
        if not self._speaks and self._speech >= SPEECH:
            self._speaks, self._spoken, self._quiet = True, self._speech, 0.0
            self._tell(vad.VADEventType.START_OF_SPEECH, frame)
        elif self._speaks and self._silence >= self._detector.silence:
            self._speaks, self._quiet = False, self._silence
            self._tell(vad.VADEventType.END_OF_SPEECH, frame)
            self._spoken = 0.0

    def _tell(self, kind: vad.VADEventType, frame: rtc.AudioFrame) -> None:
        ended = kind == vad.VADEventType.END_OF_SPEECH
        self._event_ch.send_nowait(
            vad.VADEvent(
                type=kind,
                samples_index=self._samples,
                timestamp=time.time(),
                speech_duration=max(0.0, self._spoken - self._silence) if ended else self._spoken,
                silence_duration=self._quiet,
                # However late it comes to the sound, it is told when that was.
                inference_duration=max(0.0, time.monotonic() - sounded(frame)),
                frames=[frame],
                probability=self._probability,
                speaking=self._speaks and not ended,
                raw_accumulated_silence=self._silence,
                raw_accumulated_speech=self._speech,
            )
        )


class Recogniser(stt.STT[Any]):
    """Recognises what it is told that the person has said."""

    def __init__(self, mouth: Mouth) -> None:
        self.mouth = mouth
        capabilities = stt.STTCapabilities(streaming=True, interim_results=True, offline_recognize=False)
        super().__init__(capabilities=capabilities)
        self._streams: list[RecogniserStream] = []

    @property
    def model(self) -> str:
        return "rehearsal"

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002 (LiveKit's signature)
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> RecogniserStream:
        stream = RecogniserStream(self.mouth, stt=self, conn_options=conn_options)
        self._streams.append(stream)
        return stream

    async def _recognize_impl(
        self, buffer: AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> stt.SpeechEvent:
        raise NotImplementedError("what is said is told to the stream")

    def break_off(self) -> None:
        for stream in self._streams:
            stream.broken = True

    def recognise(self, text: str, *, final: bool, began: float, ended: float, confidence: float) -> None:
        """The person's words so far, or in the end; the times by time.time()."""
        kind = stt.SpeechEventType.FINAL_TRANSCRIPT if final else stt.SpeechEventType.INTERIM_TRANSCRIPT
        for stream in self._streams:
            stream.tell(kind, text, began, ended, confidence)


class RecogniserStream(stt.RecognizeStream):
    """One listening; it hears only silence, and tells what it is told."""

    broken = False
    """Whether it breaks off with the next sound."""

    def __init__(self, mouth: Mouth, **options: Any) -> None:
        self._mouth = mouth
        self._said: deque[tuple[float, stt.SpeechEvent]] = deque()
        """What was said and not recognised yet: that comes when the sound of then has come."""
        super().__init__(**options)

    async def _run(self) -> None:
        self.begun = time.time()
        async for _ in self._input_ch:
            if self.broken:
                self.broken = False
                raise APIConnectionError("the recogniser broke off, as the scenario says")
            while self._said and self._said[0][0] <= self._mouth.listened:
                self._event_ch.send_nowait(self._said.popleft()[1])
            await asyncio.sleep(0)

    def tell(self, kind: stt.SpeechEventType, text: str, began: float, ended: float, confidence: float) -> None:
        if self._event_ch.closed:
            return
        begun = getattr(self, "begun", began)
        data = stt.SpeechData(
            LanguageCode("en"),
            text,
            start_time=max(0.0, began - begun),
            end_time=max(0.0, ended - begun),
            confidence=confidence,
        )
        self._said.append((time.monotonic(), stt.SpeechEvent(kind, alternatives=[data])))

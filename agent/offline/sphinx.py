"""Speech to text without a key or a network: pocketsphinx with its English language model, as LiveKit's STT.

It streams: guesses while the person speaks, the words as soon as the person has stopped. LiveKit's own voice
detector says what is speech, because pocketsphinx hears words in any noise.
"""

from __future__ import annotations

import asyncio
import weakref
from importlib.util import find_spec

import numpy as np
from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, LanguageCode, inference, stt
from livekit.agents.types import NOT_GIVEN, NotGivenOr
from livekit.agents.utils import AudioBuffer, aio, combine_frames, is_given, shortuuid
from livekit.agents.vad import VAD

from agent.offline.listening import LANGUAGE, SAMPLE_RATE, Listener, transcript
from agent.offline.recogniser import RECOGNISERS, Recogniser
from sayso.problems import Problem, SaysoError

# Silence that ends an utterance: long enough for the breath after "no, ..." and short enough not to be felt.
_END_SILENCE = 0.4

# The language model scores every word of a long buffer twice; ten times faster than speech on a slow machine.
_SECONDS_PER_SECOND = 2.0


class SphinxSTT(stt.STT[str]):
    """Hears English. `vad` says what is speech; the one that comes with LiveKit does when it is not given."""

    def __init__(self, *, vad: VAD | None = None) -> None:
        if find_spec("pocketsphinx") is None:
            raise SaysoError(
                Problem(
                    "no-pocketsphinx",
                    "",
                    "offline speech recognition needs pocketsphinx, which is not installed",
                    "run: pip install 'sayso[offline]'",
                )
            )
        super().__init__(
            capabilities=stt.STTCapabilities(streaming=True, interim_results=True, aligned_transcript="word")
        )
        self._vad = vad or inference.VAD(min_silence_duration=_END_SILENCE)
        self._streams: weakref.WeakSet[SphinxStream] = weakref.WeakSet()

    @property
    def model(self) -> str:
        return "en-us"

    @property
    def provider(self) -> str:
        return "pocketsphinx"

    def prewarm(self) -> None:
        """Loads a model in the background, once for each process; the next stream takes it."""
        RECOGNISERS.warm()

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> SphinxStream:
        _check(language)
        stream = SphinxStream(stt=self, vad=self._vad, conn_options=conn_options)
        self._streams.add(stream)
        return stream

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        _check(language)
        samples = _mono(buffer)
        timeout = conn_options.timeout + len(samples) / 2 / SAMPLE_RATE * _SECONDS_PER_SECOND
        recogniser = RECOGNISERS.take()
        try:
            await recogniser.begin(new_person=True, timeout=conn_options.timeout)
            words = await recogniser.finish(samples, timeout=timeout)
        finally:
            RECOGNISERS.give_back(recogniser)
        return stt.SpeechEvent(
            stt.SpeechEventType.FINAL_TRANSCRIPT, shortuuid("sphinx_"), alternatives=[transcript(words, start=0.0)]
        )

    async def aclose(self) -> None:
        for stream in list(self._streams):
            await stream.aclose()


class SphinxStream(stt.RecognizeStream):
    """One person's voice. Each stream has a recogniser of its own, so two of them never mix."""

    def __init__(self, *, stt: SphinxSTT, vad: VAD, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options, sample_rate=SAMPLE_RATE)
        self._vad = vad

    async def _run(self) -> None:
        recogniser = RECOGNISERS.take()
        try:
            await self._listen(recogniser)
        finally:
            RECOGNISERS.give_back(recogniser)

    async def _listen(self, recogniser: Recogniser) -> None:
        listener = Listener(
            recogniser, self._event_ch.send_nowait, timeout=self._conn_options.timeout, offset=self.start_time_offset
        )
        pushed = 0.0
        more = True
        while more:
            more, seconds = await self._until_flush(listener, since=pushed)
            pushed += seconds

    async def _until_flush(self, listener: Listener, *, since: float) -> tuple[bool, float]:
        """Hears what comes before the next flush; says whether more may come after it, and how long it was."""
        voice = self._vad.stream()

        async def feed() -> tuple[bool, float]:
            seconds = 0.0
            async for item in self._input_ch:
                if isinstance(item, self._FlushSentinel):
                    voice.end_input()
                    return True, seconds
                voice.push_frame(item)
                seconds += item.duration
            voice.end_input()
            return False, seconds

        feeding = asyncio.create_task(feed())
        listening = asyncio.create_task(listener.follow(voice, since=since))
        try:
            fed, _ = await asyncio.gather(feeding, listening)
        finally:
            await aio.cancel_and_wait(feeding, listening)
            await voice.aclose()
        return fed


def _check(language: NotGivenOr[str]) -> None:
    if is_given(language) and LanguageCode(language).language != LANGUAGE.language:
        raise ValueError(f"the offline recogniser hears English only, not {language!r}")


def _mono(buffer: AudioBuffer) -> bytes:
    """The buffer as the recogniser takes it: 16 kHz, one channel."""
    frame = combine_frames(buffer)
    samples = np.frombuffer(frame.data, dtype=np.int16)
    if frame.num_channels > 1:
        samples = samples.reshape(-1, frame.num_channels).mean(axis=1).astype(np.int16)
    if frame.sample_rate == SAMPLE_RATE or not len(samples):
        return samples.tobytes()
    resampler = rtc.AudioResampler(frame.sample_rate, SAMPLE_RATE, quality=rtc.AudioResamplerQuality.HIGH)
    frames = [*resampler.push(bytearray(samples.tobytes())), *resampler.flush()]
    return b"".join(bytes(part.data.cast("B")) for part in frames)

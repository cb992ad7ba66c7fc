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

from agent.offline.listening import LANGUAGE, SAMPLE_RATE, Listener
from agent.offline.recogniser import RECOGNISERS, Recogniser
from sayso.problems import Problem, SaysoError

# Silence that ends an utterance: long enough for the breath after "no, ..." and short enough not to be felt.
_END_SILENCE = 0.4

FINAL = stt.SpeechEventType.FINAL_TRANSCRIPT


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
        self._recognize_metrics_needed = False  # the stream below `recognize` reports what it heard
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
        # Trying again is for the caller: a stream goes on with what comes next, and here nothing does.
        async with self.stream(conn_options=APIConnectOptions(max_retry=0, timeout=conn_options.timeout)) as stream:
            stream.push_frame(_mono(buffer))
            stream.end_input()
            said = [event.alternatives[0] async for event in stream if event.type == FINAL]
        return stt.SpeechEvent(FINAL, shortuuid("sphinx_"), [_joined(said)])

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


def _mono(buffer: AudioBuffer) -> rtc.AudioFrame:
    """The buffer as one frame of one channel."""
    frame = combine_frames(buffer)
    if frame.num_channels == 1:
        return frame
    samples = np.frombuffer(frame.data, dtype=np.int16).reshape(-1, frame.num_channels).mean(axis=1)
    return rtc.AudioFrame(samples.astype(np.int16).tobytes(), frame.sample_rate, 1, frame.samples_per_channel)


def _joined(said: list[stt.SpeechData]) -> stt.SpeechData:
    """Several utterances as one; none is an empty one."""
    words = [word for data in said for word in data.words or []]
    return stt.SpeechData(
        LANGUAGE,
        " ".join(data.text for data in said),
        start_time=said[0].start_time if said else 0.0,
        end_time=said[-1].end_time if said else 0.0,
        confidence=sum(data.confidence for data in said) / len(said) if said else 0.0,
        words=words,
    )

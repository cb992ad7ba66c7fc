"""Text to speech without a key or a network: espeak-ng, a program of Debian, as LiveKit's TTS."""

from __future__ import annotations

import asyncio
import re
import shutil
import struct
import subprocess
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectionError,
    APIConnectOptions,
    APIError,
    APITimeoutError,
    tokenize,
    tts,
)
from livekit.agents.types import TimedString
from livekit.agents.utils import aio, shortuuid

from sayso.problems import Problem, SaysoError

_PROGRAM = "espeak-ng"

# Before the samples comes the header of a WAV file; its sizes are made up, because the program can't know them yet.
_HEADER = 44

# Espeak reads [[...]] as phonemes, and what follows a control character as a command to itself.
_PHONEMES = re.compile(r"\[(?=\[)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")

_CHUNK = 8192


class EspeakTTS(tts.TTS[str]):
    """Speaks at once and without end: the first sound takes a hundredth of a second, an hour of speech a few seconds.

    `voice` is one of `espeak-ng --voices`, `rate` in words a minute (80 to 450), `pitch` from 0 to 99.
    """

    def __init__(self, voice: str = "en-us", *, rate: int = 165, pitch: int = 50) -> None:
        if not 80 <= rate <= 450 or not 0 <= pitch <= 99:
            raise ValueError("rate goes from 80 to 450 words a minute, pitch from 0 to 99")
        # --stdin: a text on the command line could be read by everybody on this machine, and begin with a dash.
        options = ["--stdout", "--stdin", "-b", "1", "-v", voice, "-s", str(rate), "-p", str(pitch)]
        program = shutil.which(_PROGRAM)
        if program is None:
            raise SaysoError(
                Problem(
                    "no-espeak",
                    "",
                    "the offline voice needs the program espeak-ng, which is not on the PATH",
                    "run: apt-get install espeak-ng",
                )
            )
        self._command = (program, *options)
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=_sample_rate(self._command, voice),
            num_channels=1,
        )
        self._voice = voice

    @property
    def model(self) -> str:
        return self._voice

    @property
    def provider(self) -> str:
        return _PROGRAM

    @property
    def hush(self) -> bytes:
        """What is heard of a text that has no sound, such as a lone space: LiveKit takes no audio for a failure."""
        return bytes(self.sample_rate // 20 * 2)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> EspeakChunkedStream:
        return EspeakChunkedStream(tts=self, input_text=text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> EspeakStream:
        return EspeakStream(tts=self, conn_options=conn_options)

    async def speak(self, text: str, *, timeout: float) -> AsyncGenerator[bytes]:
        """The samples of the text as they come. The program is gone when this ends, however it ends."""
        heard = False
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the agent
            )
        except OSError as error:
            raise APIConnectionError(f"espeak-ng could not be started: {error.strerror}") from None
        text_in = cast("asyncio.StreamWriter", process.stdin)
        audio_out = cast("asyncio.StreamReader", process.stdout)
        try:
            text_in.write(sayable(text).encode())
            text_in.close()
            async with asyncio.timeout(timeout):
                await _skip(audio_out, _HEADER)
            while True:
                async with asyncio.timeout(timeout):
                    samples = await audio_out.read(_CHUNK)
                if not samples:
                    break
                heard = True
                yield samples
            async with asyncio.timeout(timeout):
                code = await process.wait()
        except TimeoutError:
            raise APITimeoutError("espeak-ng did not answer in time") from None
        finally:
            await _end(process, audio_out)
        if code != 0:
            raise APIError(f"espeak-ng ended with {code}", retryable=not heard)
        if not heard:
            yield self.hush


class EspeakChunkedStream(tts.ChunkedStream):
    """A text that is whole from the start."""

    def __init__(self, *, tts: EspeakTTS, input_text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, input_text=input_text, conn_options=conn_options)
        self._espeak = tts

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=shortuuid("espeak_"),
            sample_rate=self._espeak.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
        )
        async with aclosing(self._espeak.speak(self.input_text, timeout=self._conn_options.timeout)) as audio:
            async for samples in audio:
                output_emitter.push(samples)
        output_emitter.flush()


class EspeakStream(tts.SynthesizeStream):
    """A text that comes in pieces: each sentence is spoken as soon as it is whole."""

    def __init__(self, *, tts: EspeakTTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, conn_options=conn_options)
        self._espeak = tts
        self._given_text = False

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=shortuuid("espeak_"),
            sample_rate=self._espeak.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=shortuuid("espeak_"))
        sentences = tokenize.blingfire.SentenceTokenizer(retain_format=True).stream()
        tasks = [
            asyncio.create_task(self._read(sentences)),
            asyncio.create_task(self._speak(sentences, output_emitter)),
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            await aio.cancel_and_wait(*tasks)
            await sentences.aclose()

    async def _read(self, sentences: tokenize.SentenceStream) -> None:
        async for part in self._input_ch:
            if isinstance(part, str):
                self._given_text |= bool(part.strip())
                sentences.push_text(_CONTROLS.sub(" ", part))  # half a character breaks LiveKit's tokenizer
            else:
                sentences.flush()
        sentences.end_input()

    async def _speak(self, sentences: tokenize.SentenceStream, output_emitter: tts.AudioEmitter) -> None:
        spoken = 0.0
        async for sentence in sentences:
            output_emitter.push_timed_transcript(TimedString(sentence.token, start_time=spoken))
            if not sentence.token.strip():
                continue
            self._mark_started()
            async with aclosing(self._espeak.speak(sentence.token, timeout=self._conn_options.timeout)) as audio:
                async for samples in audio:
                    output_emitter.push(samples)
                    spoken += len(samples) / 2 / self._espeak.sample_rate
            # Hand out the rest of the sentence now: the next one may be long in coming.
            output_emitter.flush()
        if self._given_text and not spoken:
            output_emitter.push(self._espeak.hush)


def sayable(text: str) -> str:
    """The text without what espeak would take for commands to itself."""
    return _PHONEMES.sub("[ ", _CONTROLS.sub(" ", text))


def _sample_rate(command: tuple[str, ...], voice: str) -> int:
    """What this voice speaks at. Asks the program, which also shows that it has the voice."""
    tried = subprocess.run(command, input=b"a", capture_output=True, check=False, timeout=10)
    if tried.returncode != 0 or len(tried.stdout) <= _HEADER:
        raise SaysoError(
            Problem(
                "no-espeak-voice",
                "",
                f'espeak-ng has no voice "{voice}" that speaks',
                "set SAYSO_TTS_VOICE to one of those that it lists: espeak-ng --voices",
            )
        )
    rate: int = struct.unpack_from("<I", tried.stdout, 24)[0]
    return rate


async def _skip(output: asyncio.StreamReader, count: int) -> None:
    # A text without any sound has no header either.
    while count and (skipped := await output.read(count)):
        count -= len(skipped)


async def _end(process: asyncio.subprocess.Process, audio_out: asyncio.StreamReader) -> None:
    """Kills what still runs, and empties its pipe: asyncio takes a process for alive until then."""
    if process.returncode is None:
        process.kill()
    await audio_out.read()
    await process.wait()

"""A microphone that plays a WAV, and a loudspeaker that counts what it played, both in real time."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from livekit import rtc
from livekit.agents.voice.io import AudioInput, AudioOutput, AudioOutputCapabilities

RATE = 16000
_FRAME = 0.02


def spoken(text: str, folder: Path) -> bytes:
    """A person's voice as 16-bit mono samples at RATE."""
    if shutil.which("flite") is None:
        pytest.skip("needs flite: apt-get install flite")
    file = folder / f"{abs(hash(text))}.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(file)], check=True, capture_output=True)
    return wav(file)


def wav(file: Path) -> bytes:
    import wave

    with wave.open(str(file), "rb") as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (RATE, 1, 2)
        return opened.readframes(opened.getnframes())


class Microphone(AudioInput):
    """Silence, and whatever it is told to play."""

    def __init__(self) -> None:
        super().__init__(label="a microphone of the tests")
        self._sound = b""
        self._next = 0.0

    def play(self, pcm: bytes) -> None:
        self._sound += pcm

    async def __anext__(self) -> rtc.AudioFrame:
        # The pace of a real microphone: endpointing looks at the clock.
        now = time.perf_counter()
        self._next = max(self._next + _FRAME, now - 0.2)
        await asyncio.sleep(max(0.0, self._next - now))
        size = int(RATE * _FRAME) * 2
        piece, self._sound = self._sound[:size], self._sound[size:]
        return rtc.AudioFrame(piece.ljust(size, b"\0"), RATE, 1, size // 2)


class Loudspeaker(AudioOutput):
    """Plays at the speed of sound, and keeps what was played for the test to look at."""

    def __init__(self) -> None:
        super().__init__(label="a loudspeaker of the tests", capabilities=AudioOutputCapabilities(pause=False))
        self.segments: list[float] = []
        """The length of everything that was played to its end, in seconds."""
        self.samples = b""
        self.rate = 0
        self.finished = asyncio.Event()
        self._begun = 0.0
        self._pushed = 0.0
        self._playing: asyncio.Task[None] | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._pushed:
            self._begun = time.time()
            self.on_playback_started(created_at=self._begun)
        self._pushed += frame.duration
        self.samples += frame.data.tobytes()
        self.rate = frame.sample_rate

    def flush(self) -> None:
        super().flush()
        if self._pushed and self._playing is None:
            self._playing = asyncio.create_task(self._play_out())

    def clear_buffer(self) -> None:
        if self._pushed:
            self._end(min(self._pushed, time.time() - self._begun), interrupted=True)

    async def _play_out(self) -> None:
        await asyncio.sleep(max(0.0, self._begun + self._pushed - time.time()))
        self._playing = None
        self.segments.append(self._pushed)
        self._end(self._pushed, interrupted=False)
        self.finished.set()

    def _end(self, position: float, *, interrupted: bool) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None
        self._pushed = 0.0
        self.on_playback_finished(playback_position=position, interrupted=interrupted)

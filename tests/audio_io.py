"""A microphone and a loudspeaker for a whole session without a room or a device, at the pace of real ones."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from livekit import rtc
from livekit.agents.voice.io import AudioInput, AudioOutput, AudioOutputCapabilities

_FRAME = 0.02


class Microphone(AudioInput):
    """Delivers what it is given to hear, and silence before, between and after."""

    def __init__(self, rate: int = 48000) -> None:
        super().__init__(label="Microphone")
        self.rate = rate
        self._sound = bytearray()
        self._next = 0.0
        self._silent = asyncio.Event()
        self._silent.set()

    def hears(self, samples: bytes) -> None:
        """16-bit mono samples at the rate of the microphone; plays after what is still playing."""
        self._sound += samples
        self._silent.clear()

    async def falls_silent(self) -> None:
        """Returns when everything that it was given to hear has been delivered."""
        await self._silent.wait()

    async def __anext__(self) -> rtc.AudioFrame:
        now = time.perf_counter()
        self._next = max(self._next + _FRAME, now - 0.2)  # after a hold-up it catches up, as a device's buffer does
        await asyncio.sleep(max(0.0, self._next - now))
        size = int(self.rate * _FRAME) * 2
        piece = bytes(self._sound[:size])
        del self._sound[:size]
        if not self._sound:
            self._silent.set()
        return rtc.AudioFrame(piece.ljust(size, b"\0"), self.rate, 1, size // 2)


@dataclass(frozen=True)
class Played:
    """One piece of speech that came out of the loudspeaker."""

    seconds: float
    interrupted: bool


class Loudspeaker(AudioOutput):
    """Takes as long to play as it would sound, and keeps what was played."""

    def __init__(self, rate: int | None = None) -> None:
        """`rate`: what it wants to be given; None takes whatever comes."""
        super().__init__(label="Loudspeaker", capabilities=AudioOutputCapabilities(pause=False), sample_rate=rate)
        self.played: list[Played] = []
        self.samples = bytearray()
        self.rate = rate or 0
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = 0.0
        self._given = 0.0
        self._end: asyncio.TimerHandle | None = None

    async def has_played(self, count: int = 1) -> list[Played]:
        """Returns when so many pieces of speech have ended, cut short or not."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.played) >= count)
        return self.played

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._given:
            self._begun = time.time()
            self.on_playback_started(created_at=self._begun)
        self._given += frame.duration
        self.rate = frame.sample_rate
        self.samples += frame.data.cast("B")

    def flush(self) -> None:
        super().flush()
        if self._given and self._end is None:
            left = self._begun + self._given - time.time()
            self._end = asyncio.get_running_loop().call_later(max(0.0, left), self._finish, False)

    def clear_buffer(self) -> None:
        if self._given:
            self._finish(True)

    def _finish(self, interrupted: bool) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
        seconds = min(self._given, time.time() - self._begun) if interrupted else self._given
        self._given = 0.0
        self.played.append(Played(seconds, interrupted))
        self.on_playback_finished(playback_position=seconds, interrupted=interrupted)
        task = asyncio.ensure_future(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

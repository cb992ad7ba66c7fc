"""A microphone and a loudspeaker for a whole session without a room or a device, which remember what they did."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from livekit import rtc

from sayso.rehearsal import sound


class Microphone(sound.Microphone):
    """Delivers what it is given to hear, and silence before, between and after."""

    def __init__(self, rate: int = 48000) -> None:
        super().__init__(rate)
        self._sound = bytearray()

    def hears(self, samples: bytes) -> None:
        """16-bit mono samples at the rate of the microphone; plays after what is still playing."""
        self._sound += samples

    def _piece(self, size: int) -> bytes:
        piece = bytes(self._sound[:size])
        del self._sound[:size]
        return piece


@dataclass(frozen=True)
class Played:
    """One piece of speech that came out of the loudspeaker."""

    seconds: float
    interrupted: bool


class Loudspeaker(sound.Loudspeaker):
    """Keeps what was played."""

    def __init__(self, rate: int | None = None) -> None:
        super().__init__(rate)
        self.played: list[Played] = []
        self.samples = bytearray()
        self.rate = rate or 0
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    async def has_played(self, count: int = 1) -> list[Played]:
        """Returns when so many pieces of speech have ended, cut short or not."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.played) >= count)
        return self.played

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        self.rate = frame.sample_rate
        self.samples += frame.data.cast("B")
        await super().capture_frame(frame)

    def on_playback_finished(self, *, playback_position: float, interrupted: bool, **more: Any) -> None:
        self.played.append(Played(playback_position, interrupted))
        super().on_playback_finished(playback_position=playback_position, interrupted=interrupted, **more)
        task = asyncio.ensure_future(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

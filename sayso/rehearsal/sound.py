"""A microphone and a loudspeaker at the pace of real ones, without a room or a device, with RoomIO's abilities."""

from __future__ import annotations

import asyncio
import time

from livekit import rtc
from livekit.agents.voice.io import AudioInput, AudioOutput, AudioOutputCapabilities

RATE = 16_000
FRAME = 0.02
BUFFER = 1.0
"""Seconds of sound that wait where nobody took it in time; of what is older, a part is lost."""

SOUNDED = "sayso_sounded"
"""In a frame's user data: when it sounded, by time.monotonic(). Whoever listens may come to it late."""


class Microphone(AudioInput):
    """Frames in real time, of silence where nothing else is to be heard."""

    def __init__(self, rate: int = RATE) -> None:
        super().__init__(label="Microphone")
        self.rate = rate
        self.latest = 0.0
        """By how many seconds a frame was too late at most."""
        self._next = 0.0

    async def __anext__(self) -> rtc.AudioFrame:
        now = time.monotonic()
        if self._next:
            self.latest = max(self.latest, now - self._next - FRAME)
        # After a hold-up it catches up, as a device's buffer does.
        self._next = self._next + FRAME if self._next + FRAME >= now - BUFFER else now
        await asyncio.sleep(max(0.0, self._next - now))
        size = int(self.rate * FRAME) * 2
        sound = self._piece(size).ljust(size, b"\0")
        return rtc.AudioFrame(sound, self.rate, 1, size // 2, userdata={SOUNDED: self._next})

    def _piece(self, size: int) -> bytes:  # noqa: ARG002 -- for those that hear something
        """The next so many bytes of what is heard; silence follows what is less."""
        return b""


class Loudspeaker(AudioOutput):
    """Takes as long to play as it would sound; can be paused and cleared."""

    def __init__(self, rate: int | None = RATE) -> None:
        """`rate`: what it wants to be given; None takes whatever comes."""
        super().__init__(label="Loudspeaker", capabilities=AudioOutputCapabilities(pause=True), sample_rate=rate)
        self._given = 0.0
        """Seconds of the present piece that it was given."""
        self._played = 0.0
        """Seconds of it that were played before `_since`."""
        self._since: float | None = None
        """Since when it plays; None while it does not."""
        self._paused = False
        self._flushed = False
        self._free = asyncio.Event()
        """Set unless a piece that was given whole is still played."""
        self._free.set()
        self._end: asyncio.TimerHandle | None = None

    @property
    def position(self) -> float:
        """Seconds of the present piece that have been played."""
        running = 0.0 if self._since is None else time.monotonic() - self._since
        return min(self._given, self._played + running)

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        # A speech whose voice failed is done before its sound is; the next one's must not be taken for more of it.
        await self._free.wait()
        await super().capture_frame(frame)
        begins = self._given == 0
        # Where it ran dry it goes on from there, not from where it would be by now.
        self._played = self.position
        self._given += frame.duration
        if not self._paused:
            self._since = time.monotonic()
        if begins:
            self.on_playback_started(created_at=time.time())

    def flush(self) -> None:
        super().flush()
        self._flushed = self._given > 0
        if self._flushed:
            self._free.clear()
        self._set_end()

    def clear_buffer(self) -> None:
        if self._given:
            self._finish(interrupted=True)

    def pause(self) -> None:
        super().pause()
        self._played, self._since, self._paused = self.position, None, True
        self._set_end()

    def resume(self) -> None:
        super().resume()
        self._paused = False
        if self._given and self._since is None:
            self._since = time.monotonic()
        self._set_end()

    def _set_end(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if self._flushed and self._since is not None:
            left = self._given - self.position
            self._end = asyncio.get_running_loop().call_later(max(0.0, left), self._finish)

    def _finish(self, interrupted: bool = False) -> None:
        position = self.position if interrupted else self._given
        self._given = self._played = 0.0
        self._since, self._flushed = None, False
        self._free.set()
        self._set_end()
        self.on_playback_finished(playback_position=position, interrupted=interrupted)

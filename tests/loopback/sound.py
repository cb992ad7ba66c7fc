"""Sound without a voice: tones of a known length, and an ear that notices where sound begins and ends."""

from __future__ import annotations

from typing import Literal

import numpy as np

SECONDS_PER_CHARACTER = 0.05


def tone(seconds: float, rate: int, pitch: float = 220.0) -> bytes:
    """A 16-bit mono tone of exactly so many samples."""
    times = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * pitch * times)).astype("<i2").tobytes()


def spoken_seconds(text: str) -> float:
    """How long a loopback voice speaks for a text."""
    return len(text.strip()) * SECONDS_PER_CHARACTER


def loudness(pcm: bytes) -> float:
    """The root mean square of 16-bit samples."""
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float64)
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0


class Ear:
    """Says where sound starts and ends, by the audio's own time and never by a clock."""

    def __init__(self, rate: int, *, pause: float, threshold: float = 300.0) -> None:
        self.seconds = 0.0
        """How much was heard so far."""
        self.hearing = False
        self.started = 0.0
        """Where the latest sound began."""
        self._rate, self._pause, self._threshold = rate, pause, threshold
        self._quiet = 0.0

    def hear(self, pcm: bytes) -> Literal["start", "end"] | None:
        length = len(pcm) / 2 / self._rate
        self.seconds += length
        if loudness(pcm) > self._threshold:
            self._quiet = 0.0
            if not self.hearing:
                self.hearing, self.started = True, self.seconds - length
                return "start"
            return None
        self._quiet += length
        return self.stop() if self.hearing and self._quiet >= self._pause else None

    def stop(self) -> Literal["end"] | None:
        """Ends the sound that is going on, as a client's finalize does."""
        was, self.hearing = self.hearing, False
        return "end" if was else None

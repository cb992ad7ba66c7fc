"""A person's voice for the tests: flite, a program of Debian. The agent's own voice is espeak-ng."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from functools import lru_cache
from pathlib import Path

import pytest
from livekit import rtc


def flite(
    text: str,
    voice: str = "kal16",
    *,
    rate: int = 16000,
    before: float = 0.0,
    after: float = 0.0,
    stretch: float | None = None,
) -> bytes:
    """The text as 16-bit mono samples, with seconds of silence before and after it.

    `stretch`: above 1 is slower; left out, as the voice has it by itself, which for kal16 is not 1.

    pocketsphinx understands kal16 and rms best (some 6 words of 100 wrong), then awb; slt says "appointment" in a
    way that it never gets.
    """
    if shutil.which("flite") is None:
        pytest.skip("needs flite: apt-get install flite")
    return _silence(before, rate) + _spoken(text, voice, rate, stretch) + _silence(after, rate)


def frames(samples: bytes, rate: int = 16000, *, milliseconds: int = 20) -> list[rtc.AudioFrame]:
    """The samples in pieces as a microphone delivers them; the last is filled up with silence."""
    size = rate * milliseconds // 1000 * 2
    pieces = (samples[start : start + size].ljust(size, b"\0") for start in range(0, len(samples), size))
    return [rtc.AudioFrame(piece, rate, 1, size // 2) for piece in pieces]


@lru_cache(maxsize=256)
def _spoken(text: str, voice: str, rate: int, stretch: float | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "voice.wav"
        pace = [] if stretch is None else ["--setf", f"duration_stretch={stretch}"]
        command = ["flite", "-voice", voice, *pace, "-t", text, "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(file), "rb") as sound:
            samples, own_rate = sound.readframes(sound.getnframes()), sound.getframerate()
    if own_rate == rate:
        return samples
    resampler = rtc.AudioResampler(own_rate, rate, quality=rtc.AudioResamplerQuality.HIGH)
    return b"".join(bytes(part.data.cast("B")) for part in [*resampler.push(bytearray(samples)), *resampler.flush()])


def _silence(seconds: float, rate: int) -> bytes:
    return bytes(int(seconds * rate) * 2)

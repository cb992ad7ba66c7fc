"""The agent's voice behind LiveKit's TTS interface: every text is a hum as long as the text."""

from __future__ import annotations

import asyncio
from typing import Any

from livekit.agents import APIError, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from sayso.rehearsal.sound import RATE

STALL = 1.5
"""Seconds for which a voice halts that stalls."""


class HoarseError(APIError):
    """It failed because it was to fail."""


def leave_it(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What LiveKit leaves of a voice that failed is nothing to tell of."""
    if not isinstance(context.get("exception"), HoarseError):
        loop.default_exception_handler(context)


class Mouthpiece(tts.TTS[Any]):
    """Speaks at the same pace whatever it says, so that it is known which words were played when."""

    def __init__(self, pace: float) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False, aligned_transcript=False),
            sample_rate=RATE,
            num_channels=1,
        )
        self.pace = pace
        self.trouble = ""
        """What goes wrong with what it is to say next, by its name in `form.FAULTS`."""

    @property
    def model(self) -> str:
        return "rehearsal"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> MouthpieceStream:
        return MouthpieceStream(tts=self, input_text=text, conn_options=conn_options)


class MouthpieceStream(tts.ChunkedStream):
    """One text."""

    def __init__(self, *, tts: Mouthpiece, input_text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, input_text=input_text, conn_options=conn_options)
        self._pace = tts.pace
        self._trouble, tts.trouble = tts.trouble, ""

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        if self._trouble == "voice":
            raise HoarseError("the voice failed, as the scenario says", retryable=False)
        output_emitter.initialize(request_id="hum", sample_rate=RATE, num_channels=1, mime_type="audio/pcm")
        samples = max(RATE // 50, int(len(self.input_text) * self._pace * RATE))
        if self._trouble:
            first = samples // 4
            self._hum(output_emitter, first)
            samples -= first
            # What was given is played by then.
            await asyncio.sleep(first / RATE + (STALL if self._trouble == "voice stalls" else 0))
        if self._trouble == "voice breaks off":
            raise HoarseError("the voice broke off, as the scenario says", retryable=False)
        self._hum(output_emitter, samples)

    def _hum(self, output_emitter: tts.AudioEmitter, samples: int) -> None:
        output_emitter.push(b"\x40\x00" * samples)
        output_emitter.flush()

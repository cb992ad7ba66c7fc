"""People in a room: each a real rtc client of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from livekit import api, rtc
from livekit.agents.types import ATTRIBUTE_AGENT_STATE

from tests.rooms.hotel import KEY, SECRET, Hotel

RATE = 48000


@dataclass(frozen=True)
class Heard:
    """A part of LiveKit's transcription stream."""

    speaker: str
    text: str
    final: bool


@dataclass
class Guest:
    """A client with what it saw, heard and read."""

    identity: str
    room: rtc.Room
    heard: list[Heard] = field(default_factory=list)
    loudness: float = 0.0
    """The loudest moment of the agent's voice."""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _speech: asyncio.Queue[bytes] | None = None

    @property
    def sid(self) -> str:
        return self.room.local_participant.sid

    @property
    def agent(self) -> rtc.RemoteParticipant | None:
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        return next((p for p in self.room.remote_participants.values() if p.kind == kind), None)

    def finals(self, speaker: str) -> list[str]:
        return [h.text for h in self.heard if h.final and h.speaker == speaker]

    async def hears(self, words: str, *, times: int = 1, seconds: float = 60) -> str:
        """Waits until the agent has said something with these words, whole, so many times."""

        def found() -> str | None:
            agent = self.agent
            said = self.finals(agent.identity) if agent is not None else []
            fit = [text for text in said if words.lower() in text.lower()]
            return fit[times - 1] if len(fit) >= times else None

        try:
            async with asyncio.timeout(seconds), self.news:
                await self.news.wait_for(found)
        except TimeoutError:
            raise AssertionError(f"{words!r} was not said; what was: {self.heard}") from None
        return found() or ""

    async def waits_for(self, *, agent: bool, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: (self.agent is not None) == agent)

    async def has_heard_all(self, seconds: float = 60) -> None:
        """Waits until the agent has stopped speaking: the last of its words are written before they have sounded."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(
                lambda: self.agent is not None and self.agent.attributes.get(ATTRIBUTE_AGENT_STATE) == "listening"
            )

    async def says(self, pcm: bytes) -> None:
        """Speaks into its microphone at the pace of speech; the first time it publishes it."""
        if self._speech is None:
            self._speech = asyncio.Queue()
            source = rtc.AudioSource(RATE, 1)
            track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
            await self.room.local_participant.publish_track(track, options)
            self._spawn(self._speak(source, self._speech))
        chunk = RATE // 100 * 2
        for start in range(0, len(pcm) - chunk + 1, chunk):
            self._speech.put_nowait(pcm[start : start + chunk])
        await self._speech.join()

    async def _speak(self, source: rtc.AudioSource, speech: asyncio.Queue[bytes]) -> None:
        # A microphone that falls silent goes on sending; one that stops sending never ends the sentence.
        quiet = bytes(RATE // 100 * 2)
        while True:
            speaks = not speech.empty()
            piece = speech.get_nowait() if speaks else quiet
            await source.capture_frame(rtc.AudioFrame(piece, RATE, 1, RATE // 100))
            if speaks:
                speech.task_done()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        self.tasks.add(asyncio.create_task(work))

    async def tell(self) -> None:
        async with self.news:
            self.news.notify_all()

    def _changed(self, *_: object) -> None:
        self._spawn(self.tell())

    def listen(self) -> None:
        for event in ("participant_connected", "participant_disconnected", "disconnected"):
            self.room.on(event, self._changed)
        self.room.on("participant_attributes_changed", self._changed)

        @self.room.on("track_subscribed")
        def _listen(track: rtc.Track, *_: object) -> None:
            if track.kind == rtc.TrackKind.KIND_AUDIO:
                self._spawn(self._hear(rtc.AudioStream(track)))

        def read(reader: rtc.TextStreamReader, speaker: str) -> None:
            self._spawn(self._read(reader, speaker))

        self.room.register_text_stream_handler("lk.transcription", read)

    async def _hear(self, stream: rtc.AudioStream) -> None:
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(float)
            self.loudness = max(self.loudness, float(np.sqrt(np.mean(samples**2))))

    async def _read(self, reader: rtc.TextStreamReader, speaker: str) -> None:
        text = await reader.read_all()
        final = (reader.info.attributes or {}).get("lk.transcription_final") == "true"
        self.heard.append(Heard(speaker, text, final))
        await self.tell()


@asynccontextmanager
async def guest(hotel: Hotel, room_name: str, identity: str) -> AsyncIterator[Guest]:
    grants = api.VideoGrants(room_join=True, room=room_name)
    token = api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt()
    room = rtc.Room()
    person = Guest(identity, room)
    person.listen()
    await room.connect(hotel.url, token)
    try:
        yield person
    finally:
        for task in person.tasks:
            task.cancel()
        await asyncio.gather(*person.tasks, return_exceptions=True)
        await room.disconnect()

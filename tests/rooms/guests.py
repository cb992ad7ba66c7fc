"""People in a room: each a real rtc client of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from livekit import api, rtc

from tests.rooms.conftest import KEY, SECRET, Hotel

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

    @property
    def agent(self) -> rtc.RemoteParticipant | None:
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        return next((p for p in self.room.remote_participants.values() if p.kind == kind), None)

    def finals(self, speaker: str) -> list[str]:
        return [h.text for h in self.heard if h.final and h.speaker == speaker]

    async def hears(self, words: str, *, seconds: float = 60) -> str:
        """Waits until the agent has said something with these words, whole."""

        def found() -> str | None:
            agent = self.agent
            said = self.finals(agent.identity) if agent is not None else []
            return next((text for text in said if words.lower() in text.lower()), None)

        try:
            async with asyncio.timeout(seconds), self.news:
                await self.news.wait_for(found)
        except TimeoutError:
            raise AssertionError(f"{words!r} was not said; what was: {self.heard}") from None
        return found() or ""

    async def waits_for(self, *, agent: bool, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: (self.agent is not None) == agent)

    async def says(self, pcm: bytes) -> None:
        """Publishes a microphone once and speaks into it at the pace of speech."""
        source = rtc.AudioSource(RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(track, options)
        chunk = RATE // 100 * 2
        for start in range(0, len(pcm) - chunk + 1, chunk):
            await source.capture_frame(rtc.AudioFrame(pcm[start : start + chunk], RATE, 1, chunk // 2))
        await source.wait_for_playout()
        # A microphone that falls silent goes on sending; one that stops sending never ends the sentence.
        self._spawn(self._stay_silent(source))

    async def _stay_silent(self, source: rtc.AudioSource) -> None:
        quiet = rtc.AudioFrame(bytes(RATE // 100 * 2), RATE, 1, RATE // 100)
        while True:
            await source.capture_frame(quiet)

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

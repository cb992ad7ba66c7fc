"""A typed conversation in a room: LiveKit's own RoomIO, in a room that sends nothing anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from livekit import rtc

from sayso.rehearsal.room import CALLER, Guest, Room, Text
from tests.scripted_llm import Reply
from tests.voice.conversation import Conversation

AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT


class Slow(Text):
    """A text that takes its time."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.comes = asyncio.Event()

    async def read_all(self) -> str:
        await self.comes.wait()
        return self.text


class InARoom(Conversation):
    """Goes on when its caller leaves, so that all that comes of that is the gate's doing."""

    def __init__(self, *given: Any, text_input: Any = True, **named: Any) -> None:
        super().__init__(*given, **named)
        self.room = Room()
        self._text_input = text_input

    async def _begin(self) -> None:
        room: Any = self.room
        options = replace(self.room.options, close_on_disconnect=False, text_input=self._text_input)
        await self.session.start(self.agent, record=False, room=room, room_options=options, session_host=False)
        self.room.fill(self.session)

    @property
    def sid(self) -> str:
        """The caller's."""
        return str(self.caller.sid)

    @property
    def caller(self) -> Any:
        return self.room.remote_participants[CALLER]

    def types_in(self, words: str) -> None:
        """The caller writes on LiveKit's chat topic."""
        self.room.types("person", words)

    def begins_to_send(self, words: str) -> asyncio.Event:
        """The caller's text is on its way, and comes when this is set."""
        assert self.room._chat is not None
        text = Slow(words)
        self.room._chat(text, CALLER)
        return text.comes

    def goes(self, reason: int | None) -> None:
        """The caller's client is not there any more."""
        gone = self.room.remote_participants.pop(CALLER)
        gone.disconnect_reason = reason
        self.room.emit("participant_disconnected", gone)

    def comes_back(self) -> None:
        """The caller's next client has another sid."""
        self.joins(Guest("PA_person_again", CALLER))

    def joins(self, guest: Guest) -> None:
        self.room._joins(guest)


@asynccontextmanager
async def in_a_room(tmp_path: Path, replies: Mapping[str, Reply], **server: Any) -> AsyncIterator[InARoom]:
    talk = InARoom(tmp_path / "record.jsonl", replies, **server)
    await talk.start()
    try:
        yield talk
    finally:
        talk.keeper.close()
        await talk.session.aclose()

"""A room for LiveKit's own RoomIO to be in, with the person and somebody else in it. Nothing is sent anywhere.

Who speaks is told as a real room tells it: the session hears one microphone alone, that of the participant it is linked
with. So another can be heard only in the person's place: a client that joins with the person's identity throws the
person's own client out, and LiveKit goes on with the newcomer, who differs by nothing but the sid. Typed words come by
LiveKit's chat topic, where everybody has a name of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.room_io import RoomOptions

CALLER = "caller"
"""The identity of whom the session is linked with."""


@dataclass
class Guest:
    """A participant, as far as anybody looks at one."""

    sid: str
    identity: str
    kind: int = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD
    disconnect_reason: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Text:
    """A text on its way, which has come whole."""

    text: str
    info: Any = None

    async def read_all(self) -> str:
        return self.text


class Room(rtc.EventEmitter[Any]):
    """What RoomIO takes for its room."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "rehearsal"
        self._sids = itertools.count(1)
        self._chat: Callable[[Any, str], None] | None = None
        self.speaker = "person"
        """Whose client has the caller's identity."""
        self.remote_participants: dict[str, Guest] = {}
        self.local_participant = Guest("PA_agent", "agent", rtc.ParticipantKind.PARTICIPANT_KIND_AGENT)

    @property
    def options(self) -> RoomOptions:
        """Sound and writing go past the room, as in every rehearsal."""
        return RoomOptions(participant_identity=CALLER, audio_input=False, audio_output=False, text_output=False)

    def isconnected(self) -> bool:
        """So nothing is sent."""
        return False

    def register_text_stream_handler(self, _: str, handler: Callable[[Any, str], None]) -> None:
        self._chat = handler

    def unregister_text_stream_handler(self, _: str) -> None:
        self._chat = None

    def fill(self, session: AgentSession[Any]) -> None:
        """Everybody joins."""
        self._joins(Guest("PA_other", "other"))
        self._joins(Guest(f"PA_person_{next(self._sids)}", CALLER))
        assert session.room_io.linked_participant is not None  # noqa: S101 -- else nobody is heard

    def speaks(self, who: str) -> None:
        """From now on this one is heard."""
        if who == self.speaker:
            return
        self.speaker = who
        gone = self.remote_participants.pop(CALLER)
        self.emit("participant_disconnected", gone)
        self._joins(Guest(f"PA_{who}_{next(self._sids)}", CALLER))

    def sid_of(self, who: str) -> str:
        """A page knows its participant, who may have been thrown out since."""
        name = CALLER if who == self.speaker else "other"
        return self.remote_participants[name].sid if who in (self.speaker, "other") else ""

    def types(self, who: str, text: str) -> None:
        """A text on LiveKit's chat topic."""
        assert self._chat is not None  # noqa: S101 -- RoomIO registers at the session's start
        if who == "person":
            self.speaks(who)
        self._chat(Text(text), CALLER if who == self.speaker else "other")

    def _joins(self, guest: Guest) -> None:
        self.remote_participants[guest.identity] = guest
        self.emit("participant_connected", guest)

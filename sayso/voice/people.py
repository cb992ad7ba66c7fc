"""Who is there. In a room a person is the sid of the participant whom the session is linked with: an identity can be
taken over by another client in the middle of a sentence, a sid can't."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.room_io import RoomIO

NOBODY = ""
"""Who can't be told, and so can decide nothing."""


class People:
    """Whose words a session hears, now and a moment ago."""

    def __init__(self, person: str) -> None:
        self._person = person
        """Who sits before the machine, where there is no room."""
        self._heard: list[tuple[float, str]] = []
        """Whom the session heard from when on."""

    def look(self, session: AgentSession[Any], at: float) -> str:
        """Who is heard now."""
        now = self._linked(session)
        if not self._heard or self._heard[-1][1] != now:
            self._heard.append((at, now))
            del self._heard[:-8]
        return now

    def since(self, session: AgentSession[Any], began: float, at: float) -> str:
        """Who was heard all the time since; nobody where that changed, because words of both may be in it."""
        now = self.look(session, at)
        since = self._heard[-1][0]
        return now if len(self._heard) == 1 or since <= began else NOBODY

    def _linked(self, session: AgentSession[Any]) -> str:
        room = room_of(session)
        if room is None:
            return self._person
        linked = room.linked_participant
        return NOBODY if linked is None else linked.sid


def room_of(session: AgentSession[Any]) -> RoomIO | None:
    """The room that a session is in; None on a terminal, in a console, in a test."""
    with suppress(RuntimeError):
        return session.room_io
    return None


def typed_by(session: AgentSession[Any], participant: rtc.RemoteParticipant | None) -> str:
    """Who has sent a text in a room, as far as it can be believed."""
    room = room_of(session)
    linked = room.linked_participant if room is not None else None
    # With nobody linked LiveKit lets anybody's text in.
    if room is None or linked is None or participant is None or participant.sid != linked.sid:
        return NOBODY
    others = room.room.remote_participants.values()
    if any(other.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT for other in others):
        # Another agent may send in anybody's name.
        return NOBODY
    return linked.sid

"""What a room adds: who has typed a text, and who has gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.room_io import RoomIO, TextInputEvent

from sayso.voice.people import NOBODY, room_of, typed_by

logger = logging.getLogger("sayso")

typist: ContextVar[str] = ContextVar("sayso_typist", default=NOBODY)
"""Who has typed what a reply is made for. A reply's own task has it from whoever asked for the reply."""

BACK = 1.0
"""Seconds in which somebody who was thrown out may be there again: a client that joins anew takes its own place."""

BY_THEMSELVES = (
    rtc.DisconnectReason.CLIENT_INITIATED,
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.USER_REJECTED,
)


class Rooms:
    """The room of one session, once it is in one."""

    def __init__(self, has_gone: Callable[[str], None], look: Callable[[], str]) -> None:
        self._has_gone = has_gone
        self._look = look
        self._entered: RoomIO | None = None
        self._warned = False

    def enter(self, session: AgentSession[Any]) -> None:
        """Told again and again; does it once."""
        room = room_of(session)
        if room is None or room is self._entered:
            return
        self._entered = room
        room.room.on("participant_disconnected", self._disconnected)
        callback = room._text_input_cb
        if callback is None:
            return

        def named(session: AgentSession[Any], event: TextInputEvent) -> Any:
            typist.set(typed_by(session, event.participant))
            return callback(session, event)

        room.register_text_input(named)

    def is_open(self, session: AgentSession[Any]) -> bool:
        """Whether others in the room can speak as the person: LiveKit opens a channel for that by default."""
        is_open = room_of(session) is not None and session._session_host is not None
        if is_open and not self._warned:
            self._warned = True
            logger.error(
                "nothing is approved in this session: anybody in its room can speak as the caller; "
                "set session_host=False in session.start(...)"
            )
        return is_open

    def _disconnected(self, participant: rtc.RemoteParticipant) -> None:
        if participant.disconnect_reason in BY_THEMSELVES:
            self._has_gone(participant.sid)
        else:
            asyncio.get_running_loop().call_later(BACK, self._gone_for_good, participant.sid)

    def _gone_for_good(self, sid: str) -> None:
        self._look()
        self._has_gone(sid)

"""When LiveKit takes a turn for ended is the host's business: the gate leaves it as it was, of session and of agent."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit import rtc
from livekit.agents.types import NOT_GIVEN
from livekit.agents.voice.turn import TurnHandlingOptions

import sayso
from sayso.rehearsal.room import CALLER, Room
from sayso.rehearsal.sound import Microphone
from sayso.voice.events import DecisionEvent
from sayso.voice.gatekeeper import Gatekeeper
from tests.livekit_behaviour.alone import Spoken
from tests.scripted_llm import Call
from tests.voice.conversation import Assistant, Notes
from tests.waiting import until

pytestmark = pytest.mark.realtime

OF_THE_SESSION: Any = {"mode": "fixed", "min_delay": 0.05, "max_delay": 0.2}
OF_THE_AGENT: Any = {"mode": "fixed", "min_delay": 0.07, "max_delay": 0.3}

REACTION = 0.2
"""Seconds until the person begins to answer."""


class Asked(Spoken):
    """A spoken conversation in a room, with a gate, about a tool that asks."""

    def __init__(self, *, of_the_agent: bool, careful: bool, broken: bool) -> None:
        @sayso.asks(destructive=careful)
        async def delete() -> str:
            """Deletes it."""
            self.ran += 1
            if broken:
                raise OSError("the disk is gone")
            return "deleted"

        super().__init__({"Delete it.": Call("delete")}, {"endpointing": copy.deepcopy(OF_THE_SESSION)}, tools=[delete])
        self.ran = 0
        self.ledger = Notes()
        self.keeper = Gatekeeper(self.ledger)
        self.decisions: list[str] = []
        self.keeper.on("decision", self._decided)
        self.keeper.attend(self.session)
        own = TurnHandlingOptions(endpointing=copy.deepcopy(OF_THE_AGENT)) if of_the_agent else NOT_GIVEN
        self.agent = Assistant(instructions="Be brief.", turn_handling=own)
        self.room = Room()

    def _decided(self, event: object) -> None:
        assert isinstance(event, DecisionEvent)
        self.decisions.append(event.reason or event.decision)

    async def start(self) -> None:
        self.session.input.audio, self.session.output.audio = Microphone(), self.loudspeaker
        room: Any = self.room
        options = self.room.options
        options.close_on_disconnect = False
        await self.session.start(self.agent, record=False, room=room, room_options=options, session_host=False)
        self.room.fill(self.session)

    def endpointing(self) -> Any:
        """All that it is made of: what was given to each, and what is in force."""
        activity = self.session._activity
        assert activity is not None
        assert activity._audio_recognition is not None
        force = activity._audio_recognition._endpointing
        options = self.session.options
        found = [options.endpointing, options.endpointing_overrides, self.agent._turn_handling]
        return copy.deepcopy([*found, activity.endpointing_opts, force.min_delay, force.max_delay])

    async def is_asked(self) -> None:
        await self.says("Delete it.")
        await until(lambda: [view.state for view in self.keeper.pending()] == ["open"])
        await self.session.wait_for_idle()
        # Nobody answers so soon that the voice activity detector puts the beginning of it before the question's end.
        await asyncio.sleep(REACTION)

    async def rests(self) -> None:
        async with asyncio.timeout(10):
            await self.keeper.rests(self.session)


@asynccontextmanager
async def asked(
    *, of_the_agent: bool = True, careful: bool = False, broken: bool = False
) -> AsyncIterator[tuple[Asked, Any]]:
    """The question has been put; with the endpointing as it was before."""
    talk = Asked(of_the_agent=of_the_agent, careful=careful, broken=broken)
    await talk.start()
    try:
        before = talk.endpointing()
        wanted = OF_THE_AGENT if of_the_agent else OF_THE_SESSION
        assert before[-2:] == [wanted["min_delay"], wanted["max_delay"]]
        await talk.is_asked()
        yield talk, before
    finally:
        talk.mouth.speaking = False
        await talk.session.aclose()


async def approves(talk: Asked) -> None:
    await talk.says("Yes.")
    await until(lambda: talk.ran)
    assert talk.decisions == ["approve"]


async def refuses(talk: Asked) -> None:
    await talk.says("No.")
    await until(lambda: talk.decisions)
    assert talk.decisions == ["denied"]


async def does_neither(talk: Asked) -> None:
    await talk.says("Yes, and what time is it?")
    await until(lambda: talk.ledger.of("heard"))
    assert talk.decisions == []


async def approves_and_the_ledger_is_full(talk: Asked) -> None:
    talk.ledger.full = True
    await talk.says("Yes.")
    await until(lambda: talk.decisions)
    assert not talk.ran


async def hangs_up(talk: Asked) -> None:
    gone = talk.room.remote_participants.pop(CALLER)
    gone.disconnect_reason = rtc.DisconnectReason.CLIENT_INITIATED
    talk.room.emit("participant_disconnected", gone)
    assert talk.decisions == ["left"]


@pytest.mark.parametrize(
    ("does", "about"),
    [
        (approves, {}),
        (approves, {"of_the_agent": False}),
        (approves, {"broken": True}),
        (approves, {"careful": True}),
        (refuses, {}),
        (does_neither, {}),
        (approves_and_the_ledger_is_full, {}),
        (hangs_up, {}),
    ],
)
async def test_the_endpointing_of_session_and_agent_is_what_it_was_whatever_the_person_does(
    does: Callable[[Asked], Awaitable[None]], about: dict[str, bool]
) -> None:
    async with asked(**about) as (talk, before):
        await does(talk)
        await talk.rests()
        assert talk.endpointing() == before


async def test_it_is_what_it_was_when_the_session_has_closed_over_an_open_question() -> None:
    async with asked() as (talk, before):
        options, own = talk.session.options, talk.agent
        await talk.session.aclose()
        assert [options.endpointing, options.endpointing_overrides, own._turn_handling] == before[:3]

"""What a session has of the room that it is in. The room is LiveKit's own, and connected to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice.room_io import RoomIO, RoomOptions, TextInputEvent, TextInputOptions
from livekit.agents.voice.turn import TurnHandlingOptions

from sayso.testing import ScriptedModel
from tests.waiting import until

pytestmark = pytest.mark.realtime

WHO: ContextVar[str] = ContextVar("who", default="")


class Looking(Agent):
    """Notes who has typed what it replies to."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.seen: list[tuple[str, str]] = []

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: Any, model_settings: Any) -> Any:
        last = chat_ctx.items[-1]
        assert isinstance(last, llm.ChatMessage)
        self.seen.append((WHO.get(), last.text_content or ""))
        return "Hm."


class Reader:
    """A text that comes in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.info: Any = None

    async def read_all(self) -> str:
        return self._text


@asynccontextmanager
async def in_a_room(agent: Agent | None = None, **options: Any) -> AsyncIterator[tuple[AgentSession[None], RoomIO]]:
    session: AgentSession[None] = AgentSession(
        llm=ScriptedModel({}), vad=None, turn_handling=TurnHandlingOptions(turn_detection=None)
    )
    agent = agent or Agent(instructions="Be brief.")
    await session.start(agent, room=rtc.Room(), record=False, **options)
    try:
        yield session, session.room_io
    finally:
        await session.aclose()


def joins(room: RoomIO, identity: str) -> Any:
    """A participant whom the room knows of."""
    participant = SimpleNamespace(identity=identity, sid=f"PA_{identity}", kind=0)
    room.room._remote_participants[identity] = participant  # type: ignore[assignment]  # as its events would
    return participant


def sends(room: RoomIO, identity: str, text: str) -> None:
    room._on_chat_text_stream(Reader(text), identity)  # type: ignore[arg-type]  # as the room's own handler does


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_session_in_a_room_is_open_to_remote_control_unless_session_host_is_false(is_open: bool) -> None:
    """sayso/voice/rooms.py refuses to approve where `_session_host` is set: anybody could speak as the caller there."""
    options: dict[str, Any] = {} if is_open else {"session_host": False}
    async with in_a_room(**options) as (session, _):
        assert (session._session_host is not None) is is_open


async def test_a_rooms_text_goes_to_the_callback_that_was_registered_last() -> None:
    """sayso/voice/rooms.py wraps the one that is there, to learn who typed; otherwise nobody's text would count."""
    heard: list[str] = []

    def theirs(_: Any, event: TextInputEvent) -> None:
        heard.append(f"theirs: {event.text}")

    options = RoomOptions(text_input=TextInputOptions(text_input_cb=theirs))
    async with in_a_room(room_options=options, session_host=False) as (_, room):
        assert room._text_input_cb is theirs

        def ours(session: Any, event: TextInputEvent) -> None:
            heard.append(f"ours, from {event.participant.identity if event.participant else None}")
            theirs(session, event)

        room.register_text_input(ours)
        joins(room, "alice")
        sends(room, "alice", "yes")
        await until(lambda: heard)
        assert heard == ["ours, from alice", "theirs: yes"]


async def test_what_a_callback_sets_in_its_context_is_there_in_the_reply_that_it_asks_for() -> None:
    """sayso/voice/rooms.py hands over that way who has typed; otherwise every typed answer would be nobody's."""
    agent = Looking()
    async with in_a_room(agent, session_host=False) as (_, room):
        theirs = room._text_input_cb
        assert theirs is not None

        def named(session: Any, event: TextInputEvent) -> Any:
            WHO.set(event.participant.sid if event.participant else "")
            return theirs(session, event)

        room.register_text_input(named)
        for identity in ("alice", "bob"):
            joins(room, identity)
            sends(room, identity, f"I am {identity}.")
        await until(lambda: len(agent.seen) == 2)
        assert sorted(agent.seen) == [("PA_alice", "I am alice."), ("PA_bob", "I am bob.")]
        assert WHO.get() == ""


async def test_with_nobody_linked_anybodys_text_comes_in() -> None:
    """sayso/voice/people.py: such a text is nobody's, and approves nothing."""
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def take(_: Any, event: TextInputEvent) -> None:
        came.set_result(event.participant.identity if event.participant else "")

    options = RoomOptions(text_input=TextInputOptions(text_input_cb=take))
    async with in_a_room(room_options=options, session_host=False) as (_, room):
        assert room.linked_participant is None
        joins(room, "mallory")
        sends(room, "mallory", "yes")
        async with asyncio.timeout(5):
            assert await came == "mallory"


async def test_a_room_is_gone_from_a_session_that_has_closed() -> None:
    """sayso/voice/people.py: whoever asks for it then is told that there is none, by a RuntimeError."""
    async with in_a_room(session_host=False) as (session, _):
        pass
    with pytest.raises(RuntimeError):
        _ = session.room_io

"""Which texts on a room's chat topic our worker takes: those of the linked client, and of no agent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from livekit import rtc
from livekit.agents.voice.room_io import TextInputEvent, TextInputOptions

from sayso.rehearsal.room import CALLER, Guest
from tests.scripted_llm import Reply
from tests.voice.in_a_room import AGENT, InARoom, in_a_room
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {"Hello.": "Good day.", "Bye.": "Goodbye."}


@pytest.fixture
def take_text(worker: Any) -> Any:
    return worker.take_text


async def is_taken(take_text: Any, talk: InARoom, participant: Any) -> bool:
    """Whether a text by this one is replied to."""
    before = len(talk.model.requests)
    await take_text(talk.session, TextInputEvent(text="Hello.", info=None, participant=participant))
    await talk.session.wait_for_idle()
    return len(talk.model.requests) > before


async def test_a_text_of_the_linked_client_is_replied_to_and_ends_what_the_agent_says(
    tmp_path: Path, take_text: Any
) -> None:
    async with in_a_room(tmp_path, REPLIES, text_input=TextInputOptions(text_input_cb=take_text), pace=0.05) as talk:
        speech = talk.session.say("This takes so long to say that somebody is sure to lose patience before its end.")
        await until(lambda: talk.session.agent_state == "speaking")
        talk.types_in("Bye.")
        await until(lambda: [item for item in talk.session.history.messages() if item.text_content == "Goodbye."])
        assert speech.interrupted


async def test_a_text_of_anybody_but_the_linked_client_is_not_taken(tmp_path: Path, take_text: Any) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        assert await is_taken(take_text, talk, talk.caller)
        assert not await is_taken(take_text, talk, talk.room.remote_participants["other"])
        assert not await is_taken(take_text, talk, Guest("PA_before", CALLER))
        assert not await is_taken(take_text, talk, None)


async def test_with_nobody_linked_no_text_is_taken(tmp_path: Path, take_text: Any) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        gone = talk.caller
        talk.goes(rtc.DisconnectReason.SIGNAL_CLOSE)
        assert not await is_taken(take_text, talk, talk.room.remote_participants["other"])
        assert not await is_taken(take_text, talk, gone)


async def test_a_text_of_an_agent_is_not_taken_though_it_is_the_one_who_is_linked(
    tmp_path: Path, take_text: Any
) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        talk.caller.kind = AGENT
        assert not await is_taken(take_text, talk, talk.caller)


async def test_what_the_agent_says_goes_on_when_a_text_is_not_taken(tmp_path: Path, take_text: Any) -> None:
    async with in_a_room(tmp_path, REPLIES, pace=0.01) as talk:
        speech = talk.session.say("This takes a moment.")
        await until(lambda: talk.session.agent_state == "speaking")
        assert not await is_taken(take_text, talk, talk.room.remote_participants["other"])
        assert not speech.interrupted

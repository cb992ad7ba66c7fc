"""In a room a text is a person's only from the client that is linked, and with no other agent there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from livekit import rtc

from sayso.rehearsal.room import CALLER, Guest
from sayso.voice.people import NOBODY, typed_by
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import conversing
from tests.voice.in_a_room import AGENT, InARoom, in_a_room
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {"Delete the atlas.": Call("shelf__delete", {"name": "atlas"})}
ATLAS = {"tool": "delete", "name": "atlas"}


def believed(talk: InARoom, guest: Any) -> str:
    return typed_by(talk.session, guest)


async def asked(talk: InARoom) -> None:
    talk.types_in("Delete the atlas.")
    await until(lambda: len(talk.questions) == 1)
    await until(lambda: talk.session.current_speech is None)


async def heard(talk: InARoom, times: int = 1) -> list[tuple[object, object]]:
    """Whose words they were, and what was made of them."""
    await until(lambda: len(talk.ledger.of("heard")) == times)
    await talk.session.wait_for_idle()
    return [(line["who"], line["verdict"]) for line in talk.ledger.of("heard")]


async def test_a_text_of_the_linked_client_is_that_clients_and_of_anybody_else_nobodys(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        assert believed(talk, talk.caller) == talk.sid
        assert believed(talk, talk.room.remote_participants["other"]) == NOBODY
        assert believed(talk, None) == NOBODY
        assert believed(talk, Guest("PA_before", CALLER)) == NOBODY


async def test_with_nobody_linked_every_text_is_nobodys(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        gone = talk.caller
        talk.goes(rtc.DisconnectReason.SIGNAL_CLOSE)
        assert talk.session.room_io.linked_participant is None
        assert believed(talk, talk.room.remote_participants["other"]) == NOBODY
        assert believed(talk, gone) == NOBODY
        assert believed(talk, None) == NOBODY


async def test_while_another_agent_is_in_the_room_every_text_is_nobodys(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        talk.joins(Guest("PA_second", "second", AGENT))
        assert believed(talk, talk.caller) == NOBODY
        del talk.room.remote_participants["second"]
        assert believed(talk, talk.caller) == talk.sid


async def test_without_a_room_no_participants_text_is_anybodys(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        guest: Any = Guest("PA_1", CALLER)
        assert typed_by(talk.session, guest) == NOBODY


async def test_a_typed_yes_of_the_linked_client_approves(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        await asked(talk)
        talk.types_in("Yes.")
        assert await heard(talk) == [(talk.sid, "approve")]
        await until(lambda: talk.received == [ATLAS])


async def test_a_typed_yes_approves_nothing_while_another_agent_is_there_and_does_when_it_has_left(
    tmp_path: Path,
) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        talk.joins(Guest("PA_second", "second", AGENT))
        await asked(talk)
        talk.types_in("Yes.")
        assert [who for who, _ in await heard(talk)] == [NOBODY]
        assert talk.received == []
        assert [view.state for view in talk.keeper.pending()] != []
        del talk.room.remote_participants["second"]
        talk.types_in("Yes.")
        await until(lambda: talk.received == [ATLAS])


async def test_a_yes_that_was_begun_to_be_sent_by_a_client_whose_place_was_taken_since_approves_nothing(
    tmp_path: Path,
) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        await asked(talk)
        comes = talk.begins_to_send("Yes.")
        talk.goes(rtc.DisconnectReason.DUPLICATE_IDENTITY)
        talk.comes_back()
        comes.set()
        assert [who for who, _ in await heard(talk)] == [NOBODY]
        assert talk.received == []
        assert talk.decisions == []


async def test_a_yes_that_comes_when_its_client_has_gone_and_nobody_is_linked_approves_nothing(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES) as talk:
        await asked(talk)
        comes = talk.begins_to_send("Yes.")
        talk.goes(rtc.DisconnectReason.SIGNAL_CLOSE)
        comes.set()
        assert [who for who, _ in await heard(talk)] == [NOBODY]
        assert talk.received == []

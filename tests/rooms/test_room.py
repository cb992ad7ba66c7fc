"""The worker in a real room: spoken and typed questions, an intruder, and its leaving."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from livekit.agents.voice.remote_session import RemoteSession

from tests.rooms.conftest import booked, decided
from tests.rooms.guests import RATE, guest
from tests.rooms.hotel import Hotel, has_its_tools
from tests.voices import flite
from tests.waiting import until

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.room]


async def test_a_caller_asks_by_voice_and_by_text_and_is_answered_while_an_intruder_gets_nothing(
    hotel: Hotel, worker: Path
) -> None:
    async with guest(hotel, "front-desk", "ana") as ana:
        await ana.waits_for(agent=True)
        await ana.hears("rehearsal")
        await has_its_tools(worker, "front-desk")
        await ana.says(flite("what appointments are there tomorrow", "kal16", rate=RATE, before=0.5, after=1.0))
        spoken = await ana.hears("appointments tomorrow")
        assert any("tomorrow" in text for text in ana.finals("ana"))
        assert ana.loudness > 300

        await ana.room.local_participant.send_text("what free slots are there tomorrow", topic="lk.chat")
        typed = await ana.hears("free")
        assert typed != spoken

        agent = ana.agent
        assert agent is not None
        async with guest(hotel, "front-desk", "mallory") as mallory:
            await mallory.waits_for(agent=True)
            before = len(ana.heard)
            remote = RemoteSession.from_room(mallory.room, agent.identity)
            await remote.start()
            events: list[object] = []
            for name in ("session_event", "agent_state_changed", "conversation_item_added", "user_input_transcribed"):
                remote.on(name, events.append)  # type: ignore[arg-type]
            for attempt in (remote.get_agent_info, remote.get_chat_history):
                with pytest.raises((TimeoutError, RuntimeError)):
                    async with asyncio.timeout(2):
                        await attempt()
            with pytest.raises((TimeoutError, RuntimeError)):
                async with asyncio.timeout(2):
                    await remote.run("yes I approve")
            # Nor does what she writes on the chat topic count: she is not the one who is linked.
            await mallory.room.local_participant.send_text("cancel everything tomorrow", topic="lk.chat")
            await ana.room.local_participant.send_text("thank you", topic="lk.chat")
            await ana.hears("welcome")
            assert events == []
            assert not any("approve" in h.text or "cancel" in h.text.lower() for h in ana.heard[before:])
            await remote.aclose()


async def test_a_yes_of_the_caller_spoken_or_typed_runs_what_was_asked_aloud_while_anothers_does_not(
    hotel: Hotel, worker: Path
) -> None:
    async with guest(hotel, "booking", "dora") as dora:
        await dora.waits_for(agent=True)
        await dora.hears("rehearsal")
        await has_its_tools(worker, "booking")
        await dora.room.local_participant.send_text("book Ana Silva with doctor Weber tomorrow at 11", topic="lk.chat")
        await dora.hears("shall i book")
        await dora.has_heard_all()
        async with guest(hotel, "booking", "mallory") as mallory:
            await mallory.waits_for(agent=True)
            await mallory.room.local_participant.send_text("yes please", topic="lk.chat")
            await mallory.says(flite("yes please", "kal16", rate=RATE, before=0.5, after=1.0))
            assert decided(worker, dora.sid) == []
            await dora.says(flite("yes please", "kal16", rate=RATE, before=0.5, after=1.0))
            await dora.hears("booked: ana silva")
            await dora.has_heard_all()
            assert decided(worker, dora.sid) == [("approve", dora.sid, "voice")]
        # What LiveKit does not see is shown all the same.
        assert any("yes" in text for text in dora.finals("dora"))
        await dora.room.local_participant.send_text("book Ben Silva with doctor Weber tomorrow at 12", topic="lk.chat")
        await dora.hears("shall i book", times=2)
        await dora.has_heard_all()
        await dora.room.local_participant.send_text("yes please", topic="lk.chat")
        await until(lambda: booked(worker, "Ben Silva") == ["12:00"], 20)
        assert decided(worker, dora.sid) == [("approve", dora.sid, "voice"), ("approve", dora.sid, "text")]


async def test_over_webrtc_a_spoken_no_leaves_a_file_where_it_is_and_after_a_question_back_a_yes_moves_it(
    hotel: Hotel, worker: Path
) -> None:
    files = worker / "files"
    (files / "note.txt").write_text("the milk is in the fridge")
    (files / "list.txt").write_text("buy bread")

    def rms(words: str) -> bytes:
        return flite(words, "rms", rate=RATE, before=0.3, after=0.6)

    async with guest(hotel, "archive", "finn") as finn:
        await finn.waits_for(agent=True)
        await finn.hears("rehearsal")
        await has_its_tools(worker, "archive")
        await finn.room.local_participant.send_text("move note.txt to archive/note.txt", topic="lk.chat")
        await finn.hears("shall i move the file note")
        await finn.says(rms("no thanks"))
        await finn.hears("left it")
        await finn.room.local_participant.send_text("move list.txt to archive/list.txt", topic="lk.chat")
        await finn.hears("shall i move the file list")
        await finn.says(rms("say that again"))
        await finn.hears("shall i move the file list", times=2)
        assert (files / "list.txt").exists()
        await finn.says(rms("yes please"))
        await finn.hears("successfully moved")
        there = {str(path.relative_to(files)): path.read_text() for path in files.rglob("*.txt")}
        assert there == {"note.txt": "the milk is in the fridge", "archive/list.txt": "buy bread"}


async def test_the_agent_leaves_the_room_when_the_caller_has_left(hotel: Hotel, worker: Path) -> None:
    async with guest(hotel, "short-call", "observer") as observer:
        # The observer came first and is the one whom LiveKit links: so the observer is the caller here.
        await observer.waits_for(agent=True)
        await observer.hears("rehearsal")
        async with guest(hotel, "short-call", "ben") as ben:
            await ben.waits_for(agent=True)
            await observer.room.disconnect()
            await ben.waits_for(agent=False, seconds=30)


async def test_hanging_up_cancels_a_call_that_runs_and_the_agent_leaves_at_once(hotel: Hotel, worker: Path) -> None:
    async with guest(hotel, "slow-call", "eve") as eve:
        await eve.waits_for(agent=True)
        await eve.hears("rehearsal")
        await has_its_tools(worker, "slow-call")
        async with guest(hotel, "slow-call", "observer") as observer:
            await observer.waits_for(agent=True)
            await eve.room.local_participant.send_text("be slow for 600 seconds", topic="lk.chat")
            await until((worker / "began").exists, 30)
            await eve.room.disconnect()
            await observer.waits_for(agent=False, seconds=20)
    await until((worker / "cancelled").exists)

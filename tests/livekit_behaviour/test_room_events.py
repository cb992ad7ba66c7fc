"""What a real room tells of people who leave, and of clients that take another's place."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc

from tests.rooms.guests import guest
from tests.rooms.hotel import Hotel

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.room]


async def test_who_leaves_by_themselves_is_told_from_who_was_thrown_out_by_a_client_that_took_their_place(
    hotel: Hotel,
) -> None:
    """sayso/voice/rooms.py: the one refuses what waits at once, the other only when nobody came back; a sid tells."""
    seen: list[tuple[str, str, int | None]] = []
    news = asyncio.Event()

    def note(what: str, participant: rtc.RemoteParticipant) -> None:
        seen.append((what, participant.sid, participant.disconnect_reason))
        news.set()

    async def count(wanted: int) -> None:
        async with asyncio.timeout(20):
            while len(seen) < wanted:
                news.clear()
                await news.wait()

    async with guest(hotel, "events", "watcher") as watcher:
        watcher.room.on("participant_connected", lambda participant: note("came", participant))
        watcher.room.on("participant_disconnected", lambda participant: note("went", participant))
        async with guest(hotel, "events", "alice"):
            await count(1)
            async with guest(hotel, "events", "alice"):
                await count(3)
        await count(4)
    assert [what for what, _, _ in seen] == ["came", "went", "came", "went"]
    (_, first, _), (_, gone, thrown), (_, second, _), (_, left, reason) = seen
    assert (gone, left) == (first, second)
    assert first != second
    assert reason == rtc.DisconnectReason.CLIENT_INITIATED
    assert thrown != rtc.DisconnectReason.CLIENT_INITIATED

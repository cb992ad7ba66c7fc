"""Who leaves a room, or is thrown out of it: what waits for them, and what runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from livekit import rtc

from sayso.consent.policy import Filter, Rules
from sayso.voice.events import QuestionEvent
from sayso.voice.rooms import BACK, Rooms
from tests.scripted_llm import Call, Reply
from tests.voice.in_a_room import InARoom, in_a_room
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {
    "Study the map.": Call("shelf__study", {"name": "map"}),
    "Delete the atlas.": Call("shelf__delete", {"name": "atlas"}),
}
UNASKED = Rules(never=Filter(names=frozenset({"study"})))
STUDIES = {"tool": "study", "name": "map", "seconds": 30.0}
THROWN_OUT = [
    rtc.DisconnectReason.DUPLICATE_IDENTITY,
    rtc.DisconnectReason.SIGNAL_CLOSE,
    None,
]
LEFT = [
    rtc.DisconnectReason.CLIENT_INITIATED,
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.USER_REJECTED,
]


class Later:
    """What is to happen when somebody was not back in time; it happens when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._due: list[Callable[[], object]] = []
        loop = asyncio.get_running_loop()
        call_later = loop.call_later

        def held(delay: float, callback: Any, *given: Any, **named: Any) -> Any:
            if getattr(callback, "__func__", None) is not Rooms._gone_for_good:
                return call_later(delay, callback, *given, **named)
            assert delay == BACK
            self._due.append(lambda: callback(*given))
            return None

        monkeypatch.setattr(loop, "call_later", held)

    @property
    def waits(self) -> bool:
        return bool(self._due)

    def comes(self) -> None:
        (due,) = self._due
        due()


async def asked_while_another_runs(talk: InARoom) -> None:
    """One call runs at the server, and another waits for an answer."""
    talk.types_in("Study the map.")
    await until(lambda: STUDIES in talk.received)
    talk.types_in("Delete the atlas.")
    await until(lambda: len(talk.questions) == 1)
    await until(lambda: talk.session.current_speech is None)
    assert talk.decisions == []


async def all_has_ended(talk: InARoom) -> None:
    """What waited is refused and what ran is cancelled: at once in here, and then at the server."""
    assert talk.keeper.pending() == ()
    assert [view.state for view in talk.keeper.running] == ["stopping"]
    await until(lambda: {"cancelled": "study"} in talk.received)
    assert talk.decisions == ["left"]
    assert [line["reason"] for line in talk.ledger.of("decided") if line["decision"] == "refuse"] == ["left"]
    assert "delete" not in [line.get("tool") for line in talk.received]


@pytest.mark.parametrize("reason", LEFT)
async def test_who_leaves_by_themselves_has_all_refused_that_waits_and_all_cancelled_that_runs_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    later = Later(monkeypatch)
    async with in_a_room(tmp_path, REPLIES, rules=UNASKED) as talk:
        await asked_while_another_runs(talk)
        talk.goes(reason)
        assert not later.waits
        await all_has_ended(talk)


@pytest.mark.parametrize("reason", THROWN_OUT)
async def test_who_was_thrown_out_and_is_not_back_in_time_has_the_same_happen_then_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int | None
) -> None:
    later = Later(monkeypatch)
    async with in_a_room(tmp_path, REPLIES, rules=UNASKED) as talk:
        await asked_while_another_runs(talk)
        talk.goes(reason)
        assert talk.keeper.pending()
        assert talk.keeper.running
        later.comes()
        await all_has_ended(talk)


async def test_who_is_back_in_time_goes_on_what_runs_runs_and_the_open_question_is_put_again_to_the_new_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later(monkeypatch)
    async with in_a_room(tmp_path, REPLIES, rules=UNASKED) as talk:
        await asked_while_another_runs(talk)
        before = talk.sid
        talk.goes(rtc.DisconnectReason.DUPLICATE_IDENTITY)
        talk.comes_back()
        assert talk.sid != before
        later.comes()
        await until(lambda: len(talk.questions) == 2)
        await until(lambda: talk.session.current_speech is None)
        assert talk.decisions == []
        assert len(talk.keeper.running) == 1
        assert [line["who"] for line in talk.ledger.of("asked")] == [before, talk.sid]
        assert [one.who for one in talk.events if isinstance(one, QuestionEvent)] == [before, talk.sid]
        talk.types_in("Yes.")
        await until(lambda: {"tool": "delete", "name": "atlas"} in talk.received)
        assert [line["who"] for line in talk.ledger.of("decided") if line["decision"] == "approve"] == [talk.sid]
        assert {"cancelled": "study"} not in talk.received


async def test_who_leaves_a_room_without_being_the_one_who_is_asked_changes_nothing(tmp_path: Path) -> None:
    async with in_a_room(tmp_path, REPLIES, rules=UNASKED) as talk:
        await asked_while_another_runs(talk)
        other = talk.room.remote_participants.pop("other")
        other.disconnect_reason = rtc.DisconnectReason.CLIENT_INITIATED
        talk.room.emit("participant_disconnected", other)
        assert len(talk.keeper.pending()) == len(talk.keeper.running) == 1
        talk.types_in("Yes.")
        await until(lambda: {"tool": "delete", "name": "atlas"} in talk.received)


async def test_who_was_thrown_out_of_a_session_that_has_closed_since_is_nobodys_concern_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later(monkeypatch)
    async with in_a_room(tmp_path, REPLIES, rules=UNASKED) as talk:
        await asked_while_another_runs(talk)
        talk.goes(rtc.DisconnectReason.SIGNAL_CLOSE)
        await talk.session.aclose()
        told = list(talk.ledger.records)
        assert talk.decisions == ["closing"]
        later.comes()
        assert talk.ledger.records == told
        assert talk.questions == [talk.questions[0]]

"""What goes on while something waits or runs: stops, ends, slow calls, a ledger that can't be written."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from livekit.agents.voice.run_result import RunResult

from sayso.calls import CallEvent
from sayso.consent.policy import Filter, Rules
from sayso.consent.settings import Settings
from sayso.voice.attention import UNDER_WAY
from tests.scripted_llm import Call, Reply, spoken
from tests.voice.conversation import conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {
    "Delete the atlas.": Call("shelf__delete", {"name": "atlas"}),
    "Delete the bible.": Call("shelf__delete", {"name": "bible"}),
    "Copy it.": Call("shelf__copy", {"name": "atlas"}),
    "Copy it quickly.": Call("shelf__copy", {"name": "atlas", "seconds": 1.2}),
    "What time is it?": "It is noon.",
}
COPIES = {"tool": "copy", "name": "atlas", "seconds": 30.0}
CANCELLED = {"cancelled": "copy"}
FREE = Rules(never=Filter(names=frozenset({"copy"})))


async def test_stop_cancels_what_runs_at_its_server(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.begins("Copy it.", COPIES)
        await talk.type("Stop.")
        assert "cancelled" in talk.said[-1]
        await until(lambda: CANCELLED in talk.received)
        assert talk.ledger.of("ended") == [{"outcome": "cancelled"}]


async def test_a_run_does_not_wait_for_a_call_that_takes_long_so_that_stop_can_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.voice.typed_turns.SLOW", 0.1)
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.session.run(user_input="Copy it.")
        await talk.session.run(user_input="Yes.")
        assert talk.keeper.running
        result: RunResult[Any] = await talk.session.run(user_input="Stop.")
        assert "cancelled" in spoken(result)[-1]


async def test_a_session_that_closes_does_not_wait_for_a_run_that_waits_for_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.voice.typed_turns.SLOW", 60.0)
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.session.run(user_input="Copy it.")
        run: RunResult[Any] = talk.session.run(user_input="Yes.")
        await until(lambda: talk.received == [COPIES])
        assert not run.done()
        async with asyncio.timeout(30):
            await talk.session.aclose()
        await until(lambda: not [one for one in asyncio.all_tasks() if one.get_name() == "sayso typed turn"])


async def test_while_a_call_runs_the_conversation_goes_on_and_the_model_knows_of_it(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.begins("Copy it.", COPIES)
        await talk.session.generate_reply(user_input="What time is it?")
        assert talk.said[-1] == "It is noon."
        assert talk.keeper.busy
        seen, _ = talk.model.requests[-1]
        known = UNDER_WAY.format(questions='"Shall I copy with the name atlas?"')
        assert [message.text_content for message in seen.messages()].count(known) == 1
        await talk.type("Stop.")
        assert not any(message.text_content == known for message in talk.model.requests[-1][0].messages())


async def test_a_slow_call_that_runs_unasked_lets_go_of_the_turn_and_is_told_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.voice.gatekeeper.LET_GO", 0.1)
    async with conversing(tmp_path, REPLIES, rules=FREE) as talk:
        await talk.session.generate_reply(user_input="Copy it quickly.")
        assert talk.said == []
        await talk.session.generate_reply(user_input="What time is it?")
        assert talk.said == ["It is noon."]
        await talk.rests()
        assert talk.said[-1] == "I got: copied atlas"


async def test_a_slow_call_that_runs_unasked_lets_go_of_the_turn_at_once_when_the_agent_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.voice.gatekeeper.LET_GO", 60.0)
    async with conversing(tmp_path, REPLIES, rules=FREE) as talk:
        turn = talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: talk.received == [COPIES])
        assert not turn.done()
        async with asyncio.timeout(20):
            await turn.interrupt()
        assert talk.keeper.running


async def test_closing_refuses_what_waits_at_once_and_nothing_runs_afterwards(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        began = time.perf_counter()
        talk.keeper.close()
        assert time.perf_counter() - began < 0.1
        assert talk.decisions == ["closing"]
        await talk.session.generate_reply(user_input="Yes.")
        await talk.session.generate_reply(user_input="Delete the bible.")
        await until(lambda: [e.state for e in talk.events if isinstance(e, CallEvent)] == ["refused", "refused"])
        assert talk.received == []


async def test_a_session_that_closes_while_a_question_waits_does_not_wait_for_it(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        async with asyncio.timeout(5):
            await talk.session.aclose()
        assert talk.decisions == ["closing"]
        assert [e.state for e in talk.events if isinstance(e, CallEvent)] == ["refused"]
        assert talk.ledger.records[-1].kind == "closed"


async def test_a_session_that_closes_while_a_call_runs_cancels_it_at_its_server(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, timeout=None) as talk:
        await talk.begins("Copy it.", COPIES)
        async with asyncio.timeout(5):
            await talk.session.aclose()
        await until(lambda: talk.received == [COPIES, CANCELLED])  # its server writes it down in its own time
        assert [record.kind for record in talk.ledger.records[-2:]] == ["ended", "closed"]


async def test_a_call_whose_sending_can_not_be_recorded_is_not_sent(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        talk.ledger.full_for = "sent"
        await talk.type("Yes.")
        assert talk.received == []
        assert talk.decisions == ["unrecorded"]


async def test_what_can_not_be_recorded_is_refused_and_said_until_it_can_be_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        talk.ledger.full = True
        await talk.type("Yes.")
        assert talk.received == []
        assert talk.decisions == ["unrecorded"]
        assert any("record" in line for line in talk.said)
        await talk.type("Delete the bible.")
        assert talk.decisions == ["unrecorded", "unrecorded"]
        talk.ledger.full = False
        await talk.type("Delete the bible.")
        await talk.type("Delete the bible.")
        await talk.type("Yes.")
        assert talk.received == [{"tool": "delete", "name": "bible"}]


async def test_what_runs_unasked_runs_without_a_record(tmp_path: Path) -> None:
    async with conversing(tmp_path, {"Look.": Call("shelf__look")}) as talk:
        talk.ledger.full = True
        await talk.type("Look.")
        assert talk.said[-1] == "I got: three books"


async def test_who_types_is_hurried_by_nothing_but_the_expiry_which_is_said(tmp_path: Path) -> None:
    settings = Settings(first_silence=0.05, final_silence=0.05, expires_after=0.6)
    async with conversing(tmp_path, REPLIES, settings=settings) as talk:
        await talk.type("Delete the atlas.")
        await until(lambda: talk.decisions == ["expired"])
        await talk.rests()
        assert len(talk.questions) == 1
        assert talk.received == []
        assert talk.said[-1].startswith("I got: The question was not answered in time")


async def test_a_listener_that_fails_stops_nothing_and_changes_no_outcome(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        talk.meddle = lambda _: 1 / 0
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
        assert talk.received == [{"tool": "delete", "name": "atlas"}]
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]
        assert talk.said[-1] == "I got: deleted atlas"


async def test_a_session_that_closes_while_calls_wait_and_run_leaves_no_reply_that_fails(tmp_path: Path) -> None:
    deletions = [Call("shelf__delete", {"name": name}) for name in ("atlas", "bible")]
    replies: dict[str, Reply] = {"Go.": [*deletions, Call("shelf__copy", {"name": "atlas"})]}
    async with conversing(tmp_path, replies, rules=FREE) as talk:
        talk.session.generate_reply(user_input="Go.")
        await until(lambda: len(talk.keeper.pending()) == 2 and talk.keeper.running)
        await talk.session.aclose()
        # LiveKit would make it for a session that has no agent any more, and its stack trace would stand in the log.
        assert talk.toolset._executor._reply_task is None

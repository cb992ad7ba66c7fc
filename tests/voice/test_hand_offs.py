"""The gate lives with the session: what waits and runs goes on when another agent takes over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sayso.calls import CallEvent
from sayso.consent.policy import Rules
from sayso.consent.settings import Settings
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Entering, conversing, hand_over
from tests.waiting import until

pytestmark = pytest.mark.realtime

MOVE = Call("shelf__move", {"name": "bible", "to": "cellar"})
REPLIES: dict[str, Reply] = {
    "Delete the atlas.": Call("shelf__delete", {"name": "atlas"}),
    "Copy it.": Call("shelf__copy", {"name": "atlas", "seconds": 1.2}),
    "Move it.": MOVE,
    "Two.": [Call("shelf__delete", {"name": "atlas"}), Call("shelf__delete", {"name": "bible"})],
    "Both.": [Call("shelf__delete", {"name": "atlas"}), Call("shelf__delete", {"name": "atlas"})],
}
ATLAS = {"tool": "delete", "name": "atlas"}
COPIES = {"tool": "copy", "name": "atlas", "seconds": 1.2}
CANCELLED = {"cancelled": "copy"}


class Deaf(Entering):
    """An agent that takes over, and hears nothing for the gate."""


async def test_a_question_that_waits_can_be_answered_after_another_agent_took_over(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await hand_over(talk.session)
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
        assert talk.said[-1] == "I got: deleted atlas"


async def test_a_call_that_runs_goes_on_when_another_agent_takes_over_which_tells_its_result_once(
    tmp_path: Path,
) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.begins("Copy it.", COPIES)
        await hand_over(talk.session)
        assert [view.state for view in talk.keeper.running] == ["running"]
        await talk.rests()
        assert talk.received == [COPIES]
        assert talk.said.count("I got: copied atlas") == 1
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]


async def test_a_call_that_runs_is_cancelled_with_the_agent_whose_tool_it_is(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, of_the_agent=True) as talk:
        await talk.begins("Copy it.", COPIES)
        await hand_over(talk.session)
        await until(lambda: talk.received == [COPIES, CANCELLED])
        await talk.rests()
        assert talk.ledger.of("ended") == [{"outcome": "cancelled"}]


@pytest.mark.parametrize("words", ["Delete the atlas.", "Both.", "Two."])
async def test_with_an_agent_that_does_not_hear_nothing_waits_for_an_answer(tmp_path: Path, words: str) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type(words)
        asked = len(talk.questions)
        await hand_over(talk.session, Deaf())
        assert set(talk.decisions) == {"withdrawn"}
        assert not talk.keeper.pending()
        await talk.session.generate_reply(user_input="Yes.")
        await hand_over(talk.session)
        await talk.type("Yes.")
        assert talk.received == []
        assert len(talk.questions) == asked


@pytest.mark.parametrize("another", [False, True])
async def test_a_grant_for_the_task_ends_with_its_agent(tmp_path: Path, another: bool) -> None:
    settings = Settings(grant="turn")
    user = Rules(destructive={"move": False})
    async with conversing(tmp_path, REPLIES, settings=settings, rules=user) as talk:
        await talk.type("Move it.")
        await talk.type("Yes.")
        if another:
            await hand_over(talk.session)
        # The person's last words, to this agent or to none.
        talk.replies = {"Yes.": MOVE, "": MOVE}
        await talk.session.generate_reply(instructions="Go on.")
        await talk.rests()
        assert len(talk.questions) == (2 if another else 1)
        assert (len(talk.received) == 1) is another


async def test_what_waits_is_withdrawn_with_the_agent_whose_tools_they_are(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, of_the_agent=True) as talk:
        await talk.type("Delete the atlas.")
        await hand_over(talk.session)
        assert talk.decisions == ["withdrawn"]
        await talk.type("Yes.")
        assert talk.received == []


async def test_a_tool_that_is_cancelled_takes_its_question_back(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        (call,) = talk.toolset._calls
        call.cancel()
        await asyncio.wait({call})
        assert talk.decisions == ["withdrawn"]
        await talk.type("Yes.")
        assert talk.received == []


async def test_a_call_that_another_joined_is_still_asked_when_the_first_is_cancelled(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Both.")
        first = min(talk.toolset._calls, key=lambda task: task.get_name())
        first.cancel()
        await asyncio.wait({first})
        assert talk.decisions == []
        await talk.type("Yes.")
        assert talk.received == [ATLAS]
        assert [e.state for e in talk.events if isinstance(e, CallEvent)] == ["started", "done"]

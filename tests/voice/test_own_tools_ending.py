"""What becomes of a call of somebody's own tool when its session closes or another agent takes over."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from livekit.agents import function_tool
from livekit.agents.llm import Toolset
from livekit.agents.llm.async_toolset import AsyncToolset

import sayso
from tests.scripted_llm import Call
from tests.voice.conversation import Other, hand_over
from tests.voice.with_own_tools import Talk, talking

GO = {"go": Call("refund", {"order": 7})}
ran: list[Any] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@sayso.asks
async def refund(order: int) -> str:
    """Pays an order back."""
    ran.append(order)
    return f"paid for {order}"


class Slow:
    """A tool that takes its time, and tells when it has begun and when it is cancelled."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.go_on = asyncio.Event()
        self.runs = 0
        self.tool = sayso.asks(function_tool(self.copy, name="copy_book", description="Copies a book."))

    async def copy(self, name: str) -> str:
        self.runs += 1
        self.began.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return f"copied {name}"


COPY = {"go": Call("copy_book", {"name": "atlas"})}


async def start_copying(talk: Talk, slow: Slow) -> None:
    await talk.type("go")
    talk.session.generate_reply(user_input="Yes.")
    await asyncio.wait_for(slow.began.wait(), 10)


@pytest.mark.parametrize("of_session", [False, True])
async def test_closing_the_session_does_not_wait_for_an_answer(of_session: bool) -> None:
    slow = Slow()
    where: dict[str, Any] = {"of_session": [slow.tool]} if of_session else {}
    async with talking(COPY, *([] if of_session else [slow.tool]), **where) as talk:
        await talk.type("go")
        async with asyncio.timeout(5):
            await talk.session.aclose()
    assert talk.decisions == ["closing"]
    assert not slow.began.is_set()


@pytest.mark.parametrize("wrap", [None, AsyncToolset])
async def test_closing_the_session_cancels_a_function_that_runs(wrap: type[Toolset] | None) -> None:
    slow = Slow()
    async with talking(COPY, of_session=[slow.tool if wrap is None else wrap(id="slow", tools=[slow.tool])]) as talk:
        await start_copying(talk, slow)
        async with asyncio.timeout(5):
            await talk.session.aclose()
            await slow.cancelled.wait()
    assert talk.ledger.of("ended") == [{"outcome": "cancelled"}]


async def test_when_another_agent_takes_over_the_question_of_the_first_ones_tool_is_withdrawn() -> None:
    async with talking(GO, refund) as talk:
        await talk.type("go")
        await hand_over(talk.session)
        assert talk.decisions == ["withdrawn"]
        await talk.type("Yes.")
        assert ran == []


async def test_in_an_async_toolset_of_the_session_it_can_be_answered_after_another_agent_took_over() -> None:
    async with talking(GO, of_session=[AsyncToolset(id="till", tools=[refund])]) as talk:
        await talk.type("go")
        await hand_over(talk.session)
        await talk.type("Yes.")
        assert ran == [7]


async def test_a_function_that_runs_when_another_agent_takes_over_is_cancelled_and_holds_nobody_up() -> None:
    slow = Slow()
    async with talking({**COPY, "Hello.": "Good day."}, slow.tool) as talk:
        await start_copying(talk, slow)
        await hand_over(talk.session)
        assert slow.cancelled.is_set()
        assert talk.ledger.of("ended") == [{"outcome": "cancelled"}]
        assert await talk.type("Hello.") == "Good day."


async def test_in_an_async_toolset_of_the_session_it_runs_on_and_the_agent_that_took_over_tells_its_result() -> None:
    slow = Slow()
    async with talking(COPY, of_session=[AsyncToolset(id="shelf", tools=[slow.tool])]) as talk:
        await start_copying(talk, slow)
        await hand_over(talk.session)
        assert not slow.cancelled.is_set()
        slow.go_on.set()
        assert await talk.rests() == "I got: copied atlas"
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]


@pytest.mark.parametrize("of_session", [False, True])
@pytest.mark.parametrize("yes_comes_first", [True, False])
async def test_a_function_that_is_approved_in_the_very_moment_of_a_hand_over_runs_once(
    yes_comes_first: bool, of_session: bool
) -> None:
    slow = Slow()
    where: dict[str, Any] = {"of_session": [AsyncToolset(id="shelf", tools=[slow.tool])]} if of_session else {}
    async with talking({**COPY, "Hello.": "Good day."}, *([] if of_session else [slow.tool]), **where) as talk:
        await talk.type("go")
        if yes_comes_first:
            talk.session.generate_reply(user_input="Yes.")
            await hand_over(talk.session)
        else:
            handing_over = asyncio.create_task(hand_over(talk.session))
            await asyncio.sleep(0)
            talk.session.generate_reply(user_input="Yes.")
            await handing_over
        await asyncio.wait_for(slow.began.wait(), 5)
        slow.go_on.set()
        await talk.rests()
        assert (talk.decisions, slow.runs) == (["approve"], 1)
        assert talk.ledger.of("ended") == [{"outcome": "ok" if of_session else "cancelled"}]
        assert await talk.type("Hello.") == "Good day."


@pytest.mark.parametrize("with_words", [False, True])
async def test_a_function_that_returns_an_agent_hands_over_to_it(with_words: bool) -> None:
    other = Other(tools=[refund])

    @sayso.asks
    async def transfer() -> Any:
        """Puts the person through."""
        return (other, "put through") if with_words else other

    async with talking({**GO, "through": Call("transfer")}, transfer) as talk:
        await talk.type("through")
        talk.session.generate_reply(user_input="Yes.")
        await asyncio.wait_for(other.here.wait(), 10)
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]
        # What the first agent would still have said of it holds nothing up.
        await talk.type("go")
        assert len(talk.questions) == 2
        await talk.type("Yes.")
        assert ran == [7]

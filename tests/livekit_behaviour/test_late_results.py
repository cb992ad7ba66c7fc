"""Calls that let go of their turn, and the replies that tell of them later."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import Any

import pytest
from livekit.agents import Agent, RunContext, StopResponse, function_tool, llm
from livekit.agents.llm.async_toolset import AsyncToolset
from livekit.agents.voice.agent_activity import ActivityClosedError
from livekit.agents.voice.tool_executor import _RunningTasks

from tests.livekit_behaviour.alone import Seen, call_ended, news, typing
from tests.scripted_llm import Call, Reply
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {"Book it.": Call("book", {"room": 7}), "Hello.": "Good day."}


class Desk:
    """A tool that lets go of its turn, and ends when it is told to."""

    def __init__(self, result: Any = "booked") -> None:
        self.ctx: RunContext[Any] | None = None
        self.let_go = asyncio.Event()
        self.go_on = asyncio.Event()
        self.result = result
        self.tool = function_tool(self.book, name="book", description="Books a room.")

    async def book(self, ctx: RunContext[Any], room: int) -> Any:
        self.ctx = ctx
        await ctx.update("It still runs.", silent=True)
        self.let_go.set()
        await self.go_on.wait()
        if self.result is StopResponse:
            raise StopResponse
        return self.result

    async def booking(self, talk: Seen) -> None:
        """Has it begun, and its turn over."""
        await talk.session.generate_reply(user_input="Book it.")
        assert self.let_go.is_set()


def watched(talk: Seen) -> list[Any]:
    """What LiveKit tells of calls."""
    updates: list[Any] = []
    talk.session.on("tool_execution_updated", lambda event: updates.append(event.update))
    return updates


async def test_a_silent_update_ends_the_turn_without_a_reply_while_the_tool_goes_on() -> None:
    """sayso/voice/gatekeeper.py: nobody could answer a question while the turn of its call held the conversation up."""
    desk = Desk()
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        await desk.booking(talk)
        assert talk.said == []
        assert len(talk.asked) == 1
        await talk.session.generate_reply(user_input="Hello.")
        assert talk.said == ["Good day."]
        desk.go_on.set()


async def test_a_late_result_has_the_calls_id_with_final_after_it_and_is_told_in_a_reply_of_its_own() -> None:
    """sayso/voice/owed.py knows by that id, and by the states of that reply, when a result has been told."""
    desk = Desk()
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        updates = watched(talk)
        await desk.booking(talk)
        desk.go_on.set()
        await until(lambda: talk.said)
        await talk.session.wait_for_idle()
        ended = next(update for update in updates if update.type == "tool_call_ended")
        assert ended.id == ended.call_id + "_final"
        replies = [update for update in updates if update.type == "tool_reply_updated"]
        assert [(update.status, update.update_ids) for update in replies] == [
            ("scheduled", [ended.id]),
            ("completed", [ended.id]),
        ]
        assert talk.said == ["I got: booked"]


@pytest.mark.parametrize("held", [True, False])
async def test_when_a_call_is_told_as_ended_its_reply_is_scheduled_or_pending_with_its_executor(held: bool) -> None:
    """sayso/voice/owed.py looks there whether a reply is coming; it would wait for one that never comes."""
    desk = Desk()
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        await desk.booking(talk)
        assert desk.ctx is not None
        running = _RunningTasks[talk.session][desk.ctx.function_call.call_id]
        updates = watched(talk)
        coming: list[tuple[bool, bool]] = []

        def look(event: Any) -> None:
            if event.update.type == "tool_call_ended":
                pending = [item for one in running.executor._pending_updates for item in one.items]
                is_pending = any(getattr(item, "call_id", "") == event.update.id for item in pending)
                scheduled = [id_ for one in updates if one.type == "tool_reply_updated" for id_ in one.update_ids]
                coming.append((is_pending, event.update.id in scheduled))

        talk.session.on("tool_execution_updated", look)
        async with desk.ctx.foreground() if held else nullcontext():
            desk.go_on.set()
            await until(lambda: coming)
        assert coming == [(held, not held)]
        await until(lambda: talk.said)
        assert desk.ctx.function_call.call_id not in _RunningTasks[talk.session]


async def test_a_tool_that_has_nothing_to_tell_has_no_reply_pending() -> None:
    """sayso/voice/owed.py: such a call owes nothing, and the next question need not wait for it."""
    desk = Desk(StopResponse)
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        await desk.booking(talk)
        assert desk.ctx is not None
        executor = _RunningTasks[talk.session][desk.ctx.function_call.call_id].executor
        ended = call_ended(talk)
        desk.go_on.set()
        await ended
        assert executor._pending_updates == []
        await talk.session.wait_for_idle()
        assert talk.said == []


def is_hand_over(event: Any) -> bool:
    return isinstance(event.item, llm.AgentHandoff)


@pytest.mark.parametrize("of_the_agent", [True, False])
async def test_a_late_result_goes_with_its_agent_where_the_tool_was_the_agents_own(of_the_agent: bool) -> None:
    """sayso/voice/owed.py: by `_owning_activity` and its `_closed` it knows at the hand-over which replies are gone."""
    desk = Desk()
    tools: list[Any] = [AsyncToolset(id="desk", tools=[desk.tool])]
    first = Agent(instructions="Be brief.", tools=tools if of_the_agent else [])
    gone: list[bool] = []
    async with typing(REPLIES, first, tools=[] if of_the_agent else tools) as talk:
        await desk.booking(talk)
        assert desk.ctx is not None
        executor = _RunningTasks[talk.session][desk.ctx.function_call.call_id].executor
        owner = executor._owning_activity
        assert (owner is not None) is of_the_agent

        def look(event: Any) -> None:
            if is_hand_over(event):
                gone.append(bool(owner is not None and owner._closed))

        talk.session.on("conversation_item_added", look)
        handed = news(talk, "conversation_item_added", is_hand_over)
        if of_the_agent:
            desk.go_on.set()
        talk.session.update_agent(Agent(instructions="Be kind."))
        await handed
        assert gone == [of_the_agent]
        desk.go_on.set()
        if not of_the_agent:
            await until(lambda: talk.said == ["I got: booked"])


async def test_the_first_agent_is_a_hand_over_from_nobody() -> None:
    """sayso/voice/gatekeeper.py: a hand-over ends the person's task, a session's beginning ends none."""
    seen: list[str | None] = []
    async with typing({}) as talk:
        first = talk.session.current_agent
        talk.session.on("conversation_item_added", lambda event: seen.append(event.item.old_agent_id))
        talk.session.update_agent(Agent(instructions="Be kind."))
        await until(lambda: seen)
        assert seen == [first.id]
        handed = [item for item in talk.session.history.items if isinstance(item, llm.AgentHandoff)]
        assert [item.old_agent_id for item in handed] == [None, first.id]


async def test_whoever_has_the_foreground_is_not_talked_over_by_late_results() -> None:
    """sayso/voice/questions.py asks in it, so that no result comes between a question and its answer."""
    desk = Desk()
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        await desk.booking(talk)
        assert desk.ctx is not None
        ended = call_ended(talk)
        async with desk.ctx.foreground():
            desk.go_on.set()
            await ended
            await talk.session.say("Shall I?")
            assert talk.said == ["Shall I?"]
        await until(lambda: len(talk.said) == 2)
        assert talk.said == ["Shall I?", "I got: booked"]


async def test_a_late_reply_that_was_interrupted_is_not_made_again() -> None:
    """sayso/voice/owed.py: whoever wants it told has to have it told again."""
    desk = Desk()
    async with typing(REPLIES, tools=[desk.tool]) as talk:
        updates = watched(talk)
        await desk.booking(talk)
        created = news(talk, "speech_created")
        desk.go_on.set()
        (await created).speech_handle.interrupt()
        await until(lambda: [u for u in updates if u.type == "tool_reply_updated" and u.status == "interrupted"])
        await talk.session.wait_for_idle()
        replies = [update.status for update in updates if update.type == "tool_reply_updated"]
        assert replies == ["scheduled", "interrupted"]
        assert talk.said == []


async def test_results_of_two_toolsets_are_told_in_two_replies_each_with_its_own_ids() -> None:
    """sayso/voice/telling.py: whoever wants one reply has to silence the other, and learns from these events which."""
    one, other = Desk(), Desk("sold")
    sell = function_tool(other.book, name="sell", description="Sells a room.")
    tools = [AsyncToolset(id="one", tools=[one.tool]), AsyncToolset(id="other", tools=[sell])]
    calls = [Call("book", {"room": 7}), Call("sell", {"room": 8})]
    async with typing({"Go.": calls}, tools=tools) as talk:
        updates = watched(talk)
        await talk.session.generate_reply(user_input="Go.")
        one.go_on.set()
        other.go_on.set()
        await until(lambda: len(talk.said) == 2)
        scheduled = [u for u in updates if u.type == "tool_reply_updated" and u.status == "scheduled"]
        assert [len(update.update_ids) for update in scheduled] == [1, 1]
        assert len({update.speech_id for update in scheduled}) == 2


async def test_waiting_for_something_ends_when_the_speech_is_interrupted() -> None:
    """sayso/servers/toolset.py waits so, and sayso/voice/proposal.py for the same by `_interrupt_fut`, which takes a
    call fewer turns of the loop: a slow call lets go when the person speaks."""
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waited = asyncio.Event()

    @function_tool
    async def slow(ctx: RunContext[Any]) -> str:
        """Takes its time."""
        await ctx.speech_handle.wait_if_not_interrupted([never])
        waited.set()
        return "done"

    async with typing({"Go.": Call("slow")}, tools=[slow]) as talk:
        reply = talk.session.generate_reply(user_input="Go.")
        await news(talk, "tool_execution_updated")
        assert not reply._interrupt_fut.done()
        reply.interrupt()
        assert reply._interrupt_fut.done()
        async with asyncio.timeout(5):
            await waited.wait()
        assert not never.done()


async def test_waiting_for_rest_fails_when_the_session_closes() -> None:
    """sayso/rehearsal/conversation.py and agent/chat: by that error they know that nothing more will come."""
    async with typing(REPLIES) as talk:
        talk.session.shutdown(drain=False)
        with pytest.raises(ActivityClosedError):
            await talk.session.wait_for_idle()

"""Tools: when LiveKit looks for them, what they may do, and what becomes of them when a session closes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, AgentTask, RunContext, function_tool, llm
from livekit.agents.llm.async_toolset import AsyncToolset
from livekit.agents.voice.agent import _set_activity_task_info
from livekit.agents.voice.tool_executor import _RunningTasks

from tests.livekit_behaviour.alone import Next, typing
from tests.scripted_llm import Call, Reply
from tests.waiting import until

pytestmark = pytest.mark.realtime

GO: dict[str, Reply] = {"Go.": Call("slow")}


class Slow:
    """A tool that lets go of its turn and then waits for ever."""

    def __init__(self) -> None:
        self.ctx: RunContext[Any] | None = None
        self.cancelled = asyncio.Event()
        self.go_on = asyncio.Event()
        self.tool = function_tool(self.slow, name="slow", description="Takes its time.")

    async def slow(self, ctx: RunContext[Any]) -> str:
        self.ctx = ctx
        await ctx.update("It still runs.", silent=True)
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return "done"


class Changing(AsyncToolset):
    """Has other tools each time, and tells when LiveKit sets it up and closes it."""

    def __init__(self) -> None:
        super().__init__(id="changing")
        self.offered: list[llm.Tool] = []
        self.told: list[str] = []
        self.session: AgentSession[None] | None = None

    @property
    def tools(self) -> Sequence[llm.Tool | llm.Toolset]:
        return self.offered

    async def setup(self) -> Changing:
        self.told.append("set up")
        return self

    async def aclose(self) -> None:
        assert self.session is not None
        self.told.append("closed while closing" if self.session._is_closing() else "closed")
        await super().aclose()


async def test_the_tools_of_a_toolset_are_read_anew_for_every_reply() -> None:
    """sayso/servers/toolset.py: a server that comes later joins the session, and one that is lost leaves it."""
    toolset = Changing()
    async with typing({}, tools=[toolset]) as talk:
        toolset.session = talk.session
        await talk.session.generate_reply(user_input="Hello.")
        toolset.offered = [Slow().tool]
        await talk.session.generate_reply(user_input="Hello again.")
        toolset.offered = []
        await talk.session.generate_reply(user_input="And again.")
        assert [tools for _, tools in talk.model.requests] == [[], ["slow"], []]


async def test_a_toolset_is_set_up_again_at_a_hand_over_and_closed_once_when_its_session_closes() -> None:
    """sayso/servers/toolset.py: it connects once, and tells by `_is_closing` whether to refuse all that waits."""
    toolset = Changing()
    async with typing({}, tools=[toolset]) as talk:
        toolset.session = talk.session
        assert not talk.session._is_closing()
        await Next().takes_over(talk)
        assert toolset.told == ["set up", "set up"]
    assert toolset.told == ["set up", "set up", "closed while closing"]


async def test_a_session_says_that_it_closes_from_the_moment_it_is_told_to() -> None:
    """sayso/approval.py: nothing may be asked or sent any more from then on."""
    async with typing({}) as talk:
        talk.session.shutdown(drain=True)
        assert talk.session._is_closing()


@pytest.mark.parametrize("cancellable", [False, True])
async def test_closing_waits_for_a_tool_unless_it_is_marked_as_cancellable_while_it_runs(cancellable: bool) -> None:
    """sayso/voice/own_tools.py marks its calls so: otherwise a question that waits would keep a session open."""
    slow = Slow()
    async with typing(GO, tools=[slow.tool]) as talk:
        await talk.session.generate_reply(user_input="Go.")
        assert slow.ctx is not None
        _RunningTasks[talk.session][slow.ctx.function_call.call_id].allow_cancellation = cancellable
        closing = asyncio.create_task(talk.session.aclose())
        if cancellable:
            async with asyncio.timeout(5):
                await closing
            assert slow.cancelled.is_set()
        else:
            done, _ = await asyncio.wait([closing], timeout=0.3)
            assert not done
            assert not slow.cancelled.is_set()
        slow.go_on.set()
        await closing


@pytest.mark.parametrize("cancellable", [False, True])
async def test_another_agent_takes_over_only_when_the_firsts_own_tools_have_ended_unless_they_are_cancellable(
    cancellable: bool,
) -> None:
    """sayso/voice/own_tools.py: a question that waits would keep the other agent from coming."""
    slow = Slow()
    other = Next()
    async with typing(GO, Agent(instructions="Be brief.", tools=[slow.tool])) as talk:
        await talk.session.generate_reply(user_input="Go.")
        assert slow.ctx is not None
        _RunningTasks[talk.session][slow.ctx.function_call.call_id].allow_cancellation = cancellable
        taking_over = asyncio.create_task(other.takes_over(talk))
        if cancellable:
            await taking_over
        else:
            done, _ = await asyncio.wait([taking_over], timeout=0.2)
            assert not done
        slow.go_on.set()
        await taking_over
        assert slow.cancelled.is_set() is cancellable


async def test_a_sessions_async_toolset_lets_another_agent_take_over_while_its_tools_run() -> None:
    """sayso/servers/toolset.py is one for that: what waits for an answer goes on across hand-overs."""
    slow = Slow()
    async with typing(GO, tools=[AsyncToolset(id="desk", tools=[slow.tool])]) as talk:
        await talk.session.generate_reply(user_input="Go.")
        await Next().takes_over(talk)
        await talk.session.generate_reply(user_input="Hello.")
        assert talk.said == ["Hm."]
        assert not slow.cancelled.is_set()
        slow.go_on.set()
        await until(lambda: len(talk.said) == 2)
        assert talk.said[-1] == "I got: done"


class Closing(AsyncToolset):
    """Ends what its tools wait for when it is closed itself."""

    def __init__(self, slow: Slow) -> None:
        super().__init__(id="desk", tools=[slow.tool])
        self._slow = slow

    async def aclose(self) -> None:
        self._slow.go_on.set()
        await super().aclose()


async def test_a_session_that_closes_closes_its_async_toolset_before_it_waits_for_its_tools() -> None:
    """sayso/servers/toolset.py refuses what waits and cancels what runs as it is closed; nothing else ends them."""
    slow = Slow()
    async with typing(GO, tools=[Closing(slow)]) as talk:
        await talk.session.generate_reply(user_input="Go.")
        async with asyncio.timeout(5):
            await talk.session.aclose()
        assert not slow.cancelled.is_set()


class Asked(AgentTask[str]):
    """A task that has its answer at once."""

    def __init__(self) -> None:
        super().__init__(instructions="Ask.")

    async def on_enter(self) -> None:
        self.complete("blue")


@pytest.mark.parametrize("told", [True, False])
async def test_an_agent_task_can_be_awaited_in_a_task_that_livekit_was_told_of_and_in_no_other(told: bool) -> None:
    """sayso/voice/own_tools.py runs functions in tasks of its own, and tells LiveKit of each."""

    @function_tool
    async def paint(ctx: RunContext[Any]) -> str:
        """Paints."""

        async def run() -> str:
            task = asyncio.current_task()
            assert task is not None
            if told:
                _set_activity_task_info(
                    task, function_call=ctx.function_call, speech_handle=ctx.speech_handle, inline_task=True
                )
            try:
                return await Asked()
            except RuntimeError as error:
                return "refused" if "should only be awaited inside tool" in str(error) else str(error)

        return await asyncio.create_task(run())

    async with typing({"Paint.": Call("paint")}, tools=[paint]) as talk:
        await talk.session.generate_reply(user_input="Paint.")
        await until(lambda: talk.said)
        assert talk.said == ["I got: blue" if told else "I got: refused"]


@pytest.mark.parametrize(("steps", "runs"), [(None, 4), (10, 5)])
async def test_a_turn_ends_after_its_fourth_step_with_tools_unless_the_session_allows_more(
    steps: int | None, runs: int
) -> None:
    """agent/pipeline.py and sayso/rehearsal set 10, so that the gate's own limit is what ends a chain of calls."""
    ran: list[int] = []

    @function_tool
    async def again() -> str:
        """Does it again."""
        ran.append(1)
        return "again" if len(ran) < 5 else "enough"

    class Chained(Agent):
        async def llm_node(self, chat_ctx: llm.ChatContext, tools: Any, model_settings: Any) -> Any:
            if model_settings.tool_choice != "none" and len(ran) < 5:
                call = llm.FunctionToolCall(name="again", arguments="{}", call_id=f"again-{len(ran)}")
                delta = llm.ChoiceDelta(role="assistant", tool_calls=[call])
                yield llm.ChatChunk(id="again", delta=delta)
            else:
                yield "Enough."

    options: dict[str, Any] = {} if steps is None else {"max_tool_steps": steps}
    async with typing({}, Chained(instructions="Be brief."), tools=[again], **options) as talk:
        await talk.session.generate_reply(user_input="Go.")
        assert len(ran) == runs

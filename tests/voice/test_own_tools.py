"""Tools of somebody's own behind the gate: ordinary functions, in a real session."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from livekit.agents import Agent, AgentTask, RunContext, StopResponse, ToolError, function_tool, llm
from livekit.agents.llm import ToolContext, ToolResult, Toolset
from livekit.agents.llm.async_toolset import AsyncToolset
from livekit.agents.voice.tool_executor import _RunningTasks

import sayso
from sayso.approval import NOBODY_ASKS
from sayso.calls import CallEvent
from sayso.voice.asking import Asking, hears
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Assistant
from tests.voice.with_own_tools import talking

ran: list[Any] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@sayso.asks()
async def refund(ctx: RunContext[Any], order: int, amount: float = 20.0) -> str:
    """Pays an order back."""
    ran.append((ctx.function_call.name, order, amount))
    return f"paid {amount} for {order}"


@sayso.asks(destructive=False, say="write to {to}", answer_mode="fast", grant="session")
async def write(to: str) -> str:
    """Writes a letter."""
    ran.append(to)
    return "written"


@function_tool
async def move(on: date) -> str:
    """Moves the appointment."""
    ran.append(on)
    return "moved"


@function_tool(
    raw_schema={"name": "wipe", "parameters": {"type": "object", "properties": {"disk": {"type": "string"}}}}
)
async def wipe(raw_arguments: dict[str, object]) -> str:
    ran.append(raw_arguments)
    return "wiped"


@sayso.asks
async def fail(how: str) -> str:
    """Deletes nothing."""
    raise ToolError("the till is shut") if how == "plainly" else OSError("a secret of the till")


GO = {"go": Call("refund", {"order": 7})}


async def test_a_function_runs_once_after_a_yes_with_what_was_asked() -> None:
    async with talking(GO, refund) as talk:
        await talk.type("go")
        assert talk.questions == ["Shall I refund the amount 20 with order 7?"]
        assert ran == []
        assert await talk.type("Yes.") == "I got: paid 20.0 for 7"
        assert ran == [("refund", 7, 20.0)]
        assert talk.decisions == ["approve"]
    kinds = [record.kind for record in talk.ledger.records]
    assert kinds == ["proposed", "asked", "heard", "decided", "sent", "ended", "closed"]


async def test_after_a_no_a_function_does_not_run() -> None:
    async with talking(GO, refund) as talk:
        await talk.type("go")
        assert "The person said no" in await talk.type("No.")
        assert ran == []


async def test_what_a_default_stands_for_is_asked_about_too_whether_it_is_left_out_or_null() -> None:
    replies: dict[str, Reply] = {**GO, "null": Call("refund", {"order": 7, "amount": None})}
    async with talking(replies, refund) as talk:
        await talk.type("go")
        await talk.type("No.")
        await talk.type("null")
        assert talk.questions[0].removeprefix("Shall I") == talk.questions[1].removeprefix("Shall I")
        await talk.type("Yes.")
        assert ran == [("refund", 7, 20.0)]


async def test_the_settings_word_the_question_and_grant_the_session() -> None:
    async with talking({"go": Call("write", {"to": "Ana"})}, write) as talk:
        await talk.type("go")
        assert talk.questions[0].startswith("Shall I write to Ana, now and whenever")
        await talk.type("Yes.")
        await talk.type("go")
        assert ran == ["Ana", "Ana"]
        assert len(talk.questions) == 1


async def test_a_function_tool_of_livekits_is_wrapped_and_its_arguments_are_read_as_ever() -> None:
    async with talking({"go": Call("move", {"on": "2026-11-24"})}, sayso.asks(move)) as talk:
        await talk.type("go")
        assert "24th" in talk.questions[0]
        await talk.type("Yes.")
        assert ran == [date(2026, 11, 24)]


async def test_a_tool_with_a_raw_schema_is_wrapped() -> None:
    async with talking({"go": Call("wipe", {"disk": "two"})}, sayso.asks(wipe)) as talk:
        await talk.type("go")
        assert ran == []
        await talk.type("Yes.")
        assert ran == [{"disk": "two"}]


def test_the_model_sees_the_tool_as_it_was() -> None:
    theirs, ours = (llm.ToolContext([tool]) for tool in (move, sayso.asks(move)))
    assert ours.parse_function_tools("openai") == theirs.parse_function_tools("openai")
    assert ours.parse_function_tools("openai", strict=False) == theirs.parse_function_tools("openai", strict=False)


class Clerk(Assistant):
    """An agent with methods that ask."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.till: list[int] = []

    @sayso.asks(say="pay back order {order}")
    async def pay_back(self, ctx: RunContext[Any], order: int) -> str:
        """Pays an order back."""
        self.till.append(order)
        return "paid"

    @sayso.asks
    @function_tool(name="shut_up_shop")
    async def shut(self) -> str:
        """Shuts the shop."""
        self.till.clear()
        return "shut"


async def test_a_method_of_an_agent_asks_and_runs_with_its_agent() -> None:
    clerk, other = Clerk(), Clerk()
    async with talking({"go": Call("pay_back", {"order": 7}), "end": Call("shut_up_shop")}, agent=clerk) as talk:
        await talk.type("go")
        assert talk.questions == ["Shall I pay back order 7?"]
        await talk.type("Yes.")
        assert (clerk.till, other.till) == ([7], [])
        await talk.type("end")
        await talk.type("Yes.")
        assert clerk.till == []


@pytest.mark.parametrize("wrap", [Toolset, AsyncToolset, None])
async def test_a_tool_of_the_session_asks_alone_or_in_a_toolset(wrap: type[Toolset] | None) -> None:
    tools = [refund] if wrap is None else [wrap(id="till", tools=[refund])]
    replies: dict[str, Reply] = {**GO, "Is it old?": "Quite."}
    async with talking(replies, of_session=tools) as talk:
        await talk.type("go")
        await talk.type("Is it old?")
        # With nothing left that does not ask, the tools stay and may not be called.
        keeper = hears(talk.session)
        assert keeper is not None
        assert keeper.asks("refund")
        await talk.type("Yes.")
        assert ran == [("refund", 7, 20.0)]


async def test_while_a_question_is_open_the_model_has_no_tool_of_ones_own_that_asks() -> None:
    async with talking({**GO, "Is it old?": "Quite."}, refund, move) as talk:
        await talk.type("go")
        await talk.type("Is it old?")
        assert talk.model.requests[-1][1] == ["move"]


async def test_where_nobody_can_ask_it_is_refused() -> None:
    async with talking(GO, refund, gate=False) as talk:
        assert await talk.type("go") == f"I got: {NOBODY_ASKS}"
    async with talking(GO, agent=Agent(instructions="Be brief.", tools=[refund])) as talk:
        assert await talk.type("go") == f"I got: {NOBODY_ASKS}"
    assert ran == []


async def test_arguments_that_do_not_fit_are_told_and_not_asked_about() -> None:
    async with talking({"go": Call("refund", {"order": "many"})}, refund) as talk:
        assert "Error parsing arguments" in await talk.type("go")
        assert talk.questions == []


async def test_half_a_character_is_told_and_not_asked_about() -> None:
    async with talking({"go": Call("write", {"to": "\ud800"})}, write) as talk:
        assert "I got: " in await talk.type("go")
        assert talk.questions == []


@pytest.mark.parametrize(
    ("how", "told", "outcome"),
    [("plainly", "the till is shut", "failed"), ("oddly", "It is not known whether this happened", "unknown")],
)
async def test_how_a_function_failed_is_told_and_recorded(how: str, told: str, outcome: str) -> None:
    async with talking({"go": Call("fail", {"how": how})}, fail) as talk:
        await talk.type("go")
        answer = await talk.type("Yes.")
        assert told in answer
        assert "secret" not in answer
        assert talk.ledger.of("ended") == [{"outcome": outcome}]


class Ask(Asking, AgentTask[str]):
    """Asks the person something of its own."""

    def __init__(self) -> None:
        super().__init__(instructions="Be kind.")

    async def on_enter(self) -> None:
        self.complete("by train")


async def test_a_function_can_await_an_agent_task() -> None:
    @sayso.asks
    async def travel(ctx: RunContext[Any]) -> str:
        """Books a journey."""
        async with ctx.foreground():
            return await Ask()

    async with talking({"go": Call("travel")}, travel) as talk:
        await talk.type("go")
        assert await talk.type("Yes.") == "I got: by train"
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]


def test_it_needs_no_tool_of_livekits_to_cancel_it_with() -> None:
    assert list(ToolContext([refund]).function_tools) == ["refund"]
    assert not refund.info.flags


async def test_it_can_be_called_by_nobody_but_the_model() -> None:
    with pytest.raises(TypeError, match="only the model"):
        await refund(order=7)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"grant": "turn"}, "setting-unknown"),
        ({"answer_mode": "slow"}, "setting-unknown"),
        ({"say": ""}, "say-form"),
        ({"say": "move it to {when}"}, "names when, .*; it has on .say-argument"),
    ],
)
def test_what_mcp_json_would_refuse_is_refused_at_once(settings: dict[str, Any], code: str) -> None:
    with pytest.raises(sayso.SaysoError, match=code):
        sayso.asks(move, **settings)


async def test_what_is_changed_after_the_question_does_not_run() -> None:
    async with talking(GO, refund) as talk:
        await talk.type("go")
        (waiting,) = _RunningTasks[talk.session].values()
        waiting.ctx.function_call.arguments = '{"order": 8}'
        await talk.type("Yes.")
        assert ran == [("refund", 7, 20.0)]


async def test_another_tool_can_not_call_it_in_its_own_name() -> None:
    @sayso.asks
    async def sly(ctx: RunContext[Any], order: int) -> Any:
        """Asks for one thing and does another."""
        return await refund(sayso_context=ctx, order=order)

    async with talking({"go": Call("sly", {"order": 7})}, sly, refund) as talk:
        await talk.type("go")
        await talk.type("Yes.")
        assert ran == []
        assert len(talk.questions) == 1


async def stop() -> None:
    raise StopResponse


async def nothing() -> None:
    pass


async def silently() -> ToolResult:
    return ToolResult("it is quiet", reply_required=False)


@pytest.mark.parametrize("function", [stop, nothing, silently])
async def test_a_function_that_wants_no_reply_has_ended_well_and_gets_none(function: Any) -> None:
    tool = function_tool(function, name="hush", description="Turns the sound off.")
    async with talking({**GO, "hush": Call("hush")}, sayso.asks(tool), refund) as talk:
        await talk.type("hush")
        said = await talk.type("Yes.")
        assert talk.ledger.of("ended") == [{"outcome": "ok"}]
        assert not said.startswith("I got")
        # And nothing waits for one.
        await talk.type("go")
        await talk.type("Yes.")
        assert ran == [("refund", 7, 20.0)]


async def test_livekits_own_argument_for_duplicates_is_not_asked_about() -> None:
    twice = sayso.asks(function_tool(on_duplicate="confirm")(move._func))
    confirmed = Call("move", {"on": "2026-11-24", "lk_agents_confirm_duplicate": True})
    async with talking({"go": confirmed}, twice) as talk:
        await talk.type("go")
        assert "confirm" not in talk.questions[0]
        await talk.type("Yes.")
        assert ran == [date(2026, 11, 24)]


async def test_those_who_look_on_see_the_calls_of_ones_own_tools() -> None:
    async with talking(GO, refund) as talk:
        calls: list[CallEvent] = []
        talk.keeper.on("call", calls.append)
        await talk.type("go")
        await talk.type("No.")
        await talk.type("go")
        await talk.type("Yes.")
        assert [(call.server, call.tool, call.state) for call in calls] == [
            ("agent", "refund", "refused"),
            ("agent", "refund", "started"),
            ("agent", "refund", "done"),
        ]

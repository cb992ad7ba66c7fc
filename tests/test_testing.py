"""sayso.testing: what it asserts holds when it should, and fails when it should, with what happened instead."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, ToolError, function_tool, mcp
from livekit.agents.voice.run_result import RunResult

import sayso
from sayso.servers.declared import DeclaredServer, Http
from sayso.servers.toolset import toolsets
from sayso.testing import Gate
from sayso.testing import gate as gate  # noqa: PLC0414 -- the fixture
from tests.scripted_llm import Call, Reply, ScriptedLLM, from_words
from tests.voice.conversation import RULES, shelf_address

Failed = pytest.fail.Exception
QUESTION = "Shall I pay back order 7?"


@sayso.asks(say="pay back order {order}")
async def refund(order: int, note: str = "sorry") -> str:
    """Pays an order back."""
    if order == 13:
        raise ToolError("no such order")
    return f"paid {order} with {note}"


class Clerk(sayso.Asking, Agent):
    """Somebody's agent."""


REPLIES: dict[str, Reply] = {"Refund order 7.": Call("refund", {"order": 7}), "13": Call("refund", {"order": 13})}


@asynccontextmanager
async def attended(
    gate: Gate, agent: Agent | None = None, replies: Mapping[str, Reply] = REPLIES
) -> AsyncIterator[AgentSession[Any]]:
    async with AgentSession[None](llm=ScriptedLLM(from_words(replies)), vad=None) as session:
        gate.attend(session)
        await session.start(agent or Clerk(instructions="Be brief.", tools=[refund]), record=False)
        yield session


async def test_a_yes_is_driven_through_the_session_and_what_ran_is_told(gate: Gate) -> None:
    async with attended(gate) as session:
        result: RunResult[Any] = await session.run(user_input="Refund order 7.")
        await gate.rests()
        result.expect.contains_function_call(name="refund", arguments={"order": 7})
        gate.asked(QUESTION)
        gate.asked_for("refund", order=7)
        gate.ran_nothing()
        answer = await gate.answer("Yes.")
        answer.expect.contains_message(role="assistant")
        gate.approved("refund", order=7)
        ran = gate.ran("refund", order=7, note="sorry")
        assert (ran.outcome, ran.arguments) == ("ok", {"order": 7, "note": "sorry"})
        assert [record.kind for record in gate.ledger.records] == [
            *("proposed", "asked", "heard", "decided", "sent", "ended")
        ]


async def test_a_no_is_driven_through_the_session(gate: Gate) -> None:
    async with attended(gate):
        await gate.says("Refund order 7.")
        await gate.answer("No.")
        gate.refused("refund", "denied")
        gate.ran_nothing()


async def test_how_a_call_ended_is_told(gate: Gate) -> None:
    async with attended(gate):
        await gate.says("13")
        await gate.answer("Yes.")
        assert gate.ran("refund").outcome == "failed"


FALSE: dict[str, tuple[Callable[[Gate], object], str]] = {
    "another question": (lambda g: g.asked("Shall I dance?"), "the question that is open is not 'Shall I dance?'"),
    "a part of the question": (lambda g: g.asked("Shall I pay back order"), "the question that is open is not"),
    "another tool": (lambda g: g.asked_for("dance", order=7), "is not for dance(order=7)"),
    "other arguments": (lambda g: g.asked_for("refund", order=8), "is not for refund(order=8)"),
    "arguments that it lacks": (lambda g: g.asked_for("refund", to=None), "is not for refund(to=None)"),
    "no question": (lambda g: g.asked_nothing(), "the person was asked"),
    "an approval": (lambda g: g.approved("refund"), "the last decision was not to approve refund()"),
    "a refusal": (lambda g: g.refused("refund", "denied"), "to refuse refund() because of 'denied'"),
    "a run": (lambda g: g.ran("refund", order=7), "refund(order=7) did not run"),
}


@pytest.mark.parametrize("wrong", FALSE)
async def test_what_is_not_so_before_the_answer_fails_and_says_what_is(gate: Gate, wrong: str) -> None:
    claim, words = FALSE[wrong]
    async with attended(gate):
        await gate.says("Refund order 7.")
        with pytest.raises(Failed) as failed:
            claim(gate)
    message = str(failed.value)
    assert words in message
    assert f"asked:\n  {QUESTION!r} for refund(note='sorry', order=7)\ndecided: nothing\nran: nothing" in message


FALSE_AFTER: dict[str, tuple[Callable[[Gate], object], str]] = {
    "a question that is answered": (lambda g: g.asked(QUESTION), f"the question {QUESTION!r} is not open"),
    "a question for it": (lambda g: g.asked_for("refund"), "a question for refund() is not open"),
    "no run": (lambda g: g.ran_nothing(), "something ran"),
    "other arguments": (lambda g: g.ran("refund", order=8), "refund(order=8) did not run"),
    "a run of another tool": (lambda g: g.ran("dance"), "dance() did not run"),
    "a refusal": (lambda g: g.refused("refund"), "the last decision was not to refuse refund()"),
    "another approval": (lambda g: g.approved("refund", order=8), "not to approve refund(order=8)"),
}


@pytest.mark.parametrize("wrong", FALSE_AFTER)
async def test_what_is_not_so_after_a_yes_fails_and_says_what_is(gate: Gate, wrong: str) -> None:
    claim, words = FALSE_AFTER[wrong]
    async with attended(gate):
        await gate.says("Refund order 7.")
        await gate.answer("Yes.")
        with pytest.raises(Failed) as failed:
            claim(gate)
    message = str(failed.value)
    assert words in message
    assert message.endswith("approve: refund(note='sorry', order=7)\nran:\n  refund(note='sorry', order=7), ok")


async def test_a_refusal_for_another_reason_fails(gate: Gate) -> None:
    async with attended(gate):
        await gate.says("Refund order 7.")
        await gate.answer("No.")
        with pytest.raises(Failed, match="because of 'silence'"):
            gate.refused("refund", "silence")


async def test_a_call_that_ran_twice_fails(gate: Gate) -> None:
    async with attended(gate):
        for _ in range(2):
            await gate.says("Refund order 7.")
            await gate.answer("Yes.")
        with pytest.raises(Failed, match="ran 2 times"):
            gate.ran("refund")


async def test_an_answer_to_nothing_fails(gate: Gate) -> None:
    async with attended(gate):
        with pytest.raises(Failed, match=r"nothing is asked that 'Yes\.' could answer"):
            await gate.answer("Yes.")


async def test_an_agent_that_cannot_ask_is_named_as_the_cause(gate: Gate) -> None:
    async with attended(gate, Agent(instructions="Be brief.", tools=[refund])):
        await gate.says("Refund order 7.")
        with pytest.raises(Failed, match=r"the agent needs sayso\.Asking before Agent"):
            gate.asked(QUESTION)


async def test_a_session_that_is_not_attended_is_named_as_the_cause(gate: Gate) -> None:
    with pytest.raises(Failed, match=r"call gate.attend\(session\) before session.start"):
        gate.asked(QUESTION)
    with pytest.raises(RuntimeError, match=r"call gate.attend\(session\) before session.start"):
        await gate.says("Hello.")


async def test_an_assertion_that_comes_too_early_fails_and_a_test_does_not_wait_for_ever(gate: Gate) -> None:
    began = asyncio.Event()

    @sayso.asks
    async def sleep() -> None:
        """Sleeps."""
        began.set()
        await asyncio.sleep(60)

    agent = Clerk(instructions="Be brief.", tools=[sleep])
    async with attended(gate, agent, {"Sleep.": Call("sleep")}) as session:
        await gate.says("Sleep.")
        await session.generate_reply(user_input="Yes.")
        await asyncio.wait_for(began.wait(), 10)
        with pytest.raises(Failed, match=r"await gate\.rests"):
            gate.ran("sleep")
        with pytest.raises(Failed, match=r"still at it after 0.01 s[^$]*sleep\(\), which still runs"):
            await gate.rests(0.01)


@function_tool
async def ring(times: int = 1) -> str:
    """Rings a bell."""
    if times == 13:
        raise RuntimeError("the bell is gone")
    return f"rang {times}"


RINGING: dict[str, Reply] = {"Ring.": Call("ring", {"times": 2}), "13": Call("ring", {"times": 13})}


async def test_an_ordinary_tool_that_the_gate_knows_nothing_of_has_run_all_the_same(gate: Gate) -> None:
    async with attended(gate, Clerk(instructions="Be brief.", tools=[ring]), RINGING):
        gate.ran_nothing()
        await gate.says("Ring.")
        assert (gate.ran("ring", times=2).outcome, len(gate.runs)) == ("ok", 1)
        gate.asked_nothing()
        with pytest.raises(Failed, match=r"something ran[^$]*ran:\n  ring\(times=2\), ok"):
            gate.ran_nothing()
        await gate.says("13")
        assert gate.ran("ring", times=13).outcome == "failed"


async def test_a_tool_of_livekits_own_toolset_has_run_too(gate: Gate) -> None:
    theirs = mcp.MCPToolset(id="theirs", mcp_server=mcp.MCPServerHTTP(shelf_address()))
    async with attended(
        gate, Clerk(instructions="Be brief.", tools=[theirs]), {"Look.": Call("look", {"name": "top"})}
    ):
        await gate.says("Look.")
        gate.ran("look", name="top")


SHELF = {"Look.": Call("shelf__look", {"name": "top"}), "Delete it.": Call("shelf__delete", {"name": "atlas"})}


@pytest.mark.parametrize("kind", [Clerk, Agent])
async def test_what_runs_unasked_has_run_once_whether_the_agent_hears_for_the_gate_or_not(
    gate: Gate, kind: type[Agent]
) -> None:
    agent = kind(instructions="Be brief.", tools=[*toolsets([shelf(shelf_address())])])
    async with attended(gate, agent, SHELF):
        await gate.says("Look.")
        ran = gate.ran("look", name="top")
        assert (gate.ran("shelf__look"), gate.runs) == (ran, [ran])
        assert (ran.call.server, ran.outcome) == ("shelf", "ok")


@pytest.mark.parametrize("words", ["Delete it.", "Refund order 7."])
async def test_what_is_refused_because_nobody_can_ask_has_not_run(gate: Gate, words: str) -> None:
    agent = Agent(instructions="Be brief.", tools=[*toolsets([shelf(shelf_address())]), refund])
    async with attended(gate, agent, {**REPLIES, **SHELF}):
        await gate.says(words)
        gate.ran_nothing()


async def test_what_stands_for_a_server_that_is_not_there_is_no_tool_that_ran(gate: Gate) -> None:
    agent = Clerk(instructions="Be brief.", tools=[*toolsets([shelf("http://127.0.0.1:9/mcp")])])
    async with attended(gate, agent, {"Look.": Call("shelf__not_connected")}) as session:
        result: RunResult[Any] = await gate.says("Look.")
        result.expect.contains_function_call(name="shelf__not_connected")
        assert "isn't connected" in str(session.history.items)
        gate.ran_nothing()


def shelf(address: str) -> DeclaredServer:
    return DeclaredServer("shelf", "shelf", Http(address, {}), rules=RULES, connect_timeout=30)


def without_pytest(code: str) -> str:
    command = [sys.executable, "-c", f"import sys; sys.modules['pytest'] = None; {code}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_without_pytest_it_says_what_is_missing_and_the_rest_of_sayso_is_there() -> None:
    assert without_pytest("import sayso; sayso.asks, sayso.Gatekeeper") == ""
    assert "pip install pytest [pytest-missing]" in without_pytest("import sayso.testing").splitlines()[-1]

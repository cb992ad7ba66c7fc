"""The toolset inside a real AgentSession, with real servers and a model that does what the test says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice.run_result import RunResult

from sayso.approval import NO_GATEKEEPER, NOBODY_ASKS
from sayso.calls import CallEvent
from sayso.consent.policy import Filter, Rules
from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.events import Event, ServerEvent
from sayso.servers.toolset import ServerToolset, toolsets
from tests.scripted_llm import Call, Reply, ScriptedLLM, last_output, last_words
from tests.waiting import until

pytestmark = pytest.mark.realtime

ODD = str(Path(__file__).with_name("odd_server.py"))
FREE = Rules(never=Filter(names=frozenset({"words", "fail", "slow", "everything", "vanish"})))


def odd(label: str = "Odd Shop", *, mark: Path | None = None, args: Sequence[str] = (ODD,), **fields: Any) -> Any:
    env = {"ODD_MARK": str(mark)} if mark is not None else {}
    prefix = label.lower().replace(" ", "_")
    fields = {"rules": FREE, "connect_timeout": 20, "where": f"mcp.json: mcpServers.{label}", **fields}
    return DeclaredServer(label, prefix, Stdio(sys.executable, tuple(args), env), **fields)


class Talk:
    """One session, with what was seen of it."""

    def __init__(self, servers: list[DeclaredServer], replies: dict[str, Reply]) -> None:
        self.events: list[Event] = []
        self.toolsets: list[ServerToolset] = toolsets(servers, listener=self.events.append)
        self.model = ScriptedLLM(self._reply)
        self.session: AgentSession[None] = AgentSession(llm=self.model, tools=list(self.toolsets), vad=None)
        self._replies = replies

    def _reply(self, context: llm.ChatContext, _: list[str]) -> Reply:
        output = last_output(context)
        return f"I got: {output.output}" if output is not None else self._replies.get(last_words(context), "Hm.")

    async def connect(self) -> None:
        await asyncio.gather(*(t.connection.settled() for t in self.toolsets))

    async def say(self, words: str) -> str:
        result: RunResult[None] = await self.session.run(user_input=words)
        spoken = [e.item.text_content or "" for e in result.events if isinstance(e.item, llm.ChatMessage)]
        return spoken[-1]

    def calls(self) -> list[tuple[str, str]]:
        return [(e.tool, e.state) for e in self.events if isinstance(e, CallEvent)]

    @property
    def offered(self) -> list[str]:
        return self.model.requests[-1][1]


@asynccontextmanager
async def talking(servers: list[DeclaredServer], replies: dict[str, Reply]) -> AsyncIterator[Talk]:
    talk = Talk(servers, replies)
    await talk.session.start(Agent(instructions="Be brief."))
    try:
        yield talk
    finally:
        await talk.session.aclose()


async def test_a_tool_that_never_asks_runs_and_its_result_reaches_the_model_as_text() -> None:
    async with talking([odd()], {"go": Call("odd_shop__words", {"text": "three apples"})}) as talk:
        await talk.connect()
        assert await talk.say("go") == "I got: three apples"
        assert talk.calls() == [("words", "started"), ("words", "done")]


async def test_a_tool_that_asks_is_refused_where_nobody_can_ask_and_nothing_reaches_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    lines: list[str] = []
    monkeypatch.setattr("sayso.approval.logger.error", lines.append)
    async with talking([odd(mark=mark)], {"go": Call("odd_shop__remove", {"name": "report"})}) as talk:
        await talk.connect()
        assert await talk.say("go") == f"I got: {NOBODY_ASKS}"
        assert talk.calls() == [("remove", "refused")]
    assert not mark.exists()
    assert lines == [NO_GATEKEEPER]


async def test_several_calls_in_one_turn_each_have_a_result_and_one_refusal_does_not_lose_the_others() -> None:
    calls = [Call("odd_shop__words", {"text": "a"}), Call("odd_shop__remove", {"name": "b"})]
    async with talking([odd()], {"go": calls}) as talk:
        await talk.connect()
        await talk.say("go")
        assert sorted(talk.calls()) == [("remove", "refused"), ("words", "done"), ("words", "started")]


async def test_a_failed_call_is_told_as_what_the_server_said() -> None:
    async with talking([odd()], {"go": Call("odd_shop__fail")}) as talk:
        await talk.connect()
        assert "the shelf is empty" in await talk.say("go")
        assert talk.calls() == [("fail", "started"), ("fail", "failed")]


async def test_half_a_character_in_the_arguments_costs_neither_the_connection_nor_the_turn() -> None:
    replies: dict[str, Reply] = {
        "go": Call("odd_shop__words", {"text": "\ud800"}),
        "again": Call("odd_shop__words", {"text": "whole"}),
    }
    async with talking([odd()], replies) as talk:
        await talk.connect()
        assert "not text" in await talk.say("go")
        assert await talk.say("again") == "I got: whole"


async def test_a_time_out_is_told_as_an_unknown_outcome() -> None:
    async with talking([odd(timeout=0.3)], {"go": Call("odd_shop__slow", {"seconds": 30})}) as talk:
        await talk.connect()
        assert "It is not known whether this happened: no answer within 0.3 s" in await talk.say("go")
        assert talk.calls() == [("slow", "started"), ("slow", "unknown")]


async def test_a_server_that_is_lost_is_reported_and_the_session_goes_on() -> None:
    replies: dict[str, Reply] = {"go": Call("odd_shop__vanish"), "again": Call("odd_shop__not_connected")}
    async with talking([odd()], replies) as talk:
        await talk.connect()
        assert "It is not known whether this happened" in await talk.say("go")
        assert "The Odd Shop isn't connected: the connection to Odd Shop was lost" in await talk.say("again")
        lost = [e for e in talk.events if isinstance(e, ServerEvent) and e.state == "failed"]
        assert [e.problem.code for e in lost if e.problem] == ["server-lost"]


async def test_the_same_tool_on_two_servers_does_not_stop_the_session() -> None:
    servers = [odd("left"), odd("right")]
    async with talking(servers, {"go": Call("right__words", {"text": "from the right"})}) as talk:
        await talk.connect()
        assert await talk.say("go") == "I got: from the right"
        assert {"left__words", "right__words"} <= set(talk.offered)


async def test_a_server_that_fails_is_reported_and_the_others_serve() -> None:
    broken = odd("broken", args=("-c", "raise SystemExit(3)"))
    async with talking([broken, odd()], {"go": Call("odd_shop__words", {"text": "still here"})}) as talk:
        await talk.connect()
        assert await talk.say("go") == "I got: still here"
        assert [t for t in talk.offered if t.startswith("broken")] == ["broken__not_connected"]
        failed = [e for e in talk.events if isinstance(e, ServerEvent) and e.state == "failed"]
        assert [e.server for e in failed] == ["broken"]


async def test_the_start_waits_at_most_about_a_second_for_a_server_that_hangs_and_says_that_it_is_not_connected_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sayso.servers.toolset.PATIENCE", 0.2)
    hanging = odd("handbook", args=("-c", "import time; time.sleep(60)"))
    async with talking([hanging], {"go": Call("handbook__not_connected")}) as talk:
        assert "The handbook isn't connected yet." in await talk.say("go")


async def test_a_server_that_comes_later_joins_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.servers.toolset.PATIENCE", 0.0)
    async with talking([odd()], {"go": Call("odd_shop__words", {"text": "late"})}) as talk:
        await talk.say("hello")
        assert talk.offered == ["odd_shop__not_connected"]
        await talk.connect()
        assert await talk.say("go") == "I got: late"
        ready = [e for e in talk.events if isinstance(e, ServerEvent) and e.state == "ready"]
        assert [e.late for e in ready] == [True]


async def test_arguments_and_results_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="sayso")
    caplog.set_level("INFO", logger="mcp")
    async with talking([odd()], {"go": Call("odd_shop__words", {"text": "hunter2"})}) as talk:
        await talk.connect()
        await talk.say("go")
    ours = [r for r in caplog.records if r.name.startswith(("sayso", "mcp"))]
    assert ours
    assert not [r for r in ours if "hunter2" in r.getMessage()]


async def test_closing_the_session_cancels_a_call_that_runs_and_does_not_wait_for_it(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    async with talking([odd(mark=mark, timeout=None)], {"go": Call("odd_shop__slow", {"seconds": 60})}) as talk:
        await talk.connect()
        talk.session.generate_reply(user_input="go")
        await until(lambda: ("slow", "started") in talk.calls())
        connection = talk.toolsets[0].connection
        await connection.call(next(t for t in connection.tools if t.name == "words"), {"text": "x"})
        async with asyncio.timeout(30):
            await talk.session.aclose()
    assert mark.read_text() == "cancelled"
    assert talk.calls()[-1] == ("slow", "cancelled")


async def test_a_toolset_serves_a_second_session_after_the_first_has_closed() -> None:
    async with talking([odd()], {}) as talk:
        await talk.connect()
        await talk.say("hello")
    again: AgentSession[None] = AgentSession(llm=talk.model, tools=list(talk.toolsets), vad=None)
    await again.start(Agent(instructions="Be brief."))
    await talk.connect()
    await again.run(user_input="hello")
    assert "odd_shop__words" in talk.offered
    await again.aclose()

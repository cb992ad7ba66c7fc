"""The openai plugin in a session by keyboard, against a server that speaks OpenAI's protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit.agents import Agent, APIStatusError, function_tool, llm
from livekit.agents.voice import AgentSession
from livekit.agents.voice.run_result import RunResult

from agent.choices import choose
from agent.pipeline import build_session
from tests.loopback import openai
from tests.loopback.openai import Answer, Call, Failure, OpenAIServer, Reply, Script
from tests.scripted_llm import spoken

KEY = {"OPENAI_API_KEY": "secret"}
OWN = {"SAYSO_LLM_MODEL": "llama3.1"}
"""A server of one's own, which asks for no key."""

QUESTION = "What appointments are there tomorrow?"


@asynccontextmanager
async def conversation(
    server: OpenAIServer, environment: Mapping[str, str], tools: Sequence[llm.Tool] = ()
) -> AsyncIterator[AgentSession[Any]]:
    chosen = choose({"OPENAI_BASE_URL": server.url, **environment}, audio=False)
    session = build_session(chosen, vad=None, tools=tools, text_only=True)
    await session.start(Agent(instructions="You are a front desk."), record=False)
    try:
        yield session
    finally:
        await session.aclose()


async def say(session: AgentSession[Any], text: str) -> RunResult[Any]:
    return await asyncio.wait_for(session.run(user_input=text), 20)


@asynccontextmanager
async def answered_by(
    script: Script, environment: Mapping[str, str] = KEY
) -> AsyncIterator[tuple[OpenAIServer, AgentSession[Any]]]:
    async with (
        openai.serve(script, key=environment.get("OPENAI_API_KEY", "")) as server,
        conversation(server, environment) as session,
    ):
        yield server, session


async def test_a_tool_call_of_the_model_runs_and_its_result_reaches_the_model() -> None:
    days = []

    @function_tool
    async def find_appointments(day: str) -> str:
        """Find the appointments of a day."""
        days.append(day)
        return "Ana Silva at half past nine"

    call = Call("find_appointments", {"day": "tomorrow"})
    script: list[Answer] = [Reply(calls=(call,)), "Ana Silva comes at half past nine."]
    async with openai.serve(script, key="secret") as server:
        async with conversation(server, KEY, [find_appointments]) as session:
            result = await say(session, QUESTION)
        asked, told = server.requests
    assert spoken(result) == ["Ana Silva comes at half past nine."]
    assert days == ["tomorrow"]
    assert (asked.model, asked.tool_names) == ("gpt-4.1", ["find_appointments"])
    assert asked.last_text == QUESTION
    assert (told.last["role"], told.last["content"]) == ("tool", "Ana Silva at half past nine")


async def test_several_tool_calls_in_one_answer_all_run() -> None:
    ran = []

    @function_tool
    async def cancel(patient: str) -> str:
        """Cancel an appointment."""
        ran.append(patient)
        return "cancelled"

    calls = (Call("cancel", {"patient": "Ana"}), Call("cancel", {"patient": "Ben"}))
    async with openai.serve([Reply("Both, then.", calls), "Done."]) as server:
        async with conversation(server, OWN, [cancel]) as session:
            result = await say(session, "Cancel Ana and Ben.")
        roles = [message["role"] for message in server.requests[1].messages]
    assert sorted(ran) == ["Ana", "Ben"]
    assert roles.count("tool") == 2
    assert spoken(result)[-1] == "Done."


async def test_more_than_three_steps_of_tools_are_possible_in_one_turn() -> None:
    @function_tool
    async def look(page: int) -> str:
        """Look at a page."""
        return f"page {page}"

    script: list[Answer] = [*(Reply(calls=(Call("look", {"page": page}),)) for page in range(6)), "That was all."]
    async with openai.serve(script) as server, conversation(server, OWN, [look]) as session:
        result = await say(session, "Read all of it.")
    assert spoken(result) == ["That was all."]


async def test_a_server_that_asks_for_no_key_is_used_without_one() -> None:
    async with answered_by(["Hello."], OWN) as (server, session):
        assert spoken(await say(session, "Hello?")) == ["Hello."]
    assert server.requests[0].model == "llama3.1"


async def test_a_key_of_somebody_else_in_the_process_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with answered_by(["Hello."], OWN) as (server, session):
        assert spoken(await say(session, "Hello?")) == ["Hello."]
    assert "of-somebody-else" not in str(server.requests[0].headers)


async def test_a_wrong_key_is_told_and_the_session_goes_on() -> None:
    errors: list[object] = []
    # More failures in a row than LiveKit would forgive.
    async with answered_by(["Hello."]) as (server, session):
        session.on("error", lambda event: errors.append(event.error.error))
        server.accept("another")
        for _ in range(6):
            with pytest.raises(APIStatusError, match="Incorrect API key"):
                await say(session, "Hello?")
        server.accept("secret")
        assert spoken(await say(session, "Hello?")) == ["Hello."]
    assert [getattr(error, "status_code", None) for error in errors] == [401] * 6


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_failure_of_the_provider_is_not_noticed(status: int) -> None:
    async with answered_by([Failure(status), "Hello."]) as (server, session):
        assert spoken(await say(session, "Hello?")) == ["Hello."]
    assert len(server.requests) == 2


@pytest.mark.realtime
async def test_a_slow_server_of_ones_own_is_waited_for() -> None:
    # Longer than the 10 s that LiveKit gives a provider in the cloud; a large model takes as long to load.
    loaded = asyncio.Event()
    async with answered_by([Reply("Hello.", wait=loaded)], OWN) as (server, session):
        asyncio.get_running_loop().call_later(11, loaded.set)
        assert spoken(await say(session, "Hello?")) == ["Hello."]
    assert len(server.requests) == 1


async def test_a_reply_that_is_interrupted_is_given_up_at_the_provider() -> None:
    never = asyncio.Event()
    async with answered_by([Reply("Too late.", wait=never)]) as (server, session):
        running: RunResult[Any] = session.run(user_input="Hello?")
        await asyncio.wait_for(server.asked.wait(), 10)
        session.interrupt(force=True)
        await asyncio.wait_for(server.left.wait(), 10)
        await asyncio.wait_for(running, 10)


async def test_a_session_by_keyboard_loads_nothing_that_hears_or_speaks() -> None:
    async with answered_by(["Hello."]) as (_, session):
        assert (session.stt, session.vad, session.tts, session.turn_detection) == (None, None, None, None)


async def test_a_session_closes_at_once() -> None:
    async with answered_by(["Hello."]) as (_, session):
        await say(session, "Hello?")
        await asyncio.wait_for(session.aclose(), 1)

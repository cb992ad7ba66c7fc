"""The model in LiveKit's hands: contexts, chunks, and a whole session by text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, ConversationItemAddedEvent, RunContext, llm
from livekit.agents.voice.run_result import RunResult

from agent.offline.rehearsal import RehearsalLLM, ToolFacts, phrases
from tests.offline.rehearsal.unseen import MUSIC, SALON
from tests.scripted_llm import spoken

NOW = datetime(2026, 11, 20, 10, 0)


def model() -> RehearsalLLM:
    return RehearsalLLM(now=lambda: NOW)


def raw(
    facts: ToolFacts, result: Any = "fine", called: list[tuple[str, Any]] | None = None
) -> llm.RawFunctionTool[..., Any]:
    async def run(raw_arguments: dict[str, object]) -> Any:
        if called is not None:
            called.append((facts.name, raw_arguments))
        if isinstance(result, Exception):
            raise result
        return result

    schema = {"name": facts.name, "description": facts.description, "parameters": dict(facts.parameters)}
    return llm.function_tool(run, raw_schema=schema)


TOOLS: list[llm.Tool] = [raw(one) for one in [*SALON, *MUSIC]]


def context(*items: tuple[str, str] | llm.ChatItem) -> llm.ChatContext:
    chat = llm.ChatContext.empty()
    for item in items:
        if isinstance(item, tuple):
            chat.add_message(role=item[0], content=item[1])  # type: ignore[arg-type]  # roles are spelled out below
        else:
            chat.items.append(item)
    return chat


def call(name: str, call_id: str = "1", **arguments: Any) -> llm.FunctionCall:
    return llm.FunctionCall(name=name, call_id=call_id, arguments=json.dumps(arguments))


def output(name: str, text: str, call_id: str = "1", *, error: bool = False) -> llm.FunctionCallOutput:
    return llm.FunctionCallOutput(name=name, call_id=call_id, output=text, is_error=error)


async def collected(chat: llm.ChatContext, tools: Sequence[llm.Tool] = TOOLS, **more: Any) -> llm.CollectedResponse:
    return await model().chat(chat_ctx=chat, tools=list(tools), **more).collect()


def test_it_says_what_it_is_by_name_too() -> None:
    assert (model().model, model().provider) == ("rehearsal", "offline")


async def test_a_turn_without_the_person_is_a_greeting_that_says_what_it_is() -> None:
    reply = await collected(context(("system", "You are helpful."), ("system", "Greet the person.")))
    assert reply.text == phrases.GREETING
    assert "without a language model" in reply.text


async def test_a_request_becomes_a_call_with_json_arguments() -> None:
    reply = await collected(context(("system", "Be brief."), ("user", "what bookings are there tomorrow")))
    assert [(one.name, json.loads(one.arguments)) for one in reply.tool_calls] == [
        ("salon__lookup_bookings", {"date": "2026-11-21"})
    ]
    assert reply.tool_calls[0].call_id
    assert reply.text == ""


async def test_text_comes_in_small_pieces_and_usage_at_the_end() -> None:
    chunks = [chunk async for chunk in model().chat(chat_ctx=context(("user", "hello")), tools=TOOLS)]
    pieces = [chunk.delta.content for chunk in chunks if chunk.delta is not None]
    assert pieces == ["Hello.", " What", " can", " I", " do", " for", " you?"]
    assert chunks[-1].usage is not None
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (1, 7)
    assert len({chunk.id for chunk in chunks}) == 1


async def test_a_result_is_told_and_the_call_is_not_repeated() -> None:
    name = "salon__lookup_bookings"
    asked = ("user", "what bookings are there tomorrow")
    reply = await collected(context(asked, call(name, date="2026-11-21"), output(name, "Ana at 9:30.")))
    assert (reply.text, reply.tool_calls) == ("Ana at 9:30.", [])


async def test_an_error_is_told_and_the_call_is_not_repeated() -> None:
    name = "salon__drop_booking"
    asked = ("user", "cancel ana silva's booking on tuesday at half past nine")
    reply = await collected(context(asked, call(name), output(name, "There is no such booking.", error=True)))
    assert (reply.text, reply.tool_calls) == ("That didn't work: There is no such booking.", [])


async def test_several_results_are_told_in_one_reply() -> None:
    names = ("salon__lookup_bookings", "jukebox__list_playlists")
    reply = await collected(
        context(
            ("user", "what bookings are there tomorrow and which playlists"),
            call(names[0], "1"),
            call(names[1], "2"),
            output(names[0], "None.", "1"),
            output(names[1], '["Road Trip"]', "2"),
        )
    )
    assert reply.text == "Lookup bookings: None. List playlists: Road Trip."


async def test_a_result_that_came_late_is_told_when_the_session_asks_for_it() -> None:
    name = "salon__notify_clients"
    late = context(
        ("user", "notify the clients of tomorrow"),
        call(name),
        output(name, "The tool `x` has updated, message: started\nThe task is still running, so DON'T make up."),
        ("assistant", "Started."),
        call(name, "1_update_1"),
        output(name, "All five were notified.", "1_update_1"),
        ("system", "New results arrived from background tool calls (call_ids: ['1_update_1']). Summarize them."),
    )
    assert (await collected(late)).text == "All five were notified."


async def test_a_late_result_that_was_told_already_is_not_told_again() -> None:
    name = "salon__notify_clients"
    late = context(
        ("user", "notify the clients of tomorrow"),
        call(name),
        output(name, "All five were notified."),
        ("assistant", "All five were notified."),
        ("system", "New results arrived from background tool calls (call_ids: ['1'])."),
    )
    assert (await collected(late)).text == ""


async def test_a_call_that_is_still_running_is_not_made_again() -> None:
    name, arguments = "salon__lookup_bookings", {"date": "2026-11-21"}
    running = llm.FunctionCall(
        name=name, call_id="1", arguments=json.dumps(arguments), extra={"__lk_running_placeholder__": True}
    )
    chat = context(
        running,
        output(name, "The tool call is still in progress."),
        ("user", "what bookings are there tomorrow"),
    )
    assert (await collected(chat)).text == phrases.STILL_RUNNING


async def test_without_permission_to_call_it_says_so() -> None:
    reply = await collected(context(("user", "what bookings are there tomorrow")), tool_choice="none")
    assert (reply.text, reply.tool_calls) == (phrases.NO_MORE_CALLS, [])


async def test_a_choice_of_one_tool_leaves_only_that_one() -> None:
    choice = {"type": "function", "function": {"name": "jukebox__list_playlists"}}
    reply = await collected(context(("user", "what bookings are there tomorrow")), tool_choice=choice)
    assert "list playlists" in reply.text
    assert reply.tool_calls == []


async def test_a_turn_of_its_own_later_on_makes_nothing_up() -> None:
    chat = context(("user", "hello"), ("assistant", "Hello."), ("system", "Say that the wind has turned."))
    assert (await collected(chat)).text == phrases.STILL_HERE


async def test_a_python_function_is_a_tool_like_any_other() -> None:
    @llm.function_tool
    async def feed_penguins(fish: int, zoo: str | None = None) -> str:
        """Feed the penguins.

        Args:
            fish: How many fish they get
            zoo: The zoo they are in
        """
        return "fed"

    reply = await collected(context(("user", "feed the penguins seven fish")), [feed_penguins])
    assert [(one.name, json.loads(one.arguments)) for one in reply.tool_calls] == [("feed_penguins", {"fish": 7})]


class Desk(Agent):
    """An agent as the worker hosts it: greets on entering, tools by schema."""

    def __init__(self, tools: list[llm.Tool | llm.Toolset]) -> None:
        super().__init__(instructions="Help with bookings.", tools=tools)

    async def on_enter(self) -> None:
        self.session.generate_reply(instructions="Greet the person in one sentence.")


async def test_a_session_greets_calls_and_tells_the_result() -> None:
    called: list[tuple[str, Any]] = []
    tools: list[llm.Tool | llm.Toolset] = [
        raw(one, "Ana Silva at 9:30 with Marie.", called) for one in [*SALON, *MUSIC]
    ]
    async with model() as rehearsal, AgentSession[None](llm=rehearsal) as session:
        greeting = await session.start(Desk(tools), capture_run=True)
        greeting.expect.contains_message(role="assistant")
        assert phrases.GREETING in str(greeting.events)
        result: RunResult[None] = await session.run(user_input="what bookings are there tomorrow")
        assert called == [("salon__lookup_bookings", {"date": "2026-11-21"})]
        result.expect.next_event().is_function_call(name="salon__lookup_bookings")
        result.expect.next_event().is_function_call_output(output="Ana Silva at 9:30 with Marie.")
        told = result.expect.next_event().is_message(role="assistant")
        assert told.event().item.text_content == "Ana Silva at 9:30 with Marie."
        result.expect.no_more_events()


async def test_a_session_asks_for_what_is_missing_and_then_calls_once() -> None:
    called: list[tuple[str, Any]] = []
    tools: list[llm.Tool | llm.Toolset] = [raw(one, "Booked.", called) for one in SALON]
    async with model() as rehearsal, AgentSession[None](llm=rehearsal) as session:
        await session.start(Agent(instructions="", tools=tools))
        await session.run(user_input="make a booking for ana silva")
        assert called == []
        await session.run(user_input="on tuesday at half past nine")
        booked = {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"}
        assert called == [("salon__make_booking", booked)]


async def test_a_question_survives_a_hand_over_to_another_agent() -> None:
    called: list[tuple[str, Any]] = []
    tools: list[llm.Tool | llm.Toolset] = [raw(one, "Booked.", called) for one in SALON]
    async with model() as rehearsal, AgentSession[None](llm=rehearsal) as session:
        first = Agent(instructions="", tools=tools)
        await session.start(first)
        await session.run(user_input="make a booking for ana silva")
        session.update_agent(Agent(instructions="Somebody else.", tools=tools, chat_ctx=first.chat_ctx.copy()))
        await session.run(user_input="on tuesday at half past nine")
        assert [name for name, _ in called] == ["salon__make_booking"]


@pytest.mark.parametrize("failure", [llm.ToolError("The book is closed."), RuntimeError("secret")])
async def test_a_session_tells_a_failure_without_trying_again(failure: Exception) -> None:
    called: list[tuple[str, Any]] = []
    tools: list[llm.Tool | llm.Toolset] = [raw(one, failure, called) for one in SALON]
    async with model() as rehearsal, AgentSession[None](llm=rehearsal) as session:
        await session.start(Agent(instructions="", tools=tools))
        result: RunResult[None] = await session.run(user_input="what bookings are there tomorrow")
        assert len(called) == 1
        said = result.expect[-1].is_message(role="assistant").event().item.text_content or ""
        assert said.startswith("That didn't work: ")
        assert "secret" not in said


async def test_a_slow_tool_that_reports_progress_is_told_twice() -> None:
    first_was_told = asyncio.Event()

    async def notify(raw_arguments: dict[str, object], ctx: RunContext[None]) -> str:
        await ctx.update("two of five were notified")
        await first_was_told.wait()
        return "All five were notified."

    facts = next(one for one in SALON if "notify" in one.name)
    schema = {"name": facts.name, "description": facts.description, "parameters": dict(facts.parameters)}
    async with model() as rehearsal, AgentSession[None](llm=rehearsal) as session:

        @session.on("conversation_item_added")
        def _told(added: ConversationItemAddedEvent) -> None:
            if isinstance(added.item, llm.ChatMessage) and added.item.role == "assistant":
                first_was_told.set()

        await session.start(Agent(instructions="", tools=[llm.function_tool(notify, raw_schema=schema)]))
        result: RunResult[None] = await session.run(user_input="notify the clients of tomorrow")
        assert spoken(result) == ["Two of five were notified.", "All five were notified."]

"""Where there is nobody who can be asked, or whose words they are is not known, what asks is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, ModelSettings, llm
from livekit.agents.voice.run_result import RunResult

from sayso.approval import NOBODY_ASKS
from sayso.calls import CallEvent
from sayso.testing import ScriptedModel
from sayso.voice.asking import Asking, hears, new_words
from sayso.voice.gatekeeper import Gatekeeper
from tests.scripted_llm import Call, Reply, spoken
from tests.voice.conversation import Conversation, Notes, conversing

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {
    "Delete the atlas.": Call("shelf__delete", {"name": "atlas"}),
    "Look.": Call("shelf__look", {"name": "top"}),
}
ATLAS = {"tool": "delete", "name": "atlas"}


async def refuses(talk: Conversation) -> None:
    """What asks is refused with a clear line, and what runs unasked runs."""
    await talk.session.generate_reply(user_input="Delete the atlas.")
    assert talk.said[-1] == f"I got: {NOBODY_ASKS}"
    await talk.session.generate_reply(user_input="Look.")
    assert talk.said[-1] == "I got: three books"
    assert talk.received == [{"tool": "look", "name": "top"}]
    assert talk.questions == []


async def test_an_agent_that_does_not_hear_for_the_gate_is_not_asked_through(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, agent=Agent(instructions="Be brief.")) as talk:
        await refuses(talk)


async def test_the_log_says_once_which_line_an_agent_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr("sayso.approval.logger.error", lines.append)
    async with conversing(tmp_path, REPLIES, agent=Agent(instructions="Be brief.")) as talk:
        await refuses(talk)
        await talk.session.generate_reply(user_input="Delete the atlas.")
    assert lines == ["a call was refused, because Agent does not hear answers: write class Agent(sayso.Asking, Agent)"]


async def test_in_a_room_where_others_can_speak_as_the_caller_what_asks_is_refused_and_the_log_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    async with conversing(tmp_path, REPLIES) as talk:
        monkeypatch.setattr("sayso.voice.rooms.room_of", lambda _: object())
        monkeypatch.setattr("sayso.voice.rooms.logger.error", lines.append)
        talk.session._session_host = object()  # type: ignore[assignment]  # LiveKit's, as it is by default in a room
        try:
            assert not talk.keeper.serves(talk.session)
            assert not talk.keeper.serves(talk.session)
        finally:
            talk.session._session_host = None
    assert len(lines) == 1
    assert "set session_host=False in session.start(...)" in lines[0]


async def test_a_toolset_of_another_session_is_refused(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        other: AgentSession[None] = AgentSession(llm=talk.model, vad=None)
        assert talk.keeper.serves(talk.session)
        assert not talk.keeper.serves(other)


async def test_a_session_has_one_gatekeeper() -> None:
    session: AgentSession[None] = AgentSession(vad=None)
    Gatekeeper(Notes()).attend(session)
    with pytest.raises(ValueError, match="a gatekeeper already"):
        Gatekeeper(Notes()).attend(session)


async def test_a_session_that_runs_is_not_attended_any_more_but_one_that_has_closed_is() -> None:
    session: AgentSession[None] = AgentSession(llm=ScriptedModel({}), vad=None)
    await session.start(Agent(instructions="Be brief."), record=False)
    with pytest.raises(ValueError, match="runs already"):
        Gatekeeper(Notes()).attend(session)
    await session.aclose()
    Gatekeeper(Notes()).attend(session)


async def test_words_from_before_the_session_approve_nothing(tmp_path: Path) -> None:
    past = llm.ChatContext.empty()
    past.add_message(role="user", content="Yes.", created_at=1.0)
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.session.generate_reply(instructions="Say something.", chat_ctx=past)
        assert talk.received == []
        assert talk.decisions == []
        assert talk.ledger.of("heard") == []


async def test_a_message_counts_once_however_often_it_is_replied_to(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        message = llm.ChatMessage(role="user", content=["Yes."])
        keeper = hears(talk.session)
        assert keeper is not None
        first, second = keeper.hear(message), keeper.hear(message)
        assert first is second
        await talk.rests()
        assert talk.received == [ATLAS]
        assert len(talk.ledger.of("heard")) == 1


async def test_session_run_asks_and_answers_like_any_other_way_to_type(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        result: RunResult[Any] = await talk.session.run(user_input="Delete the atlas.")
        assert len(talk.questions) == 1
        # LiveKit's console by text shows what the result of a run holds, and nothing else.
        said = spoken(result)
        assert said[-1:] == talk.questions
        await talk.session.run(user_input="Yes.")
        await talk.rests()
        assert talk.received == [ATLAS]


async def test_a_run_holds_all_that_comes_of_its_words_the_result_and_the_next_question_too(tmp_path: Path) -> None:
    replies: dict[str, Reply] = {**REPLIES, "Is it old?": "It is.", "said no": "Then not."}
    async with conversing(tmp_path, replies) as talk:

        async def run(words: str) -> list[str | None]:
            result: RunResult[Any] = await talk.session.run(user_input=words)
            return [
                event.item.text_content
                for event in result.events
                if event.type == "message" and event.item.role == "assistant"
            ]

        assert await run("Delete the atlas.") == talk.questions
        assert await run("Is it old?") == ["It is.", talk.questions[-1]]
        assert len(talk.questions) == 2
        assert await run("Yes.") == ["I got: deleted atlas"]
        await run("Delete the atlas.")
        assert await run("No.") == ["Then not."]


async def test_an_id_that_the_model_uses_twice_is_no_trouble(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        names = [talk.keeper.name("call_0") for _ in range(3)]
        assert names == ["call_0", "call_0-2", "call_0-3"]


async def test_what_the_model_or_a_listener_does_to_the_arguments_later_changes_nothing(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:

        def meddle(event: Any) -> None:
            arguments: Any = event.arguments if isinstance(event, CallEvent) else event.call.arguments
            arguments["name"] = "everything"

        talk.meddle = meddle
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
        assert talk.received == [ATLAS]


@pytest.mark.parametrize("role", ["assistant", "system", "developer"])
def test_only_a_persons_last_message_is_what_a_reply_is_for(role: llm.ChatRole) -> None:
    chat = llm.ChatContext.empty()
    said = chat.add_message(role="user", content="Yes.")
    assert new_words(chat) is said
    chat.add_message(role=role, content="More.")
    assert new_words(chat) is (None if role == "assistant" else said)


def test_a_tools_result_is_nobodys_words() -> None:
    chat = llm.ChatContext.empty()
    chat.add_message(role="user", content="Delete it.")
    chat.items.append(llm.FunctionCallOutput(name="x", call_id="1", output="yes", is_error=False))
    assert new_words(chat) is None


class Brief(Asking, Agent):
    """An agent that writes its replies by itself."""

    def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)


class Polite(Brief):
    """Another, that builds on the one before."""

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        return await super().llm_node(chat_ctx, tools, model_settings)


class Flowing(Asking, Agent):
    """One that goes through a reply as it comes."""

    async def llm_node(self, *given: Any) -> AsyncIterator[Any]:
        async for chunk in super().llm_node(*given):
            yield chunk


class Flooded(Flowing):
    """Another, that builds on the one before."""

    async def llm_node(self, *given: Any) -> AsyncIterator[Any]:
        async for chunk in super().llm_node(*given):
            yield chunk


@pytest.mark.parametrize("kind", [Brief, Polite, Flowing, Flooded])
async def test_an_agent_with_a_model_node_of_its_own_hears_for_the_gate_too(tmp_path: Path, kind: type[Agent]) -> None:
    async with conversing(tmp_path, REPLIES, agent=kind(instructions="Be brief.")) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Is it old?")
        context, tools = talk.model.requests[-1]
        assert tools == ["shelf__look"]
        assert str(context.items).count(talk.questions[0]) == 1
        await talk.type("Yes.")
        assert talk.received == [ATLAS]


async def test_of_a_question_that_was_said_only_the_ids_of_its_messages_are_kept(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        for _ in range(2):
            await talk.type("Delete the atlas.")
            await talk.type("No.")
        questions = talk.keeper._deeds.questions
        asked = [item for item in talk.session.history.messages() if item.text_content in talk.questions]
        assert len(asked) == 2
        assert questions.messages() == {item.id for item in asked}
        assert questions._said == []


async def test_who_looks_something_up_for_a_side_question_has_no_tool_that_asks_afterwards_either(
    tmp_path: Path,
) -> None:
    replies = {**REPLIES, "Where does it stand?": Call("shelf__look", {})}
    async with conversing(tmp_path, replies) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Where does it stand?")
        (_, before), (context, after) = talk.model.requests[-2:]
        assert before == after == ["shelf__look"]
        assert str(context.items).count(talk.questions[0]) == 1

"""What is said while the model itself takes long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, llm

from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Assistant, Conversation, conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

INTERIM = "One moment, please."
REPLIES: dict[str, Reply] = {
    "What time is it?": "It is noon.",
    "Thanks.": "You're welcome.",
    "Look.": Call("shelf__look", {"name": "top"}),
}


class Slow(Assistant):
    """An agent whose model waits for the test, once."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.goes_on = asyncio.Event()

    async def llm_node(self, *given: Any) -> Any:
        await self.goes_on.wait()
        return Agent.default.llm_node(self, *given)


def texts(context: llm.ChatContext) -> list[str]:
    return [item.text_content or "" for item in context.messages() if item.role in ("user", "assistant")]


async def slow(talk: Conversation, agent: Slow, words: str) -> None:
    """Says it, and lets the model go on once the interim sentence was said."""
    talk.session.generate_reply(user_input=words)
    await until(lambda: talk.session.agent_state == "speaking")
    agent.goes_on.set()
    await talk.rests()


@pytest.mark.parametrize("words", [INTERIM, "Let me think about that."])
async def test_while_the_model_takes_long_a_sentence_is_said_which_it_never_sees(tmp_path: Path, words: str) -> None:
    agent = Slow()
    async with conversing(tmp_path, REPLIES, agent=agent, pace=0.005, interim_after=0.1, interim=words) as talk:
        await slow(talk, agent, "What time is it?")
        assert " ".join(talk.said).split() == f"{words} It is noon.".split()
        assert texts(talk.session.history) == ["What time is it?", "It is noon."]
        await talk.type("Thanks.")
        assert texts(talk.model.requests[-1][0]) == ["What time is it?", "It is noon.", "Thanks."]
        assert words not in talk.said[-1]


async def test_before_a_late_call_without_words_it_leaves_no_message_behind(tmp_path: Path) -> None:
    agent = Slow()
    async with conversing(tmp_path, REPLIES, agent=agent, pace=0.005, interim_after=0.1) as talk:
        await slow(talk, agent, "Look.")
        assert talk.said[0].strip() == INTERIM
        assert talk.said[-1] == "I got: three books"
        assert texts(talk.model.requests[-1][0]) == ["Look."]


async def test_a_sentence_that_was_cut_off_leaves_no_message_behind(tmp_path: Path) -> None:
    agent = Slow()
    async with conversing(tmp_path, REPLIES, agent=agent, pace=0.05, interim_after=0.1) as talk:
        talk.session.generate_reply(user_input="What time is it?")
        await until(lambda: talk.session.agent_state == "speaking")
        await talk.session.interrupt()
        agent.goes_on.set()
        await talk.type("Thanks.")
        assert texts(talk.model.requests[-1][0]) == ["What time is it?", "Thanks."]


async def test_it_is_off_unless_it_is_asked_for_and_not_said_before_a_quick_reply(tmp_path: Path) -> None:
    agent = Slow()
    async with conversing(tmp_path, REPLIES, agent=agent, pace=0.005) as talk:
        talk.session.generate_reply(user_input="What time is it?")
        with pytest.raises(TimeoutError):
            await until(lambda: talk.session.agent_state == "speaking", 0.4)
        agent.goes_on.set()
        await talk.rests()
        assert talk.said == ["It is noon."]
    async with conversing(tmp_path, REPLIES, pace=0.005, interim_after=5.0) as talk:
        await talk.type("What time is it?")
        assert talk.said == ["It is noon."]


class Pieces(Assistant):
    """An agent with a node of its own that gives plain text in pieces."""

    async def llm_node(self, *_: Any) -> AsyncIterator[str]:
        for piece in ("It is", " noon."):
            yield piece


async def test_a_node_of_ones_own_is_passed_on_as_it_is(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, agent=Pieces(instructions=""), pace=0.005, interim_after=5.0) as talk:
        await talk.type("What time is it?")
        assert talk.said == ["It is noon."]


class Limited(Assistant):
    """An agent that gives its model so much time and no more."""

    async def llm_node(self, *_: Any) -> AsyncIterator[str]:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                yield "It is"
                await asyncio.sleep(3)
                yield " late."
        yield " noon."


async def test_a_node_that_sets_itself_a_time_keeps_to_it(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, agent=Limited(instructions=""), pace=0.005, interim_after=5.0) as talk:
        await talk.type("What time is it?")
        assert talk.said == ["It is noon."]


class Broken(Assistant):
    """An agent whose model fails after a while."""

    async def llm_node(self, *_: Any) -> AsyncIterator[str]:
        yield "It is"
        raise ConnectionError


async def test_a_node_that_fails_is_seen_to_fail(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, agent=Broken(instructions=""), pace=0.005, interim_after=5.0) as talk:
        reply = talk.session.generate_reply(user_input="What time is it?")
        await reply
        assert isinstance(reply.exception(), ConnectionError)

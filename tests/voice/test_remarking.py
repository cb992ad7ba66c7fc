"""What the agent says of its own accord about calls that run, in a real session."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, ModelSettings, llm

from sayso.consent.policy import Filter, Rules
from sayso.consent.settings import Settings
from sayso.voice.asking import new_words
from sayso.voice.remarks import BEGUN, STALLS
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Assistant, Conversation, conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

FREE = Rules(never=Filter(names=frozenset({"copy", "look"})))
SOON = Settings(first_stall=0.3, next_stall=0.3, max_stalls=2)
REPLIES: dict[str, Reply] = {
    "Copy it.": Call("shelf__copy", {"name": "atlas"}),
    "Copy it with news.": Call("shelf__copy", {"name": "atlas", "news": "page 7 of 12"}),
    "Copy it quickly.": Call("shelf__copy", {"name": "atlas", "seconds": 1.0}),
    "Delete it.": Call("shelf__delete", {"name": "atlas"}),
    "Are you still there?": "I am.",
}


def remarks(talk: Conversation) -> list[str]:
    """What it said of its own accord."""
    return [line for line in talk.said if line in STALLS or line == BEGUN or "still working" in line]


async def test_a_call_that_takes_long_is_spoken_of_and_the_model_does_not_see_it(tmp_path: Path) -> None:
    seen: list[Any] = []
    async with conversing(tmp_path, REPLIES, rules=FREE, settings=SOON) as talk:
        talk.keeper.on("remark", seen.append)
        talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: len(remarks(talk)) == 2)
        assert remarks(talk) == [STALLS[0], STALLS[1]]
        assert [(event.kind, event.text) for event in seen] == [("stall", STALLS[0]), ("stall", STALLS[1])]
        history = json.dumps(talk.session.history.to_dict())
        assert STALLS[0] not in history
        before = len(talk.model.requests)
        await talk.type("Stop.")
        assert len(talk.model.requests) > before
        assert STALLS[0] not in json.dumps(talk.model.requests[-1][0].to_dict())


async def test_the_result_comes_after_the_notices_and_ends_them(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, settings=SOON) as talk:
        await talk.type("Copy it quickly.")
        assert talk.said == [STALLS[0], STALLS[1], "I got: copied atlas"]


async def test_what_the_person_says_ends_the_notices_and_are_you_still_there_gets_an_answer(tmp_path: Path) -> None:
    settings = Settings(first_stall=0.4, next_stall=0.4)
    async with conversing(tmp_path, REPLIES, rules=FREE, settings=settings) as talk:
        talk.session.generate_reply(user_input="Copy it quickly.")
        await until(lambda: talk.received)
        await talk.session.generate_reply(user_input="Are you still there?")
        await talk.rests()
        assert talk.said == ["I am.", "I got: copied atlas"]


async def test_no_notice_is_put_over_a_question_that_waits(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, settings=SOON) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: talk.received)
        await talk.session.generate_reply(user_input="Delete it.")
        await until(lambda: talk.questions)
        loud = asyncio.Event()
        talk.keeper.on("remark", lambda _: loud.set())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loud.wait(), 0.9)
        talk.session.generate_reply(user_input="Stop.")
        await talk.rests()
        assert remarks(talk) == []


@pytest.mark.parametrize(("trusted", "first"), [(True, "I'm still working on it: page 7 of 12."), (False, STALLS[0])])
async def test_a_server_is_quoted_on_its_progress_only_where_it_is_trusted(
    tmp_path: Path, trusted: bool, first: str
) -> None:
    rules = Rules(never=Filter(names=frozenset({"copy"})), trusted=trusted)
    async with conversing(tmp_path, REPLIES, rules=rules, settings=SOON) as talk:
        talk.session.generate_reply(user_input="Copy it with news.")
        await until(lambda: remarks(talk))
        assert remarks(talk)[0] == first
        await talk.type("Stop.")


async def test_in_writing_a_call_is_not_announced(tmp_path: Path) -> None:
    settings = Settings(announce_after=0.0)
    async with conversing(tmp_path, REPLIES, rules=FREE, settings=settings) as talk:
        await talk.type("Copy it quickly.")
        assert talk.said == ["I got: copied atlas"]


class Slow(Assistant):
    """Its model takes its time where nobody has said anything."""

    def __init__(self) -> None:
        super().__init__(instructions="Be brief.")
        self.thinks, self.go_on = asyncio.Event(), asyncio.Event()

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        if new_words(chat_ctx) is not None:
            return Agent.default.llm_node(self, chat_ctx, tools, model_settings)
        self.thinks.set()
        await self.go_on.wait()
        return "By the way."


async def test_no_notice_is_put_before_a_reply_that_is_being_thought_of(tmp_path: Path) -> None:
    agent, loud = Slow(), asyncio.Event()
    async with conversing(tmp_path, REPLIES, agent=agent, rules=FREE, settings=SOON) as talk:
        talk.keeper.on("remark", lambda _: loud.set())
        talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: talk.received)
        await until(lambda: talk.session.current_speech is None)
        talk.session.generate_reply(instructions="Say something.")
        await agent.thinks.wait()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loud.wait(), 0.7)
        agent.go_on.set()
        await loud.wait()
        await until(lambda: STALLS[0] in talk.said)
        assert talk.said.index("By the way.") < talk.said.index(STALLS[0])
        await talk.type("Stop.")

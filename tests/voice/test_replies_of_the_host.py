"""What a host has the agent say right after an answer is said, and the answer is not heard again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, ModelSettings, llm

from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Assistant, Conversation, conversing
from tests.waiting import until

pytestmark = pytest.mark.realtime

REPLIES: dict[str, Reply] = {
    "Delete the atlas.": Call("shelf__delete", {"name": "atlas"}),
    "Copy it.": Call("shelf__copy", {"name": "atlas"}),
    "No.": "The shop closes soon.",
    "Hmm.": "The shop closes soon.",
    "Yes.": "It takes a while.",
}


def heard(talk: Conversation) -> int:
    return len(talk.ledger.of("heard"))


async def test_what_a_host_wants_said_after_an_answer_is_said(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Hmm.")
        before = heard(talk)
        await talk.session.generate_reply(instructions="Tell the person that the shop closes.")
        assert talk.said[-1] == "The shop closes soon."
        assert heard(talk) == before


async def test_what_a_host_wants_said_while_an_approved_call_runs_is_said(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Copy it.")
        await talk.session.generate_reply(user_input="Yes.")
        await until(lambda: bool(talk.received))
        await talk.session.generate_reply(instructions="Say that it takes a while.")
        assert talk.said[-1] == "It takes a while."
        assert heard(talk) == 1


class Greeting(Assistant):
    """Takes over and says so."""

    async def on_enter(self) -> None:
        self.session.generate_reply(instructions="Greet the person.")


async def test_an_agent_that_takes_over_right_after_an_answer_greets(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Hmm.")
        before = heard(talk)
        talk.session.update_agent(Greeting(instructions="Be kind.", chat_ctx=talk.agent.chat_ctx))
        await until(lambda: "The shop closes soon." in talk.said)
        assert heard(talk) == before
        assert talk.received == []


async def test_a_conversation_that_is_written_anew_brings_no_answer_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, {**REPLIES, "Yes.": "So it is."}) as talk:
        await talk.type("Copy it.")
        anew = llm.ChatContext.empty()
        anew.add_message(role="user", content="Yes.")
        await talk.agent.update_chat_ctx(anew)
        await talk.session.generate_reply()
        assert talk.said[-1] == "So it is."
        assert talk.received == []
        assert heard(talk) == 0
        await talk.type("No.")
        assert talk.decisions == ["denied"]


class Slow(Agent):
    """Lets time pass before the gate is reached."""

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Any:
        await asyncio.sleep(0.05)
        node: Any = super().llm_node(chat_ctx, tools, model_settings)
        return await node


class SlowAssistant(Slow, Assistant):
    """One whose other parent comes before the gate."""


async def test_words_that_come_to_the_gate_late_are_new_all_the_same(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, agent=SlowAssistant(instructions="Be brief.")) as talk:
        await talk.type("Delete the atlas.")
        await talk.type("Yes.")
        assert talk.received == [{"tool": "delete", "name": "atlas"}]


async def test_a_question_in_the_middle_of_which_a_host_wants_a_reply_is_asked_again_after_it(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Delete the atlas.")
        await until(lambda: len(talk.questions) == 1)
        await talk.session.generate_reply(instructions="Say when the shop closes.")
        await talk.rests()
        assert [record["way"] for record in talk.ledger.of("asked")] == ["first", "again"]
        assert talk.said[-1] == talk.questions[0]


async def test_after_what_a_host_says_over_an_open_question_it_is_asked_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES) as talk:
        await talk.type("Delete the atlas.")
        await talk.session.say("Shall I play some music?")
        await until(lambda: len(talk.questions) == 2)
        await talk.rests()
        assert talk.said[-2:] == ["Shall I play some music?", talk.questions[0]]

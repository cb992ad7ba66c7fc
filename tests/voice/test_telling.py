"""Which reply tells which results, where several are made for them or none comes of one."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.events import ToolExecutionUpdatedEvent, ToolReplyUpdated

from sayso.consent.policy import Filter, Rules
from sayso.voice.owed import Owed
from sayso.voice.telling import Telling
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Assistant, Conversation, conversing
from tests.waiting import until

FREE = Rules(never=Filter(names=frozenset({"copy"})))
REPLIES: dict[str, Reply] = {"Copy it.": Call("shelf__copy", {"name": "atlas", "seconds": 1.1})}


def results(*ids: str) -> llm.ChatContext:
    """A conversation that ends with these."""
    pairs = [
        (
            llm.FunctionCall(call_id=id_, name="study", arguments="{}"),
            llm.FunctionCallOutput(call_id=id_, name="study", output="read", is_error=False),
        )
        for id_ in ids
    ]
    return llm.ChatContext([item for pair in pairs for item in pair])


def spoken(reply: SpeechHandle) -> None:
    reply._item_added([llm.ChatMessage(role="assistant", content=["Both are read."])])
    reply._mark_done()


class Made:
    """What LiveKit tells of two replies, one for each of two results."""

    def __init__(self) -> None:
        self.owed = Owed(lambda: None, lambda: False)
        session: AgentSession[None] = AgentSession()
        self.owed.watch(session)
        self.again: list[list[str]] = []
        self.owed._retelling.again = lambda _, ids: self.again.append(ids)  # type: ignore[method-assign, assignment]
        self.first, self.second = SpeechHandle.create(), SpeechHandle.create()
        for id_, reply in (("a", self.first), ("b", self.second)):
            self.owed.add(id_)
            self.update(reply, f"{id_}_final", "scheduled")
        self.context = results("a_final", "b_final")

    def update(self, reply: SpeechHandle, id_: str, status: Any) -> None:
        update = ToolReplyUpdated(update_ids=[id_], status=status, speech_id=reply.id)
        self.owed._updated(ToolExecutionUpdatedEvent(update=update))

    def takes(self, reply: SpeechHandle) -> bool:
        return self.owed.results.takes(self.context, reply)


async def test_two_results_of_one_reply_that_was_talked_over_are_told_again_together_and_once() -> None:
    for order in ((0, 1), (1, 0)):
        made = Made()
        assert (made.takes(made.first), made.takes(made.second)) == (True, False)
        replies = [(made.first, "a_final"), (made.second, "b_final")]
        for reply, _ in replies:
            reply.interrupt()
            reply._mark_done()
        for place in order:
            made.update(*replies[place], "interrupted")
        assert made.again == [["a_final", "b_final"]]


async def test_a_silent_reply_that_is_talked_over_brings_no_result_again_that_another_reply_told() -> None:
    made = Made()
    made.takes(made.first)
    made.takes(made.second)
    spoken(made.first)
    made.update(made.first, "a_final", "completed")
    made.second.interrupt()
    made.update(made.second, "b_final", "interrupted")
    assert made.again == []
    assert not made.owed


async def test_what_a_reply_would_have_told_that_failed_is_told_again() -> None:
    made = Made()
    made.takes(made.first)
    made.takes(made.second)
    made.first._mark_done(error=RuntimeError("no model"))
    made.update(made.first, "a_final", "skipped")
    assert made.again == [["a_final", "b_final"]]


async def test_a_reply_that_called_something_and_said_nothing_has_told_nothing() -> None:
    telling = Telling()
    first, second = SpeechHandle.create(), SpeechHandle.create()
    telling.scheduled(first.id, ["a_final"])
    telling.scheduled(second.id, ["b_final"])
    context = results("a_final", "b_final")
    assert telling.takes(context, first)
    first._item_added(list(results("c").items))
    first._mark_done()
    assert telling.takes(context, second)


async def test_what_was_told_is_forgotten_so_that_a_model_can_use_the_id_of_a_call_again() -> None:
    made = Made()
    made.takes(made.first)
    made.takes(made.second)
    spoken(made.first)
    made.update(made.first, "a_final", "completed")
    made.update(made.second, "b_final", "skipped")
    made.context = results("a_final")
    again = SpeechHandle.create()
    made.update(again, "a_final", "scheduled")
    assert made.takes(again)
    assert set(made.owed.results._by) == {"a_final"}


class Host(Assistant):
    """An agent that says something else in the moment in which a result comes."""

    async def llm_node(self, chat_ctx: llm.ChatContext, *given: Any) -> Any:
        last = chat_ctx.items[-1]
        if isinstance(last, llm.ChatMessage) and last.text_content == "Say that the shop closes.":
            return "The shop closes."
        return Agent.default.llm_node(self, chat_ctx, *given)


@pytest.mark.realtime
async def test_a_result_that_comes_while_a_host_wants_something_else_said_is_told_after_it(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, agent=Host(instructions="Be brief."), pace=0.02) as talk:
        talk.session.on("tool_execution_updated", functools.partial(say_something_else, talk))
        talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: talk.received)
        talk.session.say("This is said while the call runs, and it takes longer than the call does.")
        await talk.rests()
        assert talk.said[1:] == ["The shop closes.", "I got: copied atlas"]


def say_something_else(talk: Conversation, event: ToolExecutionUpdatedEvent) -> None:
    if event.update.type == "tool_call_ended" and event.update.id.endswith("_final"):
        talk.session.generate_reply(instructions="Say that the shop closes.")

"""Results that come when the conversation has gone on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from livekit.agents import AgentSession, UserInputTranscribedEvent, llm

from sayso.consent.policy import Filter, Rules
from sayso.voice.late import AGAIN, LATE, Retelling
from sayso.voice.telling import Telling
from tests.scripted_llm import Call, Reply
from tests.voice.conversation import Conversation, conversing, hand_over
from tests.waiting import until

pytestmark = pytest.mark.realtime

FREE = Rules(never=Filter(names=frozenset({"copy"})))
REPLIES: dict[str, Reply] = {
    "Copy it.": Call("shelf__copy", {"name": "atlas", "seconds": 1.3}),
    "Delete it.": Call("shelf__delete", {"name": "atlas"}),
    "What time is it?": "It is noon.",
    "Stop.": "All right.",
    "copied": "About the copy from before: it is done, and you can have it whenever you like.",
}
TOLD = "About the copy from before"


def instructions(context: llm.ChatContext) -> str:
    return " ".join(item.text_content or "" for item in context.messages() if item.role == "system")


def retold(talk: Conversation) -> list[str]:
    return [line for line in talk.said if line.startswith(TOLD)]


async def speaking_of_it(talk: Conversation, times: int) -> None:
    """Returns while the agent tells the result, for this time."""
    await until(lambda: len(retold(talk)) == times and talk.session.agent_state == "speaking")


async def test_a_result_after_another_topic_is_marked_as_late_for_the_model(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await until(lambda: talk.received)
        await talk.type("What time is it?")
        assert talk.said == ["It is noon.", REPLIES["copied"]]
        assert LATE.format(names="`shelf__copy`") in instructions(talk.model.requests[-1][0])


async def test_a_result_without_another_topic_is_not_marked_and_neither_is_one_after_its_own_yes(
    tmp_path: Path,
) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE) as talk:
        await talk.type("Copy it.")
        await talk.type("Delete it.")
        await talk.type("Yes.")
        assert talk.said[-1] == "I got: deleted atlas"
        for context, _ in talk.model.requests:
            assert "comes late:" not in instructions(context)


async def test_a_result_that_was_talked_over_is_told_again_once_the_person_was_answered(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await speaking_of_it(talk, 1)
        await talk.session.interrupt()
        await talk.session.generate_reply(user_input="What time is it?")
        await talk.rests()
        assert [line for line in talk.said if line.startswith(("It is", TOLD))][1:] == [
            "It is noon.",
            REPLIES["copied"],
        ]
        assert AGAIN.format(names="`shelf__copy`") in instructions(talk.model.requests[-1][0])
        assert LATE.format(names="`shelf__copy`") in instructions(talk.model.requests[-1][0])


async def test_a_result_that_is_talked_over_each_time_is_told_three_times_at_most(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        for time in (1, 2, 3):
            await speaking_of_it(talk, time)
            await talk.session.interrupt()
        await talk.rests()
        assert len(retold(talk)) == 3


@pytest.mark.parametrize("of_the_agent", [False, True])
async def test_another_agent_that_takes_over_meanwhile_tells_again_what_is_not_of_the_agent_before_alone(
    tmp_path: Path, of_the_agent: bool
) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01, of_the_agent=of_the_agent) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await speaking_of_it(talk, 1)
        await talk.session.interrupt()
        await hand_over(talk.session)
        await talk.rests()
        assert len(retold(talk)) == (1 if of_the_agent else 2)
        again = talk.model.requests[-1][0].items
        assert of_the_agent or sum(isinstance(item, llm.FunctionCallOutput) for item in again) == 1


async def test_after_a_stop_nothing_is_told_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await speaking_of_it(talk, 1)
        await talk.session.interrupt()
        await talk.type("Stop.")
        assert len(retold(talk)) == 1
        assert talk.said[-1] == "All right."


async def test_after_a_stop_that_was_heard_and_taken_by_the_gate_nothing_is_told_again(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await speaking_of_it(talk, 1)
        await talk.session.interrupt()
        await until(is_retelling)
        heard = UserInputTranscribedEvent(transcript="Stop.", is_final=True)
        talk.session.emit("user_input_transcribed", heard)
        await talk.rests()
        assert len(retold(talk)) == 1


@pytest.mark.parametrize(("language", "stop"), [("en", "Stop."), ("de", "Hör auf.")])
async def test_a_stop_in_the_very_moment_leaves_nothing_that_a_question_would_wait_for(
    language: str, stop: str
) -> None:
    over: list[str] = []
    retelling = Retelling(lambda: False, lambda _: True, over.extend, Telling(), language)
    session: AgentSession[None] = AgentSession()
    retelling.again(session, ["a_final"])
    retelling.heard(UserInputTranscribedEvent(transcript=stop, is_final=True))
    await until(lambda: over == ["a_final"], 1)


def is_retelling() -> bool:
    return any(task.get_name() == "sayso retelling" for task in asyncio.all_tasks())


async def test_closing_while_something_is_to_be_told_again_leaves_nothing_running(tmp_path: Path) -> None:
    async with conversing(tmp_path, REPLIES, rules=FREE, pace=0.01) as talk:
        talk.session.generate_reply(user_input="Copy it.")
        await speaking_of_it(talk, 1)
        await talk.session.interrupt()
        await until(is_retelling)
        (retelling,) = (task for task in asyncio.all_tasks() if task.get_name() == "sayso retelling")
        talk.keeper.close()
        await asyncio.wait({retelling}, timeout=1)
        assert retelling.cancelled()
        await talk.session.aclose()

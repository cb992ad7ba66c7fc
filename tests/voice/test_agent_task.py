"""The gate within an AgentTask."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from livekit.agents import AgentTask, function_tool

import sayso
from sayso.voice.asking import Asking
from tests.scripted_llm import Call
from tests.voice.with_own_tools import Talk, talking
from tests.waiting import until

pytestmark = pytest.mark.realtime


class Desk(Asking, AgentTask[str]):
    """Takes over for a while."""

    def __init__(self, tools: list[Any]) -> None:
        super().__init__(instructions="Be kind.", tools=tools)
        self.here = False

    async def on_enter(self) -> None:
        self.here = True


def said(talk: Talk) -> set[str]:
    return {item.text_content or "" for item in talk.session.history.messages()}


async def test_a_question_within_a_task_does_not_wait_for_a_result_that_is_told_after_it() -> None:
    done = asyncio.Event()

    @sayso.asks
    async def save() -> str:
        """Saves it."""
        await done.wait()
        return "saved"

    @sayso.asks
    async def refund() -> str:
        """Pays it back."""
        desk[0].complete("went well")
        return "paid"

    @function_tool
    async def visit() -> str:
        """Goes to the desk."""
        desk.append(Desk([refund]))
        return await desk[0]

    desk: list[Desk] = []
    replies = {"save": Call("save"), "visit": Call("visit"), "refund": Call("refund")}
    async with talking(replies, save, visit) as talk:
        await talk.type("save")
        talk.session.generate_reply(user_input="Yes.")
        await until(lambda: talk.keeper.running)
        talk.session.generate_reply(user_input="visit")
        await until(lambda: desk and desk[0].here)
        done.set()
        await until(lambda: not talk.keeper.running)
        talk.session.generate_reply(user_input="refund")
        await until(lambda: len(talk.questions) == 2)
        talk.session.generate_reply(user_input="Yes.")
        await until(lambda: talk.decisions == ["approve", "approve"])
        await until(lambda: {"I got: saved", "I got: went well"} <= said(talk))


async def test_a_question_that_waits_when_a_task_begins_is_asked_in_it_and_answered_there() -> None:
    ran: list[str] = []

    @sayso.asks
    async def save() -> str:
        """Saves it."""
        ran.append("save")
        return "saved"

    @function_tool
    async def visit() -> str:
        """Goes to the desk."""
        desk.append(Desk([]))
        return await desk[0]

    desk: list[Desk] = []
    there = "Can you take me to the desk first?"
    async with talking({"save": Call("save"), there: Call("visit")}, save, visit) as talk:
        await talk.type("save")
        talk.session.generate_reply(user_input=there)
        await until(lambda: desk and desk[0].here)
        await until(lambda: len(talk.questions) == 2)
        talk.session.generate_reply(user_input="Yes.")
        await until(lambda: ran == ["save"])
        desk[0].complete("went well")
        await until(lambda: {"I got: saved", "I got: went well"} <= said(talk))
        assert talk.decisions == ["approve"]

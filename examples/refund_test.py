"""Tests of an agent whose tools ask. They need no key: the model's part is written down.

    python -m pytest -p sayso.testing examples/refund_test.py

In a project of your own, `pytest_plugins = ["sayso.testing"]` in conftest.py stands for `-p sayso.testing`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from livekit.agents import Agent, AgentSession

import sayso
from sayso.testing import Call, Gate, ScriptedModel

pytestmark = pytest.mark.asyncio


class Clerk(sayso.Asking, Agent):
    """The agent under test."""

    def __init__(self) -> None:
        super().__init__(instructions="You help people with their orders.")

    @sayso.asks(say="pay back order {order}")
    async def refund(self, order: int) -> str:
        """Pays an order back."""
        return f"Order {order} is paid back."


@asynccontextmanager
async def talking(gate: Gate) -> AsyncIterator[None]:
    model = ScriptedModel({"Refund order 7.": Call("refund", order=7), "What is that?": "A blue lamp."})
    async with AgentSession[None](llm=model, vad=None) as session:
        gate.attend(session)
        await session.start(Clerk())
        yield


async def test_a_refund_is_asked_for_and_paid_once_after_a_yes(gate: Gate) -> None:
    async with talking(gate):
        result = await gate.says("Refund order 7.")
        result.expect.contains_function_call(name="refund", arguments={"order": 7})
        gate.asked("Shall I pay back order 7?")
        gate.ran_nothing()
        result = await gate.answer("Yes.")
        gate.ran("refund", order=7)


async def test_after_a_no_nothing_is_paid(gate: Gate) -> None:
    async with talking(gate):
        await gate.says("Refund order 7.")
        await gate.answer("No.")
        gate.refused("refund", "denied", order=7)
        gate.ran_nothing()


async def test_a_question_back_is_no_answer(gate: Gate) -> None:
    async with talking(gate):
        await gate.says("Refund order 7.")
        await gate.answer("What is that?")
        gate.asked_for("refund", order=7)
        gate.ran_nothing()

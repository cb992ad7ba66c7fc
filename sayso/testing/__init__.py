"""For the tests of an agent of your own: what was asked, what was decided, and what ran.

    pytest_plugins = ["sayso.testing"]          # in conftest.py

    async def test_a_refund_is_asked_for(gate):
        model = ScriptedModel({"Refund order 7.": Call("refund", order=7)})     # or a real one
        async with AgentSession(llm=model, vad=None) as session:
            gate.attend(session)
            await session.start(MyAgent())
            result = await gate.says("Refund order 7.")
            gate.asked("Shall I refund order 7?")
            gate.ran_nothing()
            await gate.answer("Yes.")
            gate.ran("refund", order=7)

`says` and `answer` give LiveKit's own RunResult, for its `expect`. They return when the agent has nothing more to say
or do; after a `session.run` of your own, `await gate.rests()` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NoReturn

from livekit.agents import AgentSession
from livekit.agents.voice.run_result import RunResult

from sayso.calls import written
from sayso.problems import Problem, SaysoError
from sayso.testing.model import Call as Call
from sayso.testing.model import ScriptedModel as ScriptedModel
from sayso.testing.ran import NotingKeeper, Runs, holds, line
from sayso.testing.ran import Ran as Ran
from sayso.voice.events import DecisionEvent, Event, QuestionEvent
from sayso.voice.recording import Notes

try:
    import pytest
except ImportError:
    raise SaysoError(
        Problem("pytest-missing", "sayso.testing", "needs pytest, which is not installed", "pip install pytest")
    ) from None

PATIENCE = 20.0
"""Seconds that a test waits for the agent to come to rest."""


class Gate:
    """The gate of the session under test. Each assertion that fails says what happened instead."""

    def __init__(self) -> None:
        self.ledger = Notes()
        self.events: list[Event] = []
        """Every question and decision, in order."""
        self._runs = Runs()
        self.keeper = NotingKeeper(self.ledger, self.events, self._runs)
        self._session: AgentSession[Any] | None = None

    def attend(self, session: AgentSession[Any]) -> None:
        """Keeps the gate of this session. To be called before it starts."""
        self.keeper.attend(session)
        self._runs.watch(session)
        self._session = session

    # What the person does

    async def says(self, words: str) -> RunResult[Any]:
        """Has the person say this, and waits for all that comes of it."""
        result: RunResult[Any] = await self._attended.run(user_input=words)
        await self.rests()
        return result

    async def answer(self, words: str) -> RunResult[Any]:
        """Has the person say this to an open question; fails where none is."""
        __tracebackhide__ = True
        await self.rests()
        if not self.keeper.pending():
            self._fail(f"nothing is asked that {words!r} could answer")
        return await self.says(words)

    async def rests(self, patience: float = PATIENCE) -> None:
        """Waits until the agent has nothing more to say or do by itself."""
        __tracebackhide__ = True
        try:
            async with asyncio.timeout(patience):
                await self.keeper.rests(self._attended)
        except TimeoutError:
            self._fail(f"the agent is still at it after {patience:g} s")

    # What must be so

    def asked(self, text: str) -> QuestionEvent:
        """The person was asked exactly this, and has not answered yet."""
        __tracebackhide__ = True
        question = self._open_question(f"the question {text!r}")
        if question.text != text:
            self._fail(f"the question that is open is not {text!r}")
        return question

    def asked_for(self, tool: str, **arguments: Any) -> QuestionEvent:
        """The person was asked whether this tool may run, with these arguments among others, and has not answered."""
        __tracebackhide__ = True
        wanted = f"{tool}({written(arguments)})"
        question = self._open_question(f"a question for {wanted}")
        if tool != question.call.tool or not holds(question.call, arguments):
            self._fail(f"the question that is open is not for {wanted}")
        return question

    def asked_nothing(self) -> None:
        """The person was never asked."""
        __tracebackhide__ = True
        self._settled()
        if self.questions:
            self._fail("the person was asked")

    def approved(self, tool: str, **arguments: Any) -> DecisionEvent:
        """The last decision was that this call runs."""
        __tracebackhide__ = True
        return self._decided("approve", None, tool, arguments)

    def refused(self, tool: str, reason: str | None = None, **arguments: Any) -> DecisionEvent:
        """The last decision was that this call does not run: because it was `denied`, for example."""
        __tracebackhide__ = True
        return self._decided("refuse", reason, tool, arguments)

    def ran(self, tool: str, **arguments: Any) -> Ran:
        """This call ran exactly once, with these arguments among others, whether through the gate or past it."""
        __tracebackhide__ = True
        self._settled()
        found = [ran for ran in self.runs if ran.is_of(tool, arguments)]
        if len(found) != 1:
            times = f"ran {len(found)} times" if found else "did not run"
            self._fail(f"{tool}({written(arguments)}) {times}")
        return found[0]

    def ran_nothing(self) -> None:
        """No tool ran, whether it asks, runs unasked, or is none of the gate's."""
        __tracebackhide__ = True
        self._settled()
        if self.runs:
            self._fail("something ran")

    # What there was

    @property
    def questions(self) -> list[QuestionEvent]:
        return [event for event in self.events if isinstance(event, QuestionEvent)]

    @property
    def decisions(self) -> list[DecisionEvent]:
        return [event for event in self.events if isinstance(event, DecisionEvent)]

    @property
    def runs(self) -> list[Ran]:
        return self._runs.all()

    @property
    def _attended(self) -> AgentSession[Any]:
        if self._session is None:
            raise RuntimeError("the gate attends no session: call gate.attend(session) before session.start(...)")
        return self._session

    def _open_question(self, wanted: str) -> QuestionEvent:
        __tracebackhide__ = True
        self._settled()
        waiting = {view.id for view in self.keeper.pending()}
        question = next((one for one in reversed(self.questions) if one.id in waiting), None)
        if question is None:
            self._fail(f"{wanted} is not open")
        return question

    def _decided(self, decision: str, reason: str | None, tool: str, arguments: Mapping[str, Any]) -> DecisionEvent:
        __tracebackhide__ = True
        self._settled()
        last = self.decisions[-1] if self.decisions else None
        of_this = last is not None and last.call.tool == tool and holds(last.call, arguments)
        if last is None or not of_this or last.decision != decision or reason not in (None, last.reason):
            because = f" because of {reason!r}" if reason else ""
            self._fail(f"the last decision was not to {decision} {tool}({written(arguments)}){because}")
        return last

    def _settled(self) -> None:
        """What is asserted too early holds or fails by chance."""
        __tracebackhide__ = True
        if self.keeper.busy:
            self._fail("the agent is still at it: await gate.rests() before an assertion")

    def _fail(self, what: str) -> NoReturn:
        __tracebackhide__ = True
        asked = [f"{one.text!r} for {line(one.call)}" for one in self.questions]
        decided = [f"{one.reason or one.decision}: {line(one.call)}" for one in self.decisions]
        lines = [
            what,
            *self._cure(),
            *shown("asked", asked),
            *shown("decided", decided),
            *shown("ran", self.runs),
        ]
        pytest.fail("\n".join(lines), pytrace=True)

    def _cure(self) -> list[str]:
        if self._session is None:
            return ["the gate attends no session: call gate.attend(session) before session.start(...)"]
        if not self.keeper.serves(self._session):
            return ["nobody can be asked here: the agent needs sayso.Asking before Agent among its class's parents"]
        return []


def shown(title: str, lines: list[Any]) -> list[str]:
    return [f"{title}: nothing"] if not lines else [f"{title}:", *(f"  {line}" for line in lines)]


@pytest.fixture
def gate() -> Gate:
    """The gate of one session under test."""
    return Gate()

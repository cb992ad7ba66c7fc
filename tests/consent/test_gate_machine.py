"""The gate against everything that can happen in any order, with the promises as invariants.

What breaks one is printed as a dialogue that can be kept: put it into tests/scenarios/ under a name that says what it
is about, and test_scenarios.py plays it from then on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sayso.consent.events import Channel, Outcome
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.settings import Settings
from sayso.consent.simulation import Scenario, Stage, Tally
from sayso.consent.simulation import steps as do
from sayso.consent.simulation.world import SETTINGS, TOOLS, Tool
from tests.consent.talk import MEANT, read_plainly, short_question

SEEN = Tally()
WORDS = [*sorted(MEANT), "hm", "the weather is lovely over here"]
ANSWERS = [*["yes"] * 8, *["no", "stop", "later", "one moment"], *sorted(MEANT)]
MOMENT = st.sampled_from([0.0, 0.1, 0.5, 1.2])
WHO = st.sampled_from(["", "", "", "ben"])
BACK = st.sampled_from([0, 0, 0, 1])
"""Which question: mostly the last one."""
SOME = st.integers(0, 3)
"""Which of several, from the last one backwards."""


def redefine(after: float, tool: Tool, definition: str) -> do.Step:
    return do.Redefine(after, tool.server, tool.name, definition)


TROUBLE = st.one_of(
    st.builds(do.Leave, MOMENT, WHO),
    st.builds(do.Return, MOMENT, st.sampled_from(["", "ana", "ana2"])),
    st.builds(do.FailToWrite, MOMENT),
    st.builds(do.EndTask, MOMENT),
    st.builds(do.Withdraw, MOMENT, st.sampled_from(["c1", "c2", "c3"])),
    st.builds(redefine, MOMENT, st.sampled_from(TOOLS), st.sampled_from(["d2", "d1", ""])),
    st.builds(do.Wait, st.just(130.0)),
    st.builds(do.Close, MOMENT),
)


class GateMachine(RuleBasedStateMachine):
    """Each rule is one step, or a few that usually come together."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(short_question, read_plainly, SEEN)
        self.settings = Settings()
        self.count = 0
        self.troubles = 0

    def take(self, *steps: do.Step) -> None:
        try:
            for step in steps:
                self.stage.take(step)
        except BrokenPromiseError as broken:
            self.explain(broken)
            raise

    def explain(self, broken: BrokenPromiseError) -> None:
        kept = Scenario(str(broken), self.stage.steps, broken.promise)
        steps = ",\n  ".join(json.dumps(step) for step in kept.as_data().pop("steps"))
        note(json.dumps({**kept.as_data(), "steps": []})[:-2] + f"\n  {steps}\n]}}")

    def teardown(self) -> None:
        """Whatever happened, silence and patience bring it to its end."""
        try:
            self.stage.drain()
        except BrokenPromiseError as broken:
            self.explain(broken)
            raise
        SEEN.dialogues += 1

    def new_id(self) -> str:
        self.count += 1
        return f"c{self.count}"

    @initialize(settings=st.sampled_from(SETTINGS))
    def begin(self, settings: Settings) -> None:
        self.settings = settings

    # The model.

    @rule(after=MOMENT, tool=st.sampled_from(TOOLS), wanted=SOME)
    def propose(self, after: float, tool: Tool, wanted: int) -> None:
        arguments = tool.wanted[wanted % len(tool.wanted)]
        self.take(
            do.Propose(
                after,
                self.new_id(),
                tool.server,
                tool.name,
                arguments,
                tool.policy,
                self.settings,
                tool.read_only,
            )
        )

    @precondition(lambda self: self.stage.proposed)
    @rule(after=MOMENT, which=SOME)
    def propose_again(self, after: float, which: int) -> None:
        before = some(list(self.stage.proposed.values()), which)
        again = (before.server, before.tool, before.arguments, before.policy, before.settings, before.read_only)
        self.take(do.Propose(after, self.new_id(), *again, before.definition))

    @rule(after=MOMENT, whole=st.booleans(), proposed=st.booleans())
    def reply(self, after: float, whole: bool, proposed: bool) -> None:
        self.take(do.Reply(after, whole, proposed))

    @precondition(lambda self: self.troubles < 4)
    @rule(step=TROUBLE)
    def trouble(self, step: do.Step) -> None:
        if not isinstance(step, do.Close) or len(self.stage.steps) > 30:
            self.troubles += 1
            self.take(step)

    # The question.

    @precondition(lambda self: self.stage.playing == "out")
    @rule()
    def play_the_whole_question(self) -> None:
        self.take(do.Start(0.2), do.Play(1.0, 40), do.End(0.4))

    @precondition(lambda self: self.stage.asks)
    @rule(after=MOMENT, back=BACK)
    def start_the_question(self, after: float, back: int) -> None:
        self.take(do.Start(after, back))

    @precondition(lambda self: self.stage.asks)
    @rule(after=MOMENT, words=st.integers(1, 20), back=BACK)
    def play_some_of_the_question(self, after: float, words: int, back: int) -> None:
        self.take(do.Play(after, words, back))

    @precondition(lambda self: self.stage.asks)
    @rule(after=MOMENT, back=BACK)
    def show_the_question(self, after: float, back: int) -> None:
        self.take(do.Show(after, back))

    @precondition(lambda self: self.stage.asks)
    @rule(after=MOMENT, cut=st.booleans(), back=BACK)
    def end_the_question(self, after: float, cut: bool, back: int) -> None:
        self.take(do.End(after, cut, back))

    # The people.

    @rule(after=MOMENT, text=st.sampled_from(WORDS), lasted=st.sampled_from([0.05, 0.05, 0.3, 0.3, 1.0, 4.0]), who=WHO)
    def say(self, after: float, text: str, lasted: float, who: str) -> None:
        self.take(do.Say(after, text, lasted, who=who))

    @rule(after=MOMENT, text=st.sampled_from(WORDS))
    def say_half(self, after: float, text: str) -> None:
        self.take(do.Say(after, text, 0.1, final=False))

    @rule(after=MOMENT, text=st.sampled_from(WORDS), lasted=st.sampled_from([0.0, 0.0, 1.0]), who=WHO)
    def type_words(self, after: float, text: str, lasted: float, who: str) -> None:
        self.take(do.Say(after, text, lasted, who=who, channel="text"))

    @precondition(lambda self: self.stage.open)
    @rule(text=st.sampled_from(ANSWERS))
    def hear_the_question_and_answer(self, text: str) -> None:
        self.take(*(do.Hush(0.1, who) for who in self.stage.speaking))
        if self.stage.playing in ("out", "begun"):
            self.take(do.Start(0.2), do.Play(1.0, 40), do.End(0.4))
        self.take(do.Say(0.8, text, 0.3))

    @precondition(lambda self: self.stage.open)
    @rule(text=st.sampled_from(["yes", "yes please"]), more=st.sampled_from(["speak", "half", "more", "quiet"]))
    def say_yes_and_then(self, text: str, more: str) -> None:
        """What may come into the quiet after a careful yes."""
        self.hear_the_question_and_answer(text)
        match more:
            case "speak":
                self.take(do.Speak(0.1))
            case "half":
                self.take(do.Say(0.1, "and", 0.05, final=False))
            case "more":
                self.take(do.Say(0.1, "yes", 0.05))
            case _:
                self.take(do.Wake())

    @precondition(lambda self: self.stage.open)
    @rule(text=st.sampled_from(ANSWERS))
    def answer(self, text: str) -> None:
        self.take(do.Say(0.8, text, 0.3))

    @precondition(lambda self: self.stage.asks)
    @rule(which=SOME, approve=st.booleans(), who=WHO, channel=st.sampled_from(["button", "keypad", "message"]))
    def press(self, which: int, approve: bool, who: str, channel: Channel) -> None:
        self.take(do.Press(0.4, some(self.stage.asks, which).id, approve, who, channel))

    @precondition(lambda self: not self.stage.speaking)
    @rule(after=MOMENT, who=WHO)
    def speak(self, after: float, who: str) -> None:
        self.take(do.Speak(after, who))

    @precondition(lambda self: self.stage.speaking)
    @rule(after=MOMENT)
    def hush(self, after: float) -> None:
        self.take(do.Hush(after, self.stage.speaking[0]))

    @rule(after=MOMENT, apart=st.booleans())
    def agent(self, after: float, apart: bool) -> None:
        self.take(do.Agent(after, not self.stage.agent_speaks, apart))

    # Time, the disk and the servers.

    @rule(seconds=st.sampled_from([0.5, 3.0, 130.0]))
    def wait(self, seconds: float) -> None:
        self.take(do.Wait(seconds))

    @rule()
    def wake(self) -> None:
        self.take(do.Wake())

    @precondition(lambda self: self.stage.waits)
    @rule(after=MOMENT)
    def write(self, after: float) -> None:
        self.take(do.Write(after, self.stage.waits[0]))

    @precondition(lambda self: self.stage.waits)
    @rule(outcome=st.sampled_from(["ok", "ok", "failed", "unknown"]))
    def write_and_run(self, outcome: Outcome) -> None:
        self.take(do.Write(0.1, self.stage.waits[0]))
        if self.stage.running:
            id_ = next(reversed(self.stage.running))
            self.take(do.RunStart(0.1, id_), do.RunEnd(0.5, id_, outcome))

    @precondition(lambda self: self.stage.running)
    @rule(after=MOMENT, which=SOME, goes_on=st.booleans())
    def start_the_run(self, after: float, which: int, goes_on: bool) -> None:
        id_ = some(list(self.stage.running), which)
        self.take(do.RunStart(after, id_), *([do.RunOn(0.1, id_)] if goes_on else []))

    @precondition(lambda self: self.stage.running)
    @rule(after=MOMENT, which=SOME, outcome=st.sampled_from(["ok", "failed", "unknown", "cancelled"]))
    def end_the_run(self, after: float, which: int, outcome: Outcome) -> None:
        self.take(do.RunEnd(after, some(list(self.stage.running), which), outcome))


T = TypeVar("T")


def some(all_: Sequence[T], which: int) -> T:
    return all_[-1 - which % len(all_)]


@pytest.mark.promise("P6.reason", "D7")
@pytest.mark.timeout(300)
def test_no_order_of_events_breaks_a_promise(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(
        GateMachine,
        settings=settings(
            max_examples=3000,
            stateful_step_count=60,
            # The same dialogues on every run: what is seen is counted, and a count must not depend on luck.
            derandomize=True,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        tables = SEEN.tables()
        print(f"\n{SEEN.dialogues} dialogues of the state machine")
        for name in ("states", "events", "refusals"):
            print(f"{name}: {', '.join(f'{what} {times}' for what, times in tables[name].items())}")
    assert SEEN.missing("states", "events", "effects", "refusals", "readings") == []

"""One random dialogue: whoever could do something next may be the one who does it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

from sayso.consent.events import Channel, Outcome
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.settings import Settings
from sayso.consent.simulation import steps as do
from sayso.consent.simulation.stage import Phrase, Read, Show, Stage
from sayso.consent.simulation.tally import Tally
from sayso.consent.simulation.words import PEOPLE, SAID
from sayso.consent.simulation.world import SETTINGS, TOOLS, Tool

MOODS = [(list(said), list(accumulate(said.values()))) for said in PEOPLE.values()]
OTHERS = ("ben", "radio")
SHORTEST, LONGEST = 6, 34
"""Random steps of a dialogue, before all goes calmly to its end."""


class Dialogue:
    """A random dialogue on a stage."""

    def __init__(self, random: Random, stage: Stage) -> None:
        self.random = random
        self.stage = stage
        roll = random.random
        # Squared: the first kind of person, who is willing, is met most often.
        self.kinds, self.weights = MOODS[int(roll() ** 2 * len(MOODS))]
        self.ordinary = SETTINGS[int(roll() * len(SETTINGS))]
        self.destructive = self.ordinary if roll() < 0.5 else SETTINGS[int(roll() * len(SETTINGS))]
        self.channel: Channel = "voice" if roll() < 0.7 else "text"
        self.trouble = 0.02 if roll() < 0.7 else 0.15
        """How often something happens that nobody expects."""
        self.server = roll()
        """Dialogues are mostly about one server's tools."""
        self.second_thoughts = False
        """Whether the person goes on right after a yes."""
        self.count = 0
        self.definitions: dict[tuple[str, str], str] = {}
        self.wanted: list[do.Propose] = []

    def play(self) -> None:
        """From the first step to the last. Raises BrokenPromiseError."""
        stage, roll = self.stage, self.random.random
        for _ in range(SHORTEST + int(roll() * (LONGEST - SHORTEST))):
            stage.take(self.next())
        stage.drain()

    def next(self) -> do.Step:
        stage, roll = self.stage, self.random.random
        if self.second_thoughts:
            self.second_thoughts = False
            return self.more_of_it()
        if roll() < self.trouble:
            return self.something_unexpected()
        if stage.waits and roll() < 0.5:
            return do.Write(0.02, stage.waits[int(roll() * len(stage.waits))])
        if stage.results and roll() < 0.4:
            return self.model_looks_at_a_result()
        if stage.running and roll() < 0.3:
            return self.server_goes_on()
        if stage.playing in ("out", "begun") and roll() < 0.7:
            return self.question_goes_on()
        if not stage.open and not stage.running and roll() < 0.6:
            return self.propose()
        if stage.owed and roll() < 0.5:
            return do.Reply(0.7, whole=roll() < 0.8, proposed=roll() < 0.3)
        if roll() < 0.08:
            return self.propose()
        if stage.open and roll() < 0.15:
            return do.Wake() if roll() < 0.8 else do.Wait(roll() * 4)
        if stage.agent_speaks and roll() < 0.6:
            return do.Agent(0.3, on=False)
        return self.person()

    # The model.

    def propose(self, tool: Tool | None = None) -> do.Step:
        roll = self.random.random
        if tool is None:
            if self.wanted and roll() < 0.15:
                # The very same call once more.
                return self.again(self.wanted[int(roll() * len(self.wanted))])
            at = self.server if roll() < 0.7 else roll()
            tool = TOOLS[(int(at * 3) * 3 + int(roll() * 3)) % len(TOOLS)]
        arguments = tool.wanted[int(roll() * len(tool.wanted))]
        settings: Settings = self.destructive if tool.policy.destructive else self.ordinary
        definition = self.definitions.get((tool.server, tool.name), "d1")
        step = do.Propose(
            roll() * 0.5,
            self.new_id(),
            tool.server,
            tool.name,
            arguments,
            tool.policy,
            settings,
            tool.read_only,
            definition,
        )
        self.wanted.append(step)
        return step

    def again(self, before: do.Propose) -> do.Step:
        return replace(before, id=self.new_id(), after=self.random.random() * 0.5)

    def new_id(self) -> str:
        self.count += 1
        return f"c{self.count}"

    def model_looks_at_a_result(self) -> do.Step:
        stage, roll = self.stage, self.random.random
        id_, result = stage.results.pop()
        step = stage.proposed[id_]
        if result != "ok" and roll() < 0.35:
            return self.again(step)
        if result == "edited":
            return self.propose(next(t for t in TOOLS if (t.server, t.name) == (step.server, step.tool)))
        speaks = not stage.agent_speaks
        return do.Agent(0.4, speaks, apart=speaks) if roll() < 0.6 else do.Reply(0.8, proposed=roll() < 0.2)

    # The servers and the loudspeaker.

    def server_goes_on(self) -> do.Step:
        stage, roll = self.stage, self.random.random
        id_ = next(iter(stage.running))
        if not stage.running[id_]:
            return do.RunStart(0.02, id_)
        if roll() < 0.15:
            return do.RunOn(0.2, id_)
        chance = roll()
        outcome: Outcome = "ok"
        if id_ in stage.cancelled and chance < 0.7:
            outcome = "cancelled"
        elif chance > 0.7:
            outcome = "failed" if chance < 0.85 else "unknown"
        return do.RunEnd(roll(), id_, outcome)

    def question_goes_on(self) -> do.Step:
        stage, roll = self.stage, self.random.random
        if stage.playing == "out":
            chance = roll()
            if chance < 0.75:
                return do.Start(0.2)
            if chance < 0.9 or self.channel == "text":
                return do.Show(0.05)
            return do.End(0.1, cut=roll() < 0.7)
        chance = roll()
        if chance < 0.45:
            return do.End(1.5)
        if chance < 0.8:
            return do.Play(0.6, 1 + int(roll() * 16))
        return do.End(0.4, cut=True)

    # The people.

    def person(self) -> do.Step:
        stage, roll = self.stage, self.random.random
        chance = roll()
        if stage.speaking:
            if chance < 0.45:
                return do.Hush(0.3, stage.speaking[0])
        elif chance < 0.15:
            return do.Speak(0.2, "" if roll() < 0.8 else OTHERS[0])
        who = "" if roll() < 0.93 else OTHERS[int(roll() * len(OTHERS))]
        if stage.asks and chance > 0.93:
            return self.press(who)
        if stage.asks and roll() < 0.06:
            return self.echo()
        kind = self.kinds[bisect(self.weights, roll() * self.weights[-1])]
        self.second_thoughts = kind == "yes" and roll() < 0.15
        said = SAID[kind]
        text = said[int(roll() * len(said))]
        if self.channel == "text" and roll() < 0.8:
            # Mostly sent as soon as it was typed.
            return do.Say(0.1 + roll(), text, 0.0 if roll() < 0.8 else 2 * roll(), who=who, channel="text")
        final = roll() > 0.12
        # Mostly said after what came before; at times begun long before that.
        after = 0.3 + roll()
        lasted = after * roll() if roll() < 0.85 else after + roll() * 4
        confidence = 0.3 if roll() < 0.02 else None
        return do.Say(after, text, lasted, final, who, "voice", confidence)

    def more_of_it(self) -> do.Step:
        """Said or begun a moment after a yes."""
        chance = self.random.random()
        if chance < 0.35:
            return do.Speak(0.1 + chance)
        if chance < 0.6:
            return do.Say(0.15, "and", 0.1, final=False)
        said = SAID["yes" if chance < 0.8 else "no" if chance < 0.9 else "edit"]
        return do.Say(0.3, said[int(chance * 1000) % len(said)], 0.2)

    def press(self, who: str) -> do.Step:
        stage, roll = self.stage, self.random.random
        asks = stage.asks
        ask = asks[-1] if roll() < 0.8 else asks[int(roll() * len(asks))]
        channels: tuple[Channel, ...] = ("button", "keypad", "message")
        return do.Press(0.4, ask.id, roll() < 0.7, who, channels[int(roll() * 3)])

    def echo(self) -> do.Step:
        """The agent's own sentence comes back, in the person's name."""
        return do.Say(0.3, self.stage.asks[-1].question.text, 0.2)

    def something_unexpected(self) -> do.Step:
        return UNEXPECTED[int(self.random.random() * len(UNEXPECTED))](self)

    def redefine(self) -> do.Step:
        roll = self.random.random
        proposed = self.stage.proposed
        if proposed and roll() < 0.8:
            last = proposed[next(reversed(proposed))]
            server, tool = last.server, last.tool
        else:
            some = TOOLS[int(roll() * len(TOOLS))]
            server, tool = some.server, some.name
        definition = ("d2", "d3", "d1", "")[int(roll() * 4)]
        # Now and then the model goes on with what it knew.
        if definition and roll() < 0.8:
            self.definitions[server, tool] = definition
        return do.Redefine(0.1, server, tool, definition)

    def some_id(self) -> str:
        return f"c{1 + int(self.random.random() * max(1, self.count))}"

    def leave(self) -> do.Step:
        if self.stage.gone:
            return do.Return(1.0, "" if self.random.random() < 0.5 else f"ana{self.count}")
        return do.Leave(0.5, "" if self.random.random() < 0.7 else OTHERS[0])


UNEXPECTED: Sequence[Callable[[Dialogue], do.Step]] = (
    lambda d: do.Withdraw(0.1, d.some_id()),
    lambda d: do.Withdraw(0.1, d.some_id()),
    Dialogue.leave,
    Dialogue.leave,
    lambda d: do.Return(0.3, "" if d.random.random() < 0.3 else f"ana{d.count}"),
    Dialogue.redefine,
    Dialogue.redefine,
    lambda _: do.FailToWrite(0.1),
    lambda _: do.Write(0.1, "nobody"),
    lambda _: do.EndTask(0.2),
    lambda d: do.Close(0.3) if d.random.random() < 0.3 else do.Wait(0.0),
    lambda d: do.Agent(0.2, on=d.random.random() < 0.6, apart=d.random.random() < 0.5),
    lambda d: do.Reply(0.4, d.random.random() < 0.7, d.random.random() < 0.3),
    lambda d: do.Wait(d.random.random() * 140),
    lambda d: do.End(0.2, d.random.random() < 0.5, 1),
    lambda _: do.Play(0.2, 40, 1),
    lambda d: do.RunEnd(0.2, d.some_id(), "unknown"),
    lambda d: do.RunStart(0.1, d.some_id()),
    lambda _: do.Speak(0.1, ""),
    lambda _: do.Say(0.5, "stop", 0.3),
)
"""What nobody expects at that moment."""


def rehearse(
    steps: Sequence[do.Step], phrase: Phrase, read: Read, *, tally: Tally | None = None, show: Show | None = None
) -> BrokenPromiseError | None:
    """Plays these steps and a calm ending; says which promise was broken, if any."""
    stage = Stage(phrase, read, tally, show)
    try:
        for step in steps:
            stage.take(step)
        stage.drain()
    except BrokenPromiseError as broken:
        return broken
    return None

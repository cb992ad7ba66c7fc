"""Where a dialogue takes place: each step becomes an event for the gate, and all that follows is watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sayso.consent.answer import Reading
from sayso.consent.call import Call
from sayso.consent.effects import Ask, CancelRun, Effect, Join, LetModelAnswer, Record, Refuse, Run, WakeAt
from sayso.consent.events import Event
from sayso.consent.gate import Gate
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from sayso.consent.simulation import steps as do
from sayso.consent.simulation.happening import MAKE
from sayso.consent.simulation.tally import Tally
from sayso.consent.watching import Watcher

Phrase: TypeAlias = Callable[[Call, Settings, bool, int], Question]
Read: TypeAlias = Callable[..., Reading]
Show: TypeAlias = Callable[[Event, list[Effect]], None]

PERSON = "ana"
PATIENCE = 400
"""Steps after which everything must have come to an end when everybody is silent and all goes well."""


class Stage:
    """One dialogue's gate and its watcher, and what the gate has asked for so far."""

    def __init__(self, phrase: Phrase, read: Read, tally: Tally | None = None, show: Show | None = None) -> None:
        self.tally = tally
        self.show = show
        self.person = PERSON
        self.gate = Gate("s1", PERSON, phrase=phrase, read=read, moved=tally.moved if tally is not None else None)
        self.watcher = Watcher(PERSON, read=read)
        self.now = 0.0
        self.steps: list[do.Step] = []
        self.proposed: dict[str, do.Propose] = {}
        self.asks: list[Ask] = []
        self.playing = ""
        """How far the last question is: "" where none is out, else out, begun or ended."""
        self.waits: list[str] = []
        """The ids of records that the gate wants to see on disk."""
        self.running: dict[str, bool] = {}
        """What was sent and has not ended; whether it has begun."""
        self.cancelled: list[str] = []
        self.results: list[tuple[str, str]] = []
        """Refusals and outcomes that the model has not looked at, by id."""
        self.owed = 0
        """Replies that the model owes."""
        self.open: set[str] = set()
        """What asks and has come to no end."""
        self.speaking: list[str] = []
        self.agent_speaks = False
        self.wake: float | None = None
        self.gone = False
        self.closed = False

    def take(self, step: do.Step) -> None:
        """One step, and all that follows from it at once. Raises BrokenPromiseError."""
        self.steps.append(step)
        MAKE[type(step)](self, step)

    def tell(self, event: Event) -> None:
        watcher, tally = self.watcher, self.tally
        watcher.event(event)
        try:
            effects = self.gate.handle(event)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise BrokenPromiseError("D7", f"{type(event).__name__} made the gate fail: {what}") from error
        if self.show is not None:
            self.show(event, effects)
        if tally is not None:
            tally.events[type(event)] += 1
        for effect in effects:
            watcher.effect(effect)
            kind = type(effect)
            if tally is not None:
                tally.effects[kind] += 1
            if kind in NOTE:
                NOTE[kind](self, effect)
        watcher.settle()

    def later(self, seconds: float) -> float:
        self.now += seconds
        return self.now

    def asking(self, back: int) -> int:
        """The number of an asking; 0 where there was none."""
        return self.asks[-1 - back].asking if back < len(self.asks) else 0

    def drain(self) -> None:
        """From here on everybody is silent and all goes well: everything must come to an end by itself."""
        for _ in range(PATIENCE):
            step = self.next_of_a_calm_ending()
            if step is None:
                break
            self.take(step)
        else:
            raise BrokenPromiseError("D4", f"{PATIENCE} steps of silence have brought nothing to an end")
        self.watcher.finish()

    def next_of_a_calm_ending(self) -> do.Step | None:
        if self.speaking:
            return do.Hush(0.1, self.speaking[0])
        if self.agent_speaks:
            return do.Agent(0.1, on=False)
        if self.waits:
            return do.Write(0.1, self.waits[0])
        for id_, begun in self.running.items():
            return do.RunEnd(0.1, id_) if begun else do.RunStart(0.1, id_)
        if self.playing == "out":
            return do.Start(0.1)
        if self.playing == "begun":
            return do.End(0.1)
        if self.open:
            return do.Wake()
        return None


def note_ask(stage: Stage, effect: Ask) -> None:
    stage.asks.append(effect)
    stage.playing = "out"


def note_run(stage: Stage, effect: Run) -> None:
    stage.running[effect.id] = False
    stage.open.discard(effect.id)


def note_refusal(stage: Stage, effect: Refuse) -> None:
    stage.open.discard(effect.id)
    stage.results.append((effect.id, effect.reason))
    if stage.asks and stage.asks[-1].id == effect.id:
        stage.playing = ""
    if stage.tally is not None:
        stage.tally.reasons[effect.reason] += 1


def note_record(stage: Stage, effect: Record) -> None:
    if effect.confirm:
        stage.waits.append(effect.id)
    if stage.tally is not None and effect.kind == "heard":
        stage.tally.kinds[str(effect.fields["kind"])] += 1
    if effect.kind == "decided" and stage.asks and stage.asks[-1].id == effect.id:
        stage.playing = ""


def note_answer(stage: Stage, _: LetModelAnswer) -> None:
    stage.owed += 1


def note_wake(stage: Stage, effect: WakeAt) -> None:
    stage.wake = effect.at


NOTE: Mapping[type, Callable[[Stage, Any], None]] = {
    Ask: note_ask,
    Run: note_run,
    Refuse: note_refusal,
    Join: lambda stage, effect: stage.open.discard(effect.id),
    CancelRun: lambda stage, effect: stage.cancelled.append(effect.id),
    Record: note_record,
    LetModelAnswer: note_answer,
    WakeAt: note_wake,
}

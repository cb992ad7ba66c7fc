"""Where a dialogue takes place: each step becomes an event for the gate, and all that follows is watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sayso.consent.answer import Reading
from sayso.consent.call import Call, freeze
from sayso.consent.effects import Ask, CancelRun, Effect, Join, LetModelAnswer, Record, Refuse, Run, WakeAt
from sayso.consent.events import (
    AgentSpoke,
    Closing,
    Decided,
    Event,
    Heard,
    Left,
    Proposed,
    QuestionEnded,
    QuestionHeard,
    QuestionShown,
    QuestionStarted,
    Recorded,
    RecordFailed,
    Redefined,
    ReplyHeard,
    Returned,
    RunEnded,
    RunProgressed,
    RunStarted,
    SpeechBegan,
    SpeechEnded,
    TaskEnded,
    TimePassed,
    Withdrawn,
)
from sayso.consent.gate import Gate
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from sayso.consent.simulation import steps as do
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
        effects = self._handled(event)
        if self.show is not None:
            self.show(event, effects)
        if tally is not None:
            tally.events[type(event)] += 1
        for effect in effects:
            watcher.effect(effect)
            kind = type(effect)
            if tally is not None:
                tally.effects[kind] += 1
            note = NOTE.get(kind)
            if note is not None:
                note(self, effect)
        watcher.settle()

    def _handled(self, event: Event) -> list[Effect]:
        try:
            return self.gate.handle(event)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise BrokenPromiseError("D7", f"{type(event).__name__} made the gate fail: {what}") from error

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


def propose(stage: Stage, step: do.Propose) -> None:
    if step.id in stage.proposed:
        return
    stage.proposed[step.id] = step
    if step.policy.asks:
        stage.open.add(step.id)
    call = freeze(step.server, step.tool, step.definition, step.arguments)
    at = stage.later(step.after)
    stage.tell(Proposed(at, step.id, call, step.policy, step.settings, step.read_only))


def start(stage: Stage, step: do.Start) -> None:
    if step.back == 0 and stage.playing == "out":
        stage.playing = "begun"
    stage.tell(QuestionStarted(stage.later(step.after), stage.asking(step.back)))


def play(stage: Stage, step: do.Play) -> None:
    words = ""
    if step.back < len(stage.asks):
        text = stage.asks[-1 - step.back].text
        parts = text.split()
        words = text if step.words >= len(parts) else " ".join(parts[: step.words])
    stage.tell(QuestionHeard(stage.later(step.after), stage.asking(step.back), words))


def end(stage: Stage, step: do.End) -> None:
    if step.back == 0 and stage.playing:
        stage.playing = "ended"
    stage.tell(QuestionEnded(stage.later(step.after), stage.asking(step.back), step.cut))


def speak(stage: Stage, step: do.Speak) -> None:
    who = step.who or stage.person
    if who not in stage.speaking:
        stage.speaking.append(who)
    stage.tell(SpeechBegan(stage.later(step.after), who))


def hush(stage: Stage, step: do.Hush) -> None:
    who = step.who or stage.person
    if who in stage.speaking:
        stage.speaking.remove(who)
    stage.tell(SpeechEnded(stage.later(step.after), who))


def agent(stage: Stage, step: do.Agent) -> None:
    stage.agent_speaks = step.on
    stage.tell(AgentSpoke(stage.later(step.after), step.on))


def say(stage: Stage, step: do.Say) -> None:
    at = stage.later(step.after)
    who = step.who or stage.person
    stage.tell(Heard(at, step.text, who, at - step.lasted, step.final, step.channel, step.confidence))


def press(stage: Stage, step: do.Press) -> None:
    stage.tell(Decided(stage.later(step.after), step.id, step.approve, step.who or stage.person, step.channel))


def wake(stage: Stage, _: do.Wake) -> None:
    if stage.wake is not None and stage.wake > stage.now:
        stage.now = stage.wake
    stage.tell(TimePassed(stage.now))


def leave(stage: Stage, step: do.Leave) -> None:
    who = step.who or stage.person
    if who == stage.person:
        stage.gone = True
    if who in stage.speaking:
        stage.speaking.remove(who)
    stage.tell(Left(stage.later(step.after), who))


def come_back(stage: Stage, step: do.Return) -> None:
    before = stage.person
    stage.person = step.who or before
    stage.gone = False
    if stage.person != before and before in stage.speaking:
        stage.speaking.remove(before)
    stage.tell(Returned(stage.later(step.after), stage.person))


def write(stage: Stage, step: do.Write) -> None:
    if step.id in stage.waits:
        stage.waits.remove(step.id)
    stage.tell(Recorded(stage.later(step.after), step.id))


def fail_to_write(stage: Stage, step: do.FailToWrite) -> None:
    stage.waits.clear()
    stage.tell(RecordFailed(stage.later(step.after)))


def run_start(stage: Stage, step: do.RunStart) -> None:
    if step.id in stage.running:
        stage.running[step.id] = True
    stage.tell(RunStarted(stage.later(step.after), step.id))


def run_end(stage: Stage, step: do.RunEnd) -> None:
    if stage.running.pop(step.id, None) is not None:
        stage.results.append((step.id, step.outcome))
    if step.id in stage.cancelled:
        stage.cancelled.remove(step.id)
    stage.tell(RunEnded(stage.later(step.after), step.id, step.outcome))


def reply(stage: Stage, step: do.Reply) -> None:
    stage.owed = max(0, stage.owed - 1)
    stage.tell(ReplyHeard(stage.later(step.after), step.whole, step.proposed))


def close(stage: Stage, step: do.Close) -> None:
    stage.closed = True
    stage.tell(Closing(stage.later(step.after)))


MAKE: Mapping[type, Callable[[Stage, Any], None]] = {
    do.Propose: propose,
    do.Withdraw: lambda stage, step: stage.tell(Withdrawn(stage.later(step.after), step.id)),
    do.Start: start,
    do.Play: play,
    do.Show: lambda stage, step: stage.tell(QuestionShown(stage.later(step.after), stage.asking(step.back))),
    do.End: end,
    do.Speak: speak,
    do.Hush: hush,
    do.Agent: agent,
    do.Say: say,
    do.Press: press,
    do.Wait: lambda stage, step: stage.tell(TimePassed(stage.later(step.after))),
    do.Wake: wake,
    do.Leave: leave,
    do.Return: come_back,
    do.Redefine: lambda stage, step: stage.tell(
        Redefined(stage.later(step.after), step.server, step.tool, step.definition)
    ),
    do.Write: write,
    do.FailToWrite: fail_to_write,
    do.RunStart: run_start,
    do.RunOn: lambda stage, step: stage.tell(RunProgressed(stage.later(step.after), step.id)),
    do.RunEnd: run_end,
    do.Reply: reply,
    do.EndTask: lambda stage, step: stage.tell(TaskEnded(stage.later(step.after))),
    do.Close: close,
}


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

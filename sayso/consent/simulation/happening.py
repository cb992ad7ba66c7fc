"""From a step of a dialogue to the event that the gate is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sayso.consent.call import freeze
from sayso.consent.events import (
    AgentSpoke,
    Closing,
    Decided,
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
from sayso.consent.simulation import steps as do

if TYPE_CHECKING:
    from sayso.consent.simulation.stage import Stage


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
    stage.tell(AgentSpoke(stage.later(step.after), step.on, step.apart))


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

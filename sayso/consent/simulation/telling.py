"""A dialogue in words: one line for what happened, and one for each thing that the gate wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sayso.consent import effects as fx
from sayso.consent import events as ev


def event_line(event: ev.Event) -> str:
    """What happened, with the second at which it did."""
    return f"{event.at:8.2f}  {EVENTS[type(event)](event)}"


def effect_line(effect: fx.Effect) -> str:
    return f"          -> {EFFECTS[type(effect)](effect)}"


def proposed(event: ev.Proposed) -> str:
    call, kind = event.call, "destructive" if event.policy.destructive else "ordinary"
    how = f"asks, {kind}" if event.policy.asks else "runs"
    return f"the model proposes {event.id}: {call.server}.{call.tool} {call.arguments_json} ({how}, {call.definition})"


def heard(event: ev.Heard) -> str:
    half = "" if event.final else ", not final"
    return f'{event.who}: "{event.text}" ({event.channel}, begun {event.began:.2f}{half})'


def decided(event: ev.Decided) -> str:
    return f"{event.who} {'approves' if event.approve else 'refuses'} {event.id} by {event.channel}"


def ended(event: ev.QuestionEnded) -> str:
    return f"question {event.asking} {'is cut off' if event.cut else 'has been heard to its end'}"


def redefined(event: ev.Redefined) -> str:
    what = f"is defined as {event.definition}" if event.definition else "is gone"
    return f"the tool {event.server}.{event.tool} {what}"


def replied(event: ev.ReplyHeard) -> str:
    whole = "has been heard" if event.whole else "was cut off"
    return f"the agent's reply {whole}{', and proposed a call' if event.proposed else ''}"


EVENTS: Mapping[type, Callable[[Any], str]] = {
    ev.Proposed: proposed,
    ev.Withdrawn: lambda e: f"nobody wants {e.id} any more",
    ev.QuestionStarted: lambda e: f"question {e.asking} begins to be heard",
    ev.QuestionHeard: lambda e: f'question {e.asking} was heard up to here: "{e.words}"',
    ev.QuestionShown: lambda e: f"question {e.asking} stands where the person reads",
    ev.QuestionEnded: ended,
    ev.SpeechBegan: lambda e: f"{e.who} begins to speak",
    ev.SpeechEnded: lambda e: f"{e.who} is silent",
    ev.AgentSpoke: lambda e: (
        f"the agent {'begins' if e.on else 'ends'} to speak{' of something else' if e.apart else ''}"
    ),
    ev.Heard: heard,
    ev.Decided: decided,
    ev.TimePassed: lambda _: "time has passed",
    ev.Left: lambda e: f"{e.who} has gone",
    ev.Returned: lambda e: f"{e.who} is there",
    ev.Redefined: redefined,
    ev.Recorded: lambda e: f"the record of {e.id} is on disk",
    ev.RecordFailed: lambda _: "a record could not be written",
    ev.RunStarted: lambda e: f"the server has {e.id}",
    ev.RunProgressed: lambda e: f"{e.id} goes on",
    ev.RunEnded: lambda e: f"{e.id} has ended: {e.outcome}",
    ev.ReplyHeard: replied,
    ev.TaskEnded: lambda _: "the task is over",
    ev.Closing: lambda _: "the session closes",
}


def record(effect: fx.Record) -> str:
    said = [
        str(effect.fields[key])
        for key in ("decision", "reason", "verdict", "kind", "rule", "outcome")
        if key in effect.fields
    ]
    words = ", ".join(word for word in said if word)
    wait = " (and waits for it to be on disk)" if effect.confirm else ""
    return f"record {effect.kind} {effect.id}{': ' + words if words else ''}{wait}"


def model_answers(effect: fx.LetModelAnswer) -> str:
    open_ = f", and {effect.waiting} stays open" if effect.waiting is not None else ""
    return f"let the model answer{open_}"


EFFECTS: Mapping[type, Callable[[Any], str]] = {
    fx.Ask: lambda e: f'ask {e.asking} for {e.id} ({e.way}): "{e.text}"',
    fx.Run: lambda e: f"run {e.id}",
    fx.Refuse: lambda e: f"refuse {e.id}: {e.reason}",
    fx.Join: lambda e: f"{e.id} joins {e.other}",
    fx.CancelRun: lambda e: f"cancel {e.id}",
    fx.Tell: lambda e: f'tell by {e.channel}: "{e.text}"',
    fx.Record: record,
    fx.Swallow: lambda e: f"keep it from the model: {e.why}",
    fx.LetModelAnswer: model_answers,
    fx.WakeAt: lambda e: "no clock" if e.at is None else f"wake at {e.at:.2f}",
}

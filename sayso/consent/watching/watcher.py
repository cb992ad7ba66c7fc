"""One session, watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sayso.consent.answer import interpret
from sayso.consent.effects import (
    Ask,
    CancelRun,
    Effect,
    Join,
    LetModelAnswer,
    Record,
    Refuse,
    Run,
    Swallow,
    Tell,
    WakeAt,
)
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
    Returned,
    RunEnded,
    SpeechBegan,
    SpeechEnded,
)
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.request import SPOKEN_ON
from sayso.consent.watching import answers, outcomes, questions, refusals, runs
from sayso.consent.watching.seen import Read, Seen


class Watcher:
    """Is told every event before the gate handles it and every effect in order; raises BrokenPromiseError."""

    def __init__(self, person: str, *, language: str = "en", read: Read = interpret) -> None:
        self._seen = Seen(person, language, read)
        self._under_way = False

    def event(self, event: Event) -> None:
        """Closes the account of the event before, and opens one for this."""
        seen = self._seen
        if self._under_way:
            outcomes.settle(seen)
        self._under_way = True
        seen.now = max(seen.now, event.at)
        seen.event = event
        seen.was_busy = seen.busy
        if seen.current is not None and seen.current.approval is not None:
            answers.quiet_has_lasted(seen.current.approval, seen.current, event)
        handle = EVENTS.get(type(event))
        if handle is not None:
            handle(seen, event)

    def effect(self, effect: Effect) -> None:
        seen = self._seen
        EFFECTS[type(effect)](seen, effect)
        seen.record = effect if type(effect) is Record else None

    def settle(self) -> None:
        """All effects of the last event have been seen."""
        if self._under_way:
            self._under_way = False
            outcomes.settle(self._seen)

    def finish(self) -> None:
        """The dialogue is over, everybody has had time: nothing may be left open."""
        self.settle()
        outcomes.finish(self._seen)


def speech_began(seen: Seen, event: SpeechBegan) -> None:
    seen.speaking.add(event.who)
    approval = seen.current.approval if seen.current is not None else None
    if approval is not None and not approval.lasted and event.who == seen.person:
        approval.since = None
        if seen.current is None or event.at > seen.current.said_at:
            approval.quiet = False
    if seen.current is not None:
        seen.current.unanswered = 0
    if event.who == seen.person and not seen.busy:
        seen.end_turn_grants()


def speech_ended(seen: Seen, event: SpeechEnded | Left) -> None:
    seen.speaking.discard(event.who)
    current = seen.current
    approval = current.approval if current is not None else None
    if current is not None and approval is not None and event.who == seen.person and not approval.lasted:
        approval.since = seen.now
        if isinstance(event, SpeechEnded) and event.at > current.said_at + SPOKEN_ON:
            # What they went on to say is not known yet.
            approval.quiet = False


def agent_spoke(seen: Seen, event: AgentSpoke) -> None:
    seen.agent_speaks = event.on
    current = seen.current
    if current is None or not (event.on and event.apart):
        return
    heard = current.asking is not None and current.asking.state != "out" and not current.aside
    if current.approval is not None and current.approval.waits:
        # A yes that was given before. Where it may have come too early, the gate may see it otherwise.
        current.perhaps_kept |= heard and not current.approval.sure
        return
    questions.forget(current, still_to_come=True)
    current.early = False
    current.unanswered = 0
    if heard:
        current.aside = current.kept = True


def left(seen: Seen, event: Left) -> None:
    speech_ended(seen, event)
    if event.who == seen.person:
        seen.gone = True
        seen.end_grants()


def returned(seen: Seen, event: Returned) -> None:
    seen.gone = False
    if event.who == seen.person:
        return
    seen.speaking.discard(seen.person)
    seen.person = event.who
    seen.end_grants()
    for proposal in seen.open.values():
        questions.forget(proposal, to_another=True)


def redefined(seen: Seen, event: Redefined) -> None:
    tool = (event.server, event.tool)
    seen.definitions[tool] = event.definition
    seen.grants = [g for g in seen.grants if (g.call.server, g.call.tool) != tool]
    for proposal in seen.open.values():
        call = proposal.call
        if (call.server, call.tool) == tool and call.definition != event.definition:
            proposal.taken_back = ("P1.frozen", "its tool was redefined before it was sent")


def record_failed(seen: Seen, _: RecordFailed) -> None:
    seen.can_record = False


def closing(seen: Seen, _: Closing) -> None:
    seen.closed = True
    seen.end_grants()


def swallowed(seen: Seen, _: Swallow) -> None:
    seen.answered += 1


def answered_by_model(seen: Seen, effect: LetModelAnswer) -> None:
    seen.answered += 1
    event = seen.event
    if effect.waiting is not None:
        proposal = seen.known(effect.waiting, "LetModelAnswer")
        if not proposal.waits:
            seen.broken("D4", f"{effect.waiting} is to stay open, and does not wait")
        questions.forget(proposal)
        proposal.early = proposal.kept = False
        proposal.aside = True
    if isinstance(event, Heard) and event.who == seen.person and not seen.gone:
        if not seen.busy:
            seen.end_task()
        elif effect.waiting is None or not seen.asked_back:
            waits = any(p.waits for p in seen.open.values())
            seen.end_turn(perhaps=waits or event.began < seen.last_at)


def told(seen: Seen, effect: Tell) -> None:
    seen.told = True
    if not effect.text:
        seen.broken("D2", "nothing is told")


def wake_at(seen: Seen, effect: WakeAt) -> None:
    seen.wake, seen.woke = effect.at, True


EVENTS: Mapping[type, Callable[[Seen, Any], None]] = {
    Proposed: lambda seen, event: seen.proposed(event),
    QuestionStarted: questions.started,
    QuestionHeard: questions.heard,
    QuestionShown: questions.shown,
    QuestionEnded: questions.ended,
    SpeechBegan: speech_began,
    SpeechEnded: speech_ended,
    AgentSpoke: agent_spoke,
    Heard: answers.heard,
    Decided: answers.decided,
    Left: left,
    Returned: returned,
    Redefined: redefined,
    Recorded: runs.written,
    RecordFailed: record_failed,
    RunEnded: runs.ended,
    Closing: closing,
}
EFFECTS: Mapping[type, Callable[[Seen, Any], None]] = {
    Ask: questions.asked,
    Run: runs.run,
    Refuse: refusals.refused,
    Join: refusals.joined,
    CancelRun: runs.cancelled,
    Tell: told,
    Record: runs.recorded,
    Swallow: swallowed,
    LetModelAnswer: answered_by_model,
    WakeAt: wake_at,
}

__all__ = ["BrokenPromiseError", "Watcher"]

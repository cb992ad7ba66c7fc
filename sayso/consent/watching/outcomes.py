"""What every event must have led to when all its effects are known, and a dialogue when it is over."""

from __future__ import annotations

from sayso.consent.events import Closing, Decided, Heard, Left, Proposed, ReplyHeard, TaskEnded, TimePassed
from sayso.consent.watching.runs import SLACK
from sayso.consent.watching.seen import Proposal, Seen

LONGEST_PAUSE = 2.0
"""Seconds: no pause of the gate's own, between what the settings say, is longer."""


def settle(seen: Seen) -> None:
    event = seen.event
    kind = type(event)
    finals = 1 if kind is Heard and event.final else 0  # type: ignore[union-attr]  # mypy does not narrow by `kind is`
    if seen.answered != finals:
        seen.broken("D2", f"{finals} final utterances, and {seen.answered} answers to them")
    if finals or kind is Decided:
        words(seen, event)
    if seen.must_ask is not None:
        seen.broken("D6", f"a yes to {seen.must_ask.id} came too early, and it is not asked again")
    if kind is Proposed:
        proposed(seen, event.id)  # type: ignore[union-attr]
    elif kind is TaskEnded:
        seen.end_task()
    elif kind is ReplyHeard:
        replied(seen, event)
    elif kind is Left or kind is Closing:
        ended(seen, event)
    if seen.open:
        waiting(seen)
    if kind is TimePassed and seen.wake is not None and event.at >= seen.wake and not seen.woke:
        seen.broken("D4", f"the clock of {seen.wake} has run out, and nothing came of it")
    seen.answered = 0
    seen.must_end = seen.must_ask = seen.misunderstood = None
    if seen.may_end:
        seen.may_end = []
    seen.must_stop = seen.asked_back = seen.told = seen.noted = seen.timed_out = seen.woke = False


def words(seen: Seen, event: object) -> None:
    """After final words, and presses of a button."""
    if isinstance(event, Decided) and not seen.told:
        seen.broken("D2", f"a decision about {event.id} by {event.channel} is not answered")
    if isinstance(event, Heard) and seen.was_busy and not seen.noted and not seen.timed_out:
        seen.broken("P5.order", f"{event.text!r} was heard while something waited or ran, and is not on record")
    if seen.must_end is not None and not seen.must_end.outcome:
        seen.broken("P6.moment", f"a no to {seen.must_end.id}, and it goes on")
    if seen.must_stop and not seen.timed_out:
        going = [p.id for p in [*seen.open.values(), *(r for r in seen.running.values() if not r.cancelled)]]
        if going:
            seen.broken("P6.moment", f"the person said stop, and {', '.join(going)} goes on")


def proposed(seen: Seen, id_: str) -> None:
    proposal = seen.proposals[id_]
    if proposal.outcome:
        return
    if not proposal.asks:
        seen.broken("D1", f"{id_} runs by its policy, and neither runs nor is refused")
    if proposal.waits and sum(p.waits for p in seen.open.values()) > proposal.settings.max_pending:
        seen.broken("P4.full", f"{id_} waits, and {proposal.settings.max_pending} may wait at once")


def replied(seen: Seen, event: object) -> None:
    if isinstance(event, ReplyHeard) and event.whole and not event.proposed:
        seen.count_anew()


def ended(seen: Seen, event: object) -> None:
    """The session, or the person's part in it."""
    if isinstance(event, Left) and event.who != seen.person:
        return
    promise = "P4.closing" if seen.closed else "P4.left"
    going = [p.id for p in seen.running.values() if not p.cancelled]
    if going:
        seen.broken(promise, f"{', '.join(going)} still runs")


def waiting(seen: Seen) -> None:
    """While anything waits, or is on its way to being sent."""
    first = next(iter(seen.open.values()))
    if seen.closed:
        seen.broken("P4.closing", f"{first.id} still waits")
    if seen.gone:
        seen.broken("P4.left", f"{first.id} still waits")
    if not seen.can_record:
        seen.broken("P4.record", f"{first.id} still waits, and nothing can be recorded")
    if seen.wake is None:
        seen.broken("D4", f"{first.id} waits for ever: no clock runs")
    current = seen.current
    if current is None:
        queued = [p for p in seen.open.values() if p.waits]
        if queued and seen.person not in seen.speaking:
            seen.broken("D4", f"{queued[0].id} waits, nothing else is asked, and it is not asked for")
        return
    approval = current.approval
    if approval is not None:
        acted_upon(seen, current)
    if quiet(seen, current):
        settings = current.settings
        longest = max(settings.first_silence, settings.final_silence, settings.grace, LONGEST_PAUSE)
        if seen.wake > seen.now + longest + SLACK:
            seen.broken("D4", f"{current.id} waits in silence, and the clock runs until {seen.wake}")


def quiet(seen: Seen, current: Proposal) -> bool:
    """Nobody says anything, the question neither."""
    asking = current.asking
    return asking is not None and asking.state == "ended" and not seen.speaking and not seen.agent_speaks


def acted_upon(seen: Seen, current: Proposal) -> None:
    approval = current.approval
    if approval is None:
        return
    if not approval.sure:
        return
    if not approval.waits:
        seen.broken("D5", f"a yes to {current.id} that counts is not acted upon")
    if approval.lasted:
        seen.broken("D5", f"a careful yes to {current.id} has had its quiet and is not acted upon")


def finish(seen: Seen) -> None:
    left = [p.id for p in seen.proposals.values() if not p.outcome]
    if left:
        seen.broken("D1", f"the dialogue is over, and nothing came of {', '.join(left)}")
    unrecorded = [p.id for p in seen.proposals.values() if p.outcome == "run" and p.ended and p.stage != "ended"]
    if unrecorded:
        seen.broken("P5.order", f"the end of {', '.join(unrecorded)} is not on record")

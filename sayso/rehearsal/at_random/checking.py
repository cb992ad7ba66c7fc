"""What the servers themselves tell, held against what was asked and approved: nothing else ran, and nothing twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sayso.consent.call import Call
from sayso.rehearsal.expecting import Broken
from sayso.rehearsal.record import Received
from sayso.voice.events import DecisionEvent, QuestionEvent

Shown = Sequence[QuestionEvent | DecisionEvent]


def unapproved(received: Sequence[Received], shown: Shown, asking: Collection[tuple[str, str]]) -> Iterator[Broken]:
    """`asking` are the tools that ask, by server and name, as their policies say."""
    left = [event for event in shown if isinstance(event, DecisionEvent) and event.decision == "approve"]
    for approval in left:
        if not was_asked(approval, shown):
            yield Broken("P1", f"{line(approval.call)} was approved, and never asked")
    for one in received:
        if (one.server, one.tool) not in asking:
            continue
        found = next((approval for approval in left if is_what_ran(approval.call, one)), None)
        if found is None:
            yield Broken("P1", f"{one} reached its server, and was not approved, or only once")
        else:
            left.remove(found)


def was_asked(approval: DecisionEvent, shown: Shown) -> bool:
    """By a question about exactly this call; or a grant that an earlier question spoke covers it."""
    if approval.rule.startswith("grant of"):
        return True
    asked = (event for event in shown if isinstance(event, QuestionEvent) and event.id == approval.id)
    return any(event.call.digest == approval.call.digest for event in asked)


def is_what_ran(call: Call, one: Received) -> bool:
    """A server may fill in what was left out; what was asked is what it got."""
    return (call.server, call.tool) == (one.server, one.tool) and dict(call.arguments).items() <= one.arguments.items()


def line(call: Call) -> str:
    return str(Received(call.server, call.tool, dict(call.arguments)))

"""That a refusal's reason is what happened, and what a refusal means from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sayso.consent.effects import Join, Reason, Refuse
from sayso.consent.events import (
    AgentSpoke,
    Closing,
    Decided,
    Heard,
    Left,
    Proposed,
    RecordFailed,
    Redefined,
    SpeechBegan,
    Withdrawn,
)
from sayso.consent.watching.seen import Proposal, Seen

MEANS_NO: frozenset[Reason] = frozenset({"denied", "stopped", "later", "silence", "unclear", "expired"})
"""The person's own no in any form; the same call is not asked for again in this turn."""
BY_WORDS: frozenset[Reason] = frozenset({"denied", "stopped", "later", "unclear", "edited"})
"""What the person decided, in whatever words."""


def refused(seen: Seen, effect: Refuse) -> None:
    proposal = seen.known(effect.id, "Refuse")
    if proposal.outcome:
        seen.broken("D1", f"{effect.id} is refused, and it was {proposal.outcome} before")
    if effect.reason == "silence" and proposal.askings < 2:
        seen.broken("P4.silence", f"{effect.id} is refused for silence, and was not asked once more")
    if (
        effect.reason == "unclear"
        and proposal.decided_at is None
        and proposal.perhaps_misunderstood <= proposal.settings.max_reasks
    ):
        seen.broken("P4.unclear", f"{effect.id} is refused as unclear, and may be asked once more")
    if not TRUE[effect.reason](seen, proposal):
        event = type(seen.event).__name__
        seen.broken("P6.reason", f"{effect.id} is refused as {effect.reason!r} at {event}, which is not what happened")
    record = seen.record
    if record is None or record.kind != "decided" or record.id != effect.id:
        seen.broken("P5.order", f"{effect.id} is refused without a record of it")
    if record.fields["decision"] != "refuse" or record.fields["reason"] != effect.reason:
        seen.broken("P5.order", f"{effect.id} is refused as {effect.reason!r}, and that is not on record")
    if not effect.told:
        seen.broken("P6", f"the model is not told that {effect.id} is refused")
    if effect.reason == "silence" and proposal.early:
        seen.broken("D6", f"{effect.id} is refused for silence, and a yes came too early")
    proposal.outcome = "refused"
    proposal.approval = None
    seen.open.pop(effect.id, None)
    seen.told = True
    if seen.current is proposal:
        seen.current = None
    if seen.must_ask is proposal:
        seen.must_ask = None
    remember(seen, proposal, effect.reason)


def remember(seen: Seen, proposal: Proposal, reason: Reason) -> None:
    """What this refusal means for what comes."""
    if reason in ("silence", "expired"):
        seen.timed_out = True
    if reason in BY_WORDS:
        seen.last, seen.last_at = proposal, seen.now
    if reason in MEANS_NO:
        seen.refused.add(proposal.call.digest)
        seen.troubled.add(proposal.call.digest)
    if reason in ("denied", "stopped", "edited"):
        server = proposal.call.server
        seen.questions = [p for p in seen.questions if p.call.server != server or p.waits]


def joined(seen: Seen, effect: Join) -> None:
    proposal, other = seen.known(effect.id, "Join"), seen.known(effect.other, "Join")
    if proposal.outcome:
        seen.broken("D1", f"{effect.id} joins another, and it was {proposal.outcome} before")
    if other.outcome or not other.asks or other.call.digest != proposal.call.digest:
        seen.broken("P1.frozen", f"{effect.id} joins {effect.other}, which is another call or has ended")
    proposal.outcome = "joined"
    seen.open.pop(effect.id, None)


def said(seen: Seen, _: Proposal) -> bool:
    """The person said something just now."""
    event = seen.event
    return isinstance(event, Heard) and event.final and event.who == seen.person


def said_or_pressed(seen: Seen, proposal: Proposal) -> bool:
    event = seen.event
    pressed = isinstance(event, Decided) and event.who == seen.person and not event.approve and event.id == proposal.id
    return pressed or (said(seen, proposal) and meant(seen, proposal)) or taken_back(seen, proposal)


def meant(seen: Seen, proposal: Proposal) -> bool:
    """Whether the no that was just said can be meant for it. Where time ended one question, for the next one."""
    if proposal is seen.must_end or proposal in seen.may_end:
        return True
    if proposal.decided_at is not None:
        # Approved and not sent: a no wins over it, whichever question it was said to.
        return True
    return seen.timed_out and proposal is next((p for p in seen.open.values() if p.waits), None)


def taken_back(seen: Seen, proposal: Proposal) -> bool:
    return proposal.taken_back is not None and isinstance(seen.event, Heard | Decided)


def silent(seen: Seen, proposal: Proposal) -> bool:
    if proposal.asking is None or proposal.asking.state != "ended":
        return False
    # Where a clock ran late, the silence was over before the sound that is being told.
    begins = isinstance(seen.event, SpeechBegan | AgentSpoke)
    if (seen.speaking or seen.agent_speaks) and not begins:
        return False
    return seen.now >= proposal.asked_at + proposal.settings.final_silence


def expired(seen: Seen, proposal: Proposal) -> bool:
    since = proposal.expires_from if proposal.decided_at is None else proposal.decided_at
    return seen.now >= since + proposal.settings.expires_after


def repeated(seen: Seen, proposal: Proposal) -> bool:
    return proposal.call.digest in seen.troubled


def runs_already(seen: Seen, proposal: Proposal) -> bool:
    return any(p.call.digest == proposal.call.digest for p in seen.running.values())


def asked_enough(seen: Seen, proposal: Proposal) -> bool:
    """Those that wait to be asked count as well."""
    server, most = proposal.call.server, proposal.settings.max_approvals
    queued = sum(p.waits and p.asking is None and p.call.server == server for p in seen.open.values())
    return seen.asked_of(server) + queued - 1 >= most


def crowded(seen: Seen, proposal: Proposal) -> bool:
    return sum(p.waits for p in seen.open.values()) > proposal.settings.max_pending


def event_is(*kinds: type) -> Callable[[Seen, Proposal], bool]:
    return lambda seen, _: isinstance(seen.event, kinds)


TRUE: Mapping[Reason, Callable[[Seen, Proposal], bool]] = {
    "denied": said_or_pressed,
    "stopped": said,
    "edited": said,
    "later": said,
    "unclear": said,
    "silence": silent,
    "expired": expired,
    "repeated": repeated,
    "running": runs_already,
    "enough": asked_enough,
    "full": crowded,
    "redefined": event_is(Redefined, Proposed),
    "unrecorded": lambda seen, _: isinstance(seen.event, RecordFailed) or not seen.can_record,
    "left": lambda seen, _: isinstance(seen.event, Left) or seen.gone,
    "withdrawn": event_is(Withdrawn),
    "closing": lambda seen, _: isinstance(seen.event, Closing) or seen.closed,
}

"""What the person's words and presses approve and refuse, by the promises alone."""

from __future__ import annotations

from sayso.consent.answer import Reading
from sayso.consent.events import Channel, Decided, Event, Heard
from sayso.consent.watching.seen import Approval, Proposal, Seen

READ: frozenset[Channel] = frozenset({"text", "button", "message"})
"""The channels of a person who reads the question."""
ASKED_BACK = frozenset({"side question", "condition", "yes and more"})
"""What belongs to the question that is out, and begins no turn of its own."""
UNKNOWN = frozenset({"chatter", "yes", "no", "stop"})
"""What is neither approved nor refused by it, and nothing else either."""


def heard(seen: Seen, event: Heard) -> None:
    if event.who != seen.person or seen.gone:
        if event.final and seen.current is not None:
            seen.current.failed = ("P2", f"{event.text!r} was said by {event.who}, and {seen.person} was asked")
        return
    current = seen.current
    if current is not None:
        current.unanswered = 0
    if current is not None and current.approval is not None and event.channel == "voice":
        disturb(seen, current.approval, late=event.final and not begun(current, event))
    if not event.final or seen.closed:
        return
    last = seen.last
    if current is not None and current.approval is not None and current.approval.lasted:
        # The yes before has had its quiet: these words come after the decision.
        more_of_the_last(seen, current, event)
        return
    if last is not None and last.outcome != "refused" and not last.ended:
        if event.began < seen.last_at or not any(p.waits for p in seen.open.values()):
            more_of_the_last(seen, last, event)
        elif current is None or not begun(current, event):
            seen.may_end.append(last)
    if current is not None and begun(current, event):
        answered(seen, current, event)
    elif current is not None:
        before_it_was_met(seen, current, event)
    elif seen.open:
        not_asked_yet(seen, event)


def are_still_to_be_read(seen: Seen) -> bool:
    """Whether final words are being handled that the gate has not come to yet: nothing of them is on record."""
    event = seen.event
    return isinstance(event, Heard) and event.final and event.who == seen.person and not seen.noted


def read_after_the_clock(seen: Seen, proposal: Proposal) -> None:
    """Where a clock ran late, its question comes before the words that are being handled: they are read anew."""
    event = seen.event
    if isinstance(event, Decided) and not seen.told:
        decided(seen, event)
    if not isinstance(event, Heard) or not are_still_to_be_read(seen):
        return
    proposal.said = []
    if seen.misunderstood is proposal:
        proposal.misunderstood -= 1
    if begun(proposal, event):
        answered(seen, proposal, event)
    else:
        before_it_was_met(seen, proposal, event)
    proposal.early = False


def not_asked_yet(seen: Seen, event: Heard) -> None:
    """A no counts before its question is heard, too, and before its approval is on disk."""
    for proposal in seen.open.values():
        # With what was said before it, in one breath, it may be a refusal: "uh", "uh".
        said = breath(proposal, event) if proposal.waits else [(event.began, event.text)]
        if "deny" in (reading.verdict for reading in readings(seen, proposal, event, said)):
            seen.may_end.append(proposal)
            if proposal.waits:
                return


def quiet_has_lasted(approval: Approval, proposal: Proposal, event: Event) -> None:
    """Before an event is taken in: whether the quiet of a careful yes was over when it happened."""
    began = event.began if isinstance(event, Heard) else event.at
    since = approval.since if approval.waits and approval.quiet else None
    if since is not None and began >= since + proposal.settings.grace:
        approval.lasted = True


def disturb(seen: Seen, approval: Approval, *, late: bool) -> None:
    """The person's words end the quiet of a careful yes; late ones, for an old question, only begin it anew."""
    if approval.lasted:
        return
    if not late:
        approval.quiet = False
    elif approval.since is not None:
        approval.since = seen.now


def before_it_was_met(seen: Seen, proposal: Proposal, event: Heard) -> None:
    """Late words for an old question never count for a new one; a no may be meant for either, and a stop for all."""
    reading = read(seen, proposal, event, event.text)
    proposal.unmet_at = seen.now
    proposal.perhaps_misunderstood += 1
    seen.asked_back = reading.kind in ASKED_BACK
    if reading.verdict == "approve":
        proposal.failed = ("P3", f"{event.text!r} came before its question")
    else:
        # Alone it may be no refusal, and be one with what was said before it.
        seen.may_end.append(proposal)
        if (
            reading.verdict == "deny"
            and reading.kind == "stop"
            and event.began >= seen.last_at
            and stops_the_last(seen, event)
        ):
            seen.must_end, seen.must_stop = proposal, True
    if proposal.approval is not None:
        proposal.approval.sure = False


def stops_the_last(seen: Seen, event: Heard) -> bool:
    """Whether it means stop there, too: "cancel" may be what was asked."""
    return seen.last is None or read(seen, seen.last, event, event.text).kind == "stop"


def answered(seen: Seen, proposal: Proposal, event: Heard) -> None:
    """Final words after the person met the question that is out."""
    before, doubtful = proposal.said, proposal.approval is not None and not proposal.approval.sure
    said = breath(proposal, event)
    whole, alone = readings(seen, proposal, event, said)
    if doubtful and event.channel == "voice" and whole.verdict != "approve":
        # Whether the yes before counted can be seen either way; if it did, these words go on from it.
        joined = [*before, (event.began, event.text)]
        if readings(seen, proposal, event, joined)[0].verdict == "approve":
            proposal.said = said = joined
            whole = readings(seen, proposal, event, joined)[0]
    proposal.perhaps_misunderstood += 1
    proposal.approval = None
    if event.began < proposal.unmet_at:
        # With what was said before it, it may be a refusal.
        seen.may_end.append(proposal)
    seen.asked_back = whole.kind in ASKED_BACK
    if alone.verdict == "deny":
        proposal.failed = ("P6.moment", f"the person said {event.text!r}")
        seen.must_end, seen.must_stop = proposal, alone.kind == "stop"
    elif whole.verdict == "deny":
        # Two halves that are a refusal together: "uh", "uh".
        proposal.failed = ("P6.moment", "what was said in one breath is a refusal")
        seen.must_end = proposal
    elif whole.verdict != "approve":
        proposal.failed = ("P1", f"{' '.join(text for _, text in said)!r} is no approval: {whole.why}")
        being_said = proposal.asking is not None and proposal.asking.state != "out"
        if whole.kind in UNKNOWN and being_said and said[0][0] >= proposal.unmet_at:
            proposal.misunderstood += 1
            seen.misunderstood = proposal
    else:
        approved(seen, proposal, event, said[0][0], alone)


def begun(proposal: Proposal, event: Heard) -> bool:
    """Whether the person had met the question when the words began: heard of it, or read it."""
    begun_from, shown_from = proposal.begun_from, proposal.shown_from
    if begun_from is not None and event.began >= begun_from:
        return True
    return event.channel in READ and shown_from is not None and event.began >= shown_from


def approved(seen: Seen, proposal: Proposal, event: Heard, began: float, alone: Reading) -> None:
    """A yes. Whether it counts depends on what had been heard when it was begun."""
    sure = counts(proposal, began, event.channel) and began >= max(proposal.unmet_at, seen.last_at)
    if alone.verdict == "approve" and event.began > began:
        began = event.began
    if too_late(seen, proposal):
        proposal.failed = ("P5", f"{event.text!r} came when its question had expired")
    elif counts(proposal, began, event.channel):
        careful = event.channel == "voice" and proposal.settings.careful(proposal.destructive)
        proposal.early = False
        proposal.by_voice = event.channel == "voice"
        proposal.approval = Approval(waits=careful, since=None if seen.person in seen.speaking else seen.now, sure=sure)
    else:
        too_early(seen, proposal, event)


def too_early(seen: Seen, proposal: Proposal, event: Heard) -> None:
    asking = proposal.asking
    # What was begun before other words came, or before a decision, may have been said to something else.
    after = max(proposal.unmet_at, seen.last_at)
    promise = "P3.words" if begun(proposal, event) else "P3"
    proposal.failed = (promise, f"{event.text!r} came before the words that count were heard")
    if asking is not None and asking.state != "out" and len(proposal.said) == 1 and event.began >= after:
        proposal.early = True
        if asking.state == "ended":
            seen.must_ask = proposal


def counts(proposal: Proposal, began: float, channel: Channel) -> bool:
    heard_from, read_from = proposal.heard_from, proposal.read_from
    if heard_from is not None and began >= heard_from:
        return True
    return channel in READ and read_from is not None and began >= read_from


def too_late(seen: Seen, proposal: Proposal) -> bool:
    return seen.now > proposal.asked_at + proposal.settings.expires_after


def breath(proposal: Proposal, event: Heard) -> list[tuple[float, str]]:
    """All that was said in one breath, or into the quiet after a careful yes: one answer."""
    said, part = proposal.said, (event.began, event.text)
    waiting = proposal.approval is not None and proposal.approval.waits and proposal.approval.sure
    if event.channel != "voice" or not said or not (waiting or event.began < proposal.said_at):
        said = [part]
    elif event.began <= said[0][0]:
        # The recogniser thought better of all of it.
        said = [part]
    else:
        said = [*said, part]
    proposal.said, proposal.said_at = said, seen_at(event, proposal)
    return said


def seen_at(event: Heard, proposal: Proposal) -> float:
    return max(event.at, proposal.said_at)


def readings(seen: Seen, proposal: Proposal, event: Heard, said: list[tuple[float, str]]) -> tuple[Reading, Reading]:
    """Of the whole breath, and of its last part alone."""
    alone = read(seen, proposal, event, event.text)
    whole = alone if len(said) == 1 else read(seen, proposal, event, " ".join(text for _, text in said))
    return whole, alone


def read(seen: Seen, proposal: Proposal, event: Heard, text: str) -> Reading:
    return seen.read(
        text,
        proposal.question or "",
        proposal.destructive,
        language=seen.language,
        tool=proposal.call.tool,
        confidence=event.confidence,
        duration=event.duration,
    )


def more_of_the_last(seen: Seen, last: Proposal, event: Heard) -> None:
    """Words after an approval: a no to it wins while nothing was sent, and so does a transcript that revises it."""
    reading = read(seen, last, event, event.text)
    if reading.verdict == "deny":
        last.taken_back = ("P6.moment", f"the person said {event.text!r} before it was sent")
    elif last.by_voice and event.channel == "voice" and revises(last, event):
        last.said = [(event.began, event.text)]
        if reading.verdict != "approve" and reading.kind != "echo":
            last.taken_back = ("P1", f"what was said turned out to be no approval: {reading.why}")


def revises(proposal: Proposal, event: Heard) -> bool:
    """Whether it takes the place of all that was said before: begun no later, and before that had arrived."""
    said = proposal.said
    return bool(said) and event.began <= said[0][0] and event.began < proposal.said_at


def decided(seen: Seen, event: Decided) -> None:
    """A button, a key, a page's message."""
    proposal = seen.proposals.get(event.id)
    if proposal is None:
        return
    if event.who != seen.person or seen.gone:
        proposal.failed = ("P2", f"{event.who} decided, and {seen.person} was asked")
        return
    if not event.approve:
        if proposal.waits:
            seen.must_end = proposal
        elif proposal.decided_at is not None and not proposal.outcome:
            proposal.taken_back = ("P6.moment", f"the person refused by {event.channel} before it was sent")
    elif proposal.waits and proposal.asking is not None:
        if too_late(seen, proposal):
            proposal.failed = ("P5", f"the {event.channel} came when its question had expired")
        elif counts(proposal, event.at, event.channel):
            proposal.by_voice = False
            proposal.approval = Approval(waits=False)
        else:
            proposal.failed = ("P3.words", f"the {event.channel} came before the words that count were heard")

"""From a decision to a run: approved, on record, sent once; and how it ends."""

from __future__ import annotations

from sayso.consent.effects import CancelRun, Record, Run
from sayso.consent.events import Recorded, RunEnded
from sayso.consent.watching.seen import Grant, Proposal, Seen, Stage

BEFORE: dict[str, tuple[Stage, ...]] = {
    "proposed": ("new",),
    "asked": ("proposed", "asked"),
    "decided": ("proposed", "asked", "decided"),
    "sent": ("decided", "proposed"),
    "ended": ("sent",),
}
"""What may be on record of a call before each kind of record."""
SLACK = 1e-9
"""For sums of seconds that are equal but for their last bit."""


def recorded(seen: Seen, record: Record) -> None:
    if record.kind == "closed":
        if not seen.closed or seen.open or seen.running:
            seen.broken("P5.order", "the session is on record as closed before all of it has ended")
        return
    if record.kind == "heard":
        seen.noted = True
        return
    proposal = seen.known(record.id, f"the record {record.kind!r}")
    if proposal.stage not in BEFORE[record.kind]:
        seen.broken("P5.order", f"{record.kind!r} of {record.id} comes after {proposal.stage!r}")
    proposal.stage = record.kind
    if record.kind == "decided":
        seen.told = True
        if record.fields["decision"] == "approve":
            decided(seen, proposal, record)
    elif record.kind == "proposed" and record.fields["digest"] != proposal.call.digest:
        seen.broken("P5.order", f"another call than {record.id} is on record")


def decided(seen: Seen, proposal: Proposal, record: Record) -> None:
    id_ = proposal.id
    if not proposal.waits:
        seen.broken("P5", f"{id_} is approved and does not wait: {proposal.outcome or 'approved already'}")
    if not record.confirm:
        seen.broken("P5.recorded", f"nobody waits for the approval of {id_} to be on disk")
    if proposal.asking is None:
        granted(seen, proposal, record)
    elif proposal.approval is None:
        seen.broken(proposal.failed[0], f"{id_} is approved, but {proposal.failed[1]}")
    elif seen.now > proposal.asked_at + proposal.settings.expires_after:
        seen.broken("P5", f"{id_} is approved when its question had expired")
    elif proposal.approval.waits:
        after_its_quiet(seen, proposal)
    proposal.decided_at = seen.now
    proposal.approval = None
    if proposal.asking is not None:
        seen.last, seen.last_at = proposal, seen.now
    if seen.current is proposal:
        seen.current = None
    if seen.must_ask is proposal:
        seen.must_ask = None


def after_its_quiet(seen: Seen, proposal: Proposal) -> None:
    approval = proposal.approval
    if approval is not None and approval.lasted:
        return
    if approval is None or not approval.quiet or approval.since is None:
        seen.broken("D5", f"the careful yes to {proposal.id} was not followed by quiet")
    if seen.now - approval.since < proposal.settings.grace - SLACK:
        seen.broken("D5", f"the careful yes to {proposal.id} has not had its quiet yet")


def granted(seen: Seen, proposal: Proposal, record: Record) -> None:
    id_, call = proposal.id, proposal.call
    if proposal.destructive:
        seen.broken("P1.grant", f"{id_} is destructive and was not asked for")
    if call.digest in seen.refused:
        seen.broken("P6", f"a grant covers {id_}, which was refused in this turn")
    named = str(record.fields.get("rule", "")).rpartition(" ")[2]
    for grant in seen.grants:
        covered = grant.call.digest == call.digest if grant.kind == "session" else grant.call.server == call.server
        if covered and proposal.settings.grant == grant.kind and named == grant.id:
            return
    seen.broken("P1.grant", f"{id_} was not asked for, and no grant covers it (on record: {named!r})")


def written(seen: Seen, event: Recorded) -> None:
    """The decision is on disk."""
    seen.can_record = True
    proposal = seen.proposals.get(event.id)
    if proposal is None or proposal.decided_at is None or proposal.recorded or proposal.outcome:
        return
    proposal.recorded = True
    kind = "call" if proposal.question is None else proposal.question.grant
    if kind == "call" or not proposal.grants or proposal.taken_back:
        return
    if kind != proposal.settings.grant or proposal.destructive:
        seen.broken("P1.grant", f"the question of {proposal.id} speaks of a grant that it can't have")
    seen.grants.append(Grant(proposal.id, kind, proposal.call))


def run(seen: Seen, effect: Run) -> None:
    proposal = seen.known(effect.id, "Run")
    id_, call = proposal.id, proposal.call
    if proposal.outcome:
        seen.broken("P5", f"{id_} runs, and it was {proposal.outcome} before")
    if effect.call is not call and effect.call != call:
        seen.broken("P1.frozen", f"{id_} runs as {effect.call.arguments_json}, and {call.arguments_json} was proposed")
    if seen.closed:
        seen.broken("P4.closing", f"{id_} runs after closing")
    if proposal.taken_back is not None:
        seen.broken(proposal.taken_back[0], f"{id_} runs: {proposal.taken_back[1]}")
    if call.digest in seen.unknown and not proposal.read_only:
        seen.broken("P7", f"{id_} runs, and the outcome of the same call is unknown")
    record = seen.record
    if record is None or record.kind != "sent" or record.id != id_ or record.fields["digest"] != call.digest:
        seen.broken("P5.recorded", f"{id_} runs without a record of it")
    if proposal.asks:
        asked_for(seen, proposal)
    proposal.outcome = "run"
    seen.open.pop(id_, None)
    seen.running[id_] = proposal


def asked_for(seen: Seen, proposal: Proposal) -> None:
    """What only a call whose policy asks has to show."""
    id_, call = proposal.id, proposal.call
    if proposal.decided_at is None:
        seen.broken("P1", f"{id_} runs unasked: its policy asks")
    if not proposal.recorded:
        seen.broken("P5.recorded", f"{id_} runs before its approval is on disk")
    if seen.now > proposal.decided_at + proposal.settings.expires_after:
        seen.broken("P5", f"{id_} runs when its approval had expired")
    if seen.gone:
        seen.broken("P4.left", f"{id_} runs and the person has gone")
    if seen.definitions.get((call.server, call.tool), call.definition) != call.definition:
        seen.broken("P1.frozen", f"{id_} runs, and its tool has been redefined")


def cancelled(seen: Seen, effect: CancelRun) -> None:
    proposal = seen.known(effect.id, "CancelRun")
    if not proposal.runs or proposal.cancelled:
        seen.broken("D1", f"{effect.id} is cancelled and does not run, or is cancelled twice")
    proposal.cancelled = True


def ended(seen: Seen, event: RunEnded) -> None:
    proposal = seen.running.pop(event.id, None)
    if proposal is None:
        return
    proposal.ended = True
    if event.outcome == "ok":
        return
    if not proposal.read_only:
        digest = proposal.call.digest
        seen.troubled.add(digest)
        if event.outcome == "unknown":
            seen.unknown.add(digest)
        # Whether it is to run again is for the person to say, though it was granted for the session.
        seen.grants = [grant for grant in seen.grants if grant.kind == "turn" or grant.call.digest != digest]

"""How far each question was heard, and that there is one at a time."""

from __future__ import annotations

from sayso.consent.effects import Ask
from sayso.consent.events import (
    Closing,
    Left,
    QuestionEnded,
    QuestionHeard,
    QuestionShown,
    QuestionStarted,
    SpeechBegan,
)
from sayso.consent.watching import answers
from sayso.consent.watching.seen import Asking, Proposal, Seen

MOST_UNANSWERED = 2
"""How often a question is heard without an answer: once after a yes that came too early, once after silence."""
MARKS = ".,;:!?\"'"


def asked(seen: Seen, ask: Ask) -> None:
    proposal, question = seen.known(ask.id, "Ask"), ask.question
    may_be_asked(seen, proposal)
    first = proposal.asking is None
    if first:
        first_of_all(seen, proposal)
        seen.questions.append(proposal)
    elif question is not proposal.question and question != proposal.question:
        seen.broken("P1.frozen", f"the question of {ask.id} was worded anew: {question.text!r}")
    if ask.asking in seen.askings:
        seen.broken("D3", f"asking {ask.asking} was given out twice")
    if not ask.text.endswith(question.text) or not question.text:
        seen.broken("P3.words", f"the full question is not what ends {ask.text!r}")
    record = seen.record
    if record is None or record.kind != "asked" or record.id != ask.id or record.fields["text"] != ask.text:
        seen.broken("P5.order", f"{ask.text!r} is asked without a record of it")
    if not first and not answers.are_still_to_be_read(seen):
        asked_again(seen, proposal)
    lead = len(ask.text[: -len(question.text)].split())
    asking = Asking(proposal, ask, lead + question.counts)
    seen.askings[ask.asking] = asking
    proposal.question = question
    proposal.asking = asking
    proposal.askings += 1
    if not proposal.kept:
        proposal.asked_at = seen.now
    if not proposal.kept and not proposal.perhaps_kept:
        proposal.expires_from = seen.now
    proposal.aside = proposal.kept = proposal.perhaps_kept = False
    proposal.approval = None
    proposal.failed = ("P1", "it was asked again and nothing that the person said or pressed since approves it")
    proposal.early = False
    seen.current = proposal
    answers.read_after_the_clock(seen, proposal)
    if seen.must_ask is proposal:
        seen.must_ask = None


def may_be_asked(seen: Seen, proposal: Proposal) -> None:
    id_ = proposal.id
    if not proposal.waits:
        seen.broken("D3", f"{id_} is asked for and does not wait: {proposal.outcome or 'approved'}")
    if seen.closed and not late(seen):
        seen.broken("P4.closing", f"{id_} is asked for after closing")
    if seen.gone and not late(seen):
        seen.broken("P4.left", f"{id_} is asked for and nobody is there")
    if seen.current is not None and seen.current is not proposal:
        seen.broken("D3", f"{id_} is asked for while the question of {seen.current.id} is out")
    if proposal.call.digest in seen.refused:
        seen.broken("P6", f"{id_} is asked for, and the same call was refused in this turn")
    if proposal.call.digest in seen.unknown:
        seen.broken("P7", f"{id_} is asked for, and the outcome of the same call is unknown")


def asked_again(seen: Seen, proposal: Proposal) -> None:
    if proposal.unanswered > MOST_UNANSWERED:
        seen.broken("P4.silence", f"{proposal.id} is asked for again and again, and nobody answers")
    if proposal.misunderstood > proposal.settings.max_reasks:
        seen.broken(
            "P4.unclear", f"{proposal.id} is asked for again, and {proposal.misunderstood} answers were unclear"
        )


def late(seen: Seen) -> bool:
    """Whether it was due before the event that is being handled: a clock that ran late."""
    return isinstance(seen.event, Left | Closing | SpeechBegan) and seen.wake is not None and seen.wake <= seen.event.at


def first_of_all(seen: Seen, proposal: Proposal) -> None:
    before = next(p for p in seen.open.values() if p.waits)
    if before is not proposal:
        seen.broken("D3", f"{proposal.id} is asked for before {before.id}, which came first")
    if seen.person in seen.speaking and not late(seen):
        seen.broken("D3", f"the question of {proposal.id} is begun while the person speaks")
    if seen.asked_of(proposal.call.server) >= proposal.settings.max_approvals:
        seen.broken("D3", f"{proposal.id} is one question too many for {proposal.call.server}")


def started(seen: Seen, event: QuestionStarted) -> None:
    asking = seen.askings.get(event.asking)
    if asking is not None and asking.state == "out":
        asking.state = "begun"
        if asking.proposal.begun_from is None and not asking.stale:
            asking.proposal.begun_from = seen.now


def heard(seen: Seen, event: QuestionHeard) -> None:
    asking = seen.askings.get(event.asking)
    if asking is None or asking.state != "begun" or asking.stale or asking.proposal.heard_from is not None:
        return
    said = event.words.split()
    if len(said) >= asking.needed and begins(asking.ask.text, event.words, said, asking.needed):
        asking.proposal.heard_from = seen.now


def begins(text: str, words: str, said: list[str], needed: int) -> bool:
    """Whether these words begin the text as far as needed; case and punctuation may differ."""
    if text.startswith(words):
        return True
    wanted = text.split()[:needed]
    return [w.strip(MARKS).lower() for w in said[:needed]] == [w.strip(MARKS).lower() for w in wanted]


def shown(seen: Seen, event: QuestionShown) -> None:
    asking = seen.askings.get(event.asking)
    if asking is None or asking.stale:
        return
    proposal = asking.proposal
    if proposal.shown_from is None:
        proposal.shown_from = seen.now
    if proposal.read_from is None:
        proposal.read_from = seen.now


def ended(seen: Seen, event: QuestionEnded) -> None:
    asking = seen.askings.get(event.asking)
    if asking is None:
        return
    played = asking.state == "begun" and not event.cut
    if played and not asking.stale and asking is asking.proposal.asking:
        asking.proposal.unanswered += 1
    asking.state = "ended"
    proposal = asking.proposal
    if played and not asking.stale and proposal.heard_from is None:
        proposal.heard_from = seen.now
    if proposal.early and proposal is seen.current and asking is proposal.asking and not seen.speaking:
        seen.must_ask = proposal


def forget(proposal: Proposal, *, to_another: bool = False, still_to_come: bool = False) -> None:
    """Something else was talked of, or with somebody else: what was heard of its question before counts no more.

    `still_to_come`: an asking of which nothing was heard yet comes after what was talked of.
    """
    proposal.heard_from = None
    proposal.read_from = None
    if proposal.approval is not None and not proposal.approval.lasted:
        proposal.approval = None
    proposal.said = []
    asking = proposal.asking
    if asking is not None and proposal.met and not (still_to_come and asking.state == "out"):
        asking.stale = True
    if to_another:
        proposal.begun_from = None
        proposal.shown_from = None
        proposal.unanswered = 0

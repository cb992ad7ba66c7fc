"""A conversation as it stands, for what is expected of it."""

from __future__ import annotations

from sayso.rehearsal.conversation import Conversation
from sayso.rehearsal.expecting import Seen


def seen_in(talk: Conversation) -> Seen:
    """All that has happened so far."""
    talk.record.look()
    return Seen(
        tuple(talk.gate.questions),
        tuple(talk.page.lines),
        tuple(talk.record.received),
        tuple(talk.record.cancelled),
        tuple(talk.decisions),
        tuple(record.kind for record in talk.ledger.records),
        tuple(talk.model.results),
        len(talk.keeper.pending()),
        len(talk.keeper.running),
        talk.model.requests,
    )

"""A call is proposed: what the gate does with it, and why it may refuse without a question."""

from __future__ import annotations

from sayso.consent.asking import ask_next
from sayso.consent.book import Book, is_running
from sayso.consent.deciding import send, use_grant
from sayso.consent.effects import Join, Reason
from sayso.consent.events import Proposed
from sayso.consent.request import Request


def proposed(book: Book, event: Proposed) -> None:
    """Every proposal runs, is refused, waits to be asked, or joins one that waits."""
    call, asks = event.call, event.policy.asks
    fields = {
        "server": call.server,
        "tool": call.tool,
        "definition": call.definition,
        "digest": call.digest,
        "arguments": call.arguments_json,
        "asks": asks,
        "destructive": event.policy.destructive,
        "why": event.policy.why,
        "grant": event.settings.grant,
    }
    # Where recording has failed, this record is the trial whether it works again.
    book.record("proposed", event.id, fields, confirm=asks and not book.can_record)
    request = Request(event.id, call, event.policy, event.settings, event.read_only)
    if (reason := refusal(book, request)) is not None:
        book.refuse(request, reason, rule=reason)
        return
    other = book.by_digest.get(call.digest) if asks else None
    if other is not None:
        other.joined.append(event.id)
        book.requests[event.id] = other
        book.effects.append(Join(event.id, other.id))
        return
    book.requests[event.id] = request
    if not asks:
        send(book, request)
        return
    book.by_digest[call.digest] = request
    granted = book.grants.covers(call, event.policy, event.settings)
    if granted is not None:
        use_grant(book, request, granted)
        return
    book.move(request, "queued")
    book.queue.append(request)
    ask_next(book)


def refusal(book: Book, request: Request) -> Reason | None:
    """Why a call is refused without a question; None where it is not."""
    digest, server = request.call.digest, request.call.server
    if book.closed:
        return "closing"
    if digest in book.risky:
        return "repeated"
    known = book.definitions.get((server, request.call.tool))
    if known is not None and known != request.call.definition:
        # Frozen just before the tool changed.
        return "redefined"
    if not request.policy.asks:
        return None
    if book.gone:
        return "left"
    if not book.can_record:
        return "unrecorded"
    if digest in book.blocked:
        return "repeated"
    other = book.by_digest.get(digest)
    if other is not None:
        return "running" if is_running(other) else None
    if book.grants.covers(request.call, request.policy, request.settings) is not None:
        return None
    if book.waits >= request.settings.max_pending:
        return "full"
    if book.questions_for(server) >= request.settings.max_approvals:
        return "enough"
    return None

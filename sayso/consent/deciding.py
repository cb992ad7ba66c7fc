"""From a decision to a run: recorded first, then sent; and how a run ends."""

from __future__ import annotations

from sayso.consent.asking import ask_next
from sayso.consent.book import Book, is_running, is_waiting
from sayso.consent.effects import CancelRun, Reason, Run, Tell
from sayso.consent.events import Channel, Decided, Outcome
from sayso.consent.grants import Granted
from sayso.consent.request import Request
from sayso.consent.wording import ALREADY_DECIDED, CANNOT_RECORD, NOT_YET, NOT_YOURS


def approve(book: Book, request: Request, channel: Channel, rule: str) -> None:
    """A yes that counts. Nothing runs before it is on disk."""
    book.current = None
    question = request.question
    grant = "call" if question is None else question.grant
    fields: dict[str, object] = {
        "decision": "approve",
        "who": book.person,
        "channel": channel,
        "rule": rule,
        "grant": grant,
    }
    put_on_record(book, request, fields)
    book.decided(request)
    ask_next(book)


def use_grant(book: Book, request: Request, granted: Granted) -> None:
    """An earlier approval covers this call."""
    fields: dict[str, object] = {
        "decision": "approve",
        "who": granted.by,
        "rule": f"grant of {granted.id}",
        "grant": granted.grant,
    }
    put_on_record(book, request, fields)


def put_on_record(book: Book, request: Request, fields: dict[str, object]) -> None:
    book.move(request, "recording")
    request.by, request.turn, request.endings = book.person, book.grants.turns, book.grants.endings
    request.expires = book.now + request.settings.expires_after
    book.recording.append(request)
    book.record("decided", request.id, fields, confirm=True)


def recorded(book: Book, id_: str) -> None:
    book.can_record = True
    request = book.requests.get(id_)
    if request is None or request.state != "recording" or request.id != id_:
        return
    book.recording.remove(request)
    keep_grant(book, request)
    send(book, request)


def keep_grant(book: Book, request: Request) -> None:
    """What the question spoke and the record names holds from now on, unless it has ended since the yes."""
    grant = "call" if request.question is None else request.question.grant
    ended = request.endings != book.grants.endings or (grant == "turn" and request.turn != book.grants.turns)
    if grant != "call" and not ended:
        book.grants.add(grant, request.call, request.id, request.by, book.now)


def send(book: Book, request: Request) -> None:
    """On record first: whoever carries these out leaves a Run undone whose record could not be written."""
    book.move(request, "sent")
    book.running[request.id] = request
    book.record("sent", request.id, {"digest": request.call.digest})
    book.effects.append(Run(request.id, request.call))


def record_failed(book: Book) -> None:
    """What can't be recorded isn't approved."""
    book.can_record = False
    if refuse_all(book, "unrecorded"):
        book.effects.append(Tell(CANNOT_RECORD))


def refuse(book: Book, request: Request, reason: Reason, words: str = "", rule: str = "") -> None:
    """The person's own no, in whatever form."""
    book.decided(request)
    book.refuse(request, reason, words, book.person, rule)
    if reason in ("denied", "stopped", "edited"):
        # Whoever says no, or how it should be, is listening: the questions of this task are counted anew.
        book.count_anew(request.call.server)
    ask_next(book)


def refuse_all(book: Book, reason: Reason, rule: str = "") -> bool:
    """Refuses all that has not been sent, the newest first, so that nothing is asked in between."""
    ending = [*reversed(book.waiting()), *reversed(book.recording)]
    for request in ending:
        book.refuse(request, reason, rule=rule)
    return bool(ending)


def stop_all(book: Book, rule: str) -> None:
    """Stop means everything."""
    for request in [*reversed(book.waiting()), *reversed(book.recording)]:
        book.counted.pop(request.call.server, None)
        book.refuse(request, "stopped", who=book.person, rule=rule)
    cancel_all(book)


def cancel_all(book: Book) -> None:
    for request in list(book.running.values()):
        cancel(book, request)


def cancel(book: Book, request: Request) -> None:
    if request.state in ("sent", "running"):
        book.move(request, "stopping")
        book.effects.append(CancelRun(request.id))


def take_back(book: Book, request: Request, reason: Reason, words: str, rule: str) -> bool:
    """A no to what was approved before: it wins as long as nothing was sent, and cancels afterwards."""
    if request.state == "recording":
        refuse(book, request, reason, words, rule)
        return True
    if is_running(request):
        cancel(book, request)
        return True
    return False


def decided(book: Book, event: Decided) -> None:
    """A button, a key, a page's message."""
    request = book.requests.get(event.id)
    if event.who != book.person or book.gone:
        book.effects.append(Tell(NOT_YOURS, event.channel))
    elif request is None or is_running(request):
        book.effects.append(Tell(ALREADY_DECIDED, event.channel))
    elif not event.approve:
        refuse(book, request, "denied", event.reason, f"by {event.channel}")
    elif not is_waiting(request):
        book.effects.append(Tell(ALREADY_DECIDED, event.channel))
    elif request.counts(event.at, event.channel):
        approve(book, request, event.channel, f"by {event.channel}")
    else:
        book.effects.append(Tell(NOT_YET, event.channel))


def run_started(book: Book, id_: str) -> None:
    request = book.running.get(id_)
    if request is not None and request.state == "sent":
        book.move(request, "running")


def run_ended(book: Book, id_: str, outcome: Outcome) -> None:
    request = book.running.pop(id_, None)
    if request is None:
        return
    book.move(request, "done")
    book.forget(request)
    book.record("ended", id_, {"outcome": outcome})
    if outcome != "ok" and not request.read_only:
        # In this turn it is not tried again, and later not without a question.
        (book.blocked if outcome == "failed" else book.risky).add(request.call.digest)
        book.grants.forget_call(request.call.digest)
    if book.closed and not book.running:
        book.record("closed", "", {})


def withdraw(book: Book, id_: str) -> None:
    """Nobody wants this proposal any more; others of the same call may."""
    request = book.requests.get(id_)
    if request is None:
        return
    if id_ == request.id:
        request.unwanted = True
    else:
        request.joined.remove(id_)
        del book.requests[id_]
    if not request.unwanted or request.joined:
        return
    if is_running(request):
        cancel(book, request)
    else:
        book.refuse(request, "withdrawn", rule="withdrawn")
        ask_next(book)

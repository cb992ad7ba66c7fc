"""Words of a person: whose they are, which question they belong to, and what they do to it."""

from __future__ import annotations

from sayso.consent.answer import Reading
from sayso.consent.answering import answer, set_aside
from sayso.consent.book import Book, is_running
from sayso.consent.deciding import refuse, stop_all, take_back
from sayso.consent.effects import LetModelAnswer, Swallow
from sayso.consent.events import Heard
from sayso.consent.request import Request
from sayso.consent.utterance import joined, note, read, revises

BREATH = 1.5
"""Seconds after a decision in which words that come before the next question is heard still belong to it."""


def heard(book: Book, event: Heard) -> None:
    if not event.final:
        interim(book, event)
    elif event.who != book.person or book.gone:
        # Another's words decide nothing, and are no part of this conversation while a decision is open.
        note(book, "", event, None)
        book.effects.append(Swallow("another person's words") if book.busy else LetModelAnswer())
    elif book.closed:
        note(book, "", event, None)
        book.effects.append(Swallow("the session has closed"))
    else:
        final(book, event)
        if book.current is not None:
            book.start_clock(book.current)


def interim(book: Book, event: Heard) -> None:
    """Half-heard words decide nothing. They open a careful yes again, and keep the clock from running out."""
    request = book.current
    if event.who != book.person or request is None:
        return
    if request.state == "grace":
        book.move(request, "held")
    book.start_clock(request)


def final(book: Book, event: Heard) -> None:
    request = book.current or (book.queue[0] if book.queue else None)
    last = book.last
    if last is not None and belongs_to_last(book, event, request):
        after_decision(book, last, event, request)
    elif request is not None:
        answer(book, request, event)
    else:
        meanwhile(book, event)


def meanwhile(book: Book, event: Heard) -> None:
    """Words while nothing is asked: a stop ends what runs, a no what has not been sent; all else is conversation."""
    if book.busy:
        reading = read(book, event, None, event.text)
        note(book, "", event, reading)
        if reading.verdict == "deny" and (reading.kind == "stop" or book.recording):
            if reading.kind == "stop":
                stop_all(book, reading.rule)
            drop_unsent(book, event, reading)
            book.effects.append(Swallow("a refusal"))
            return
    for_the_model(book)


def belongs_to_last(book: Book, event: Heard, request: Request | None) -> bool:
    """Whether these words still belong to the question that was decided last, and not to the one after it."""
    if event.began < book.last_at:
        return True
    if book.last_over:
        return False
    if request is None:
        return True
    if event.channel != "voice":
        # Typed in answer to the last question that the person knows of.
        return not request.known
    unheard = request.started is None or event.began < request.started
    return unheard and event.began < book.last_at + BREATH


def after_decision(book: Book, last: Request, event: Heard, request: Request | None) -> None:
    """More of the same breath, or a yes taken back. It never counts for the next question."""
    alive = last.state == "recording" or is_running(last)
    text = joined(last, event) if alive else event.text
    reading = read(book, event, last, text)
    if text != event.text:
        alone = read(book, event, last, event.text)
        reading = alone if alone.verdict == "deny" else reading
    note(book, last.id, event, reading)
    late = event.began < book.last_at
    if reading.kind == "stop" and reading.verdict == "deny":
        stop_all(book, reading.rule)
        book.effects.append(Swallow("stop"))
    elif reading.verdict == "deny":
        taken = take_back(book, last, "denied", event.text, reading.rule)
        if drop_unsent(book, event, reading) or taken or late or request is not None:
            book.effects.append(Swallow("late words of an earlier answer"))
        else:
            for_the_model(book)
    elif reading.verdict == "approve" or reading.kind == "echo":
        late_yes(book, event, request, late or alive)
    else:
        neither(book, last, event, request, reading)


def drop_unsent(book: Book, event: Heard, reading: Reading) -> bool:
    """A no wins over everything that is not sent, whoever or whatever approved it."""
    unsent = list(book.recording)
    for request in unsent:
        refuse(book, request, "denied", event.text, reading.rule)
    return bool(unsent)


def late_yes(book: Book, event: Heard, request: Request | None, known: bool) -> None:
    if known:
        book.effects.append(Swallow("late words of an earlier answer"))
    elif request is not None:
        answer(book, request, event)
    else:
        for_the_model(book)


def neither(book: Book, last: Request, event: Heard, request: Request | None, reading: Reading) -> None:
    """Not a yes and not a no, right after a decision."""
    if reading.kind in ("wait", "someone else") and not revises(last, event):
        if reading.kind == "wait":
            take_back(book, last, "unclear", event.text, reading.rule)
        book.effects.append(Swallow(reading.kind))
        return
    if reading.kind == "edit" or revises(last, event):
        # It turned out to be no plain yes. Another matter in the same breath is just the next turn.
        take_back(book, last, "edited" if reading.kind == "edit" else "unclear", event.text, reading.rule)
    goes_on(book, request)


def for_the_model(book: Book) -> None:
    """An utterance that answers nothing begins a turn, and a task where nothing is left of the one before."""
    if book.busy:
        book.new_turn()
    else:
        book.new_task()
    book.effects.append(LetModelAnswer())


def goes_on(book: Book, request: Request | None) -> None:
    """The same, while another question may be out already: that one comes again after the reply."""
    if request is not None and request.known:
        set_aside(book, request)
    else:
        for_the_model(book)

"""Words of a person: whose they are, which question they belong to, and what they do to it."""

from __future__ import annotations

from sayso.consent.answer import Reading
from sayso.consent.asking import ask_again
from sayso.consent.book import Book, is_running
from sayso.consent.deciding import approve, refuse, stop_all, take_back
from sayso.consent.effects import LetModelAnswer, Reason, Swallow
from sayso.consent.events import Heard
from sayso.consent.request import Request, Then
from sayso.consent.states import State

BREATH = 1.5
"""Seconds after a decision in which words that come before the next question is heard still belong to it."""
SENTENCE = 4
"""Words from which something that is no answer is taken for a sentence that wants a reply."""

OUT: frozenset[State] = frozenset({"asking", "playing"})
"""Its question is being said, so that nothing else should be."""


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
            for request in list(book.recording):
                refuse(book, request, "denied", event.text, reading.rule)
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
        if take_back(book, last, "denied", event.text, reading.rule) or late or request is not None:
            book.effects.append(Swallow("late words of an earlier answer"))
        else:
            for_the_model(book)
    elif reading.verdict == "approve" or reading.kind == "echo":
        late_yes(book, event, request, late or alive)
    else:
        neither(book, last, event, request, reading)


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


def joined(request: Request, event: Heard) -> str:
    """The words of one breath: a final transcript that began with an earlier one replaces it, else goes on from it."""
    if event.channel != "voice" or event.began >= request.said_at or revises(request, event):
        return event.text
    return f"{request.said} {event.text}"


def revises(request: Request, event: Heard) -> bool:
    """Whether this transcript takes the place of the one before: it begins where that one began."""
    return event.channel == "voice" and event.began < request.said_at and event.began <= request.said_began


def answer(book: Book, request: Request, event: Heard) -> None:
    """Words while a question waits."""
    text = joined(request, event)
    if request.state in ("grace", "held") and event.channel == "voice":
        # Said into the quiet that a careful yes waits for: one answer with it.
        text = event.text if revises(request, event) else f"{request.said} {event.text}"
    if text == event.text:
        request.said_began = event.began
    request.said, request.said_at = text, book.now
    reading = read(book, event, request, text)
    if reading.verdict != "deny" and text != event.text:
        alone = read(book, event, request, event.text)
        reading = alone if alone.verdict == "deny" else reading
    note(book, request.id, event, reading)
    if reading.verdict == "deny":
        say_no(book, request, text, reading)
    elif reading.verdict == "approve":
        say_yes(book, request, event, reading)
    else:
        say_else(book, request, text, reading)


def say_no(book: Book, request: Request, text: str, reading: Reading) -> None:
    """A no counts at any moment, heard or unheard."""
    book.effects.append(Swallow("a refusal"))
    if reading.kind == "stop":
        stop_all(book, reading.rule)
    else:
        reasons: dict[str, Reason] = {"edit": "edited", "later": "later"}
        refuse(book, request, reasons.get(reading.kind, "denied"), text, reading.rule)


def say_yes(book: Book, request: Request, event: Heard, reading: Reading) -> None:
    if not request.counts(request.said_began, event.channel):
        book.effects.append(Swallow("a yes before the question was heard"))
        again(book, request, "early")
        return
    book.effects.append(Swallow("an approval"))
    request.rule = reading.rule
    if event.channel == "voice" and request.settings.careful(request.policy.destructive):
        if request.state != "grace":
            book.move(request, "grace")
    else:
        approve(book, request, event.channel, reading.rule)


def say_else(book: Book, request: Request, text: str, reading: Reading) -> None:
    """No decision, so a careful yes that it was joined to is none either."""
    match reading.kind:
        case "edit":
            book.effects.append(Swallow("a change"))
            refuse(book, request, "edited", text, reading.rule)
        case "later":
            book.effects.append(Swallow("put off"))
            refuse(book, request, "later", text, reading.rule)
        case "side question" | "condition" | "yes and more":
            set_aside(book, request)
        case "details" | "repeat":
            book.effects.append(Swallow(reading.kind))
            again(book, request, "explain" if reading.kind == "details" else "again")
        case "wait" | "someone else" | "echo":
            book.effects.append(Swallow(reading.kind))
            if request.state in ("grace", "held"):
                again(book, request, "again")
        case _:
            not_understood(book, request, text, reading)


def not_understood(book: Book, request: Request, text: str, reading: Reading) -> None:
    if request.state not in ("queued", "asking"):
        request.reasks += 1
    if request.reasks > request.settings.max_reasks:
        book.effects.append(Swallow("not understood"))
        refuse(book, request, "unclear", text, reading.rule)
    elif reading.kind == "chatter" and len(text.split()) >= SENTENCE:
        book.new_turn()
        set_aside(book, request)
    else:
        book.effects.append(Swallow("not understood"))
        again(book, request, "unclear")


def set_aside(book: Book, request: Request) -> None:
    """The model answers first; then the whole question comes again, and has to be heard again."""
    if not request.known:
        # The person knows of no question yet; it is about to come.
        book.effects.append(LetModelAnswer())
        return
    book.effects.append(LetModelAnswer(request.id))
    request.forget_hearing()
    request.replied = False
    request.then = None
    if request.state != "aside":
        book.move(request, "aside")


def again(book: Book, request: Request, then: Then) -> None:
    """Asks again in full: at once, or when what is being said of the question has ended."""
    if request.state == "queued" or (request.state == "asking" and then != "explain"):
        # The whole question is about to come.
        return
    request.then = then
    if request.state not in OUT:
        ask_again(book, request)


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


def read(book: Book, event: Heard, request: Request | None, text: str) -> Reading:
    question = "" if request is None or request.question is None else request.question
    strict = request is not None and request.policy.destructive
    return book.read(
        text,
        question,
        strict,
        language=book.language,
        tool="" if request is None else request.call.tool,
        confidence=event.confidence,
        duration=event.duration,
    )


def note(book: Book, id_: str, event: Heard, reading: Reading | None) -> None:
    """What was heard goes on record while anything waits or runs."""
    if not book.busy:
        return
    fields: dict[str, object] = {
        "text": event.text,
        "who": event.who,
        "channel": event.channel,
        "began": event.began,
        "verdict": "ignored" if reading is None else reading.verdict,
        "kind": "" if reading is None else reading.kind,
        "rule": "" if reading is None else reading.rule,
    }
    book.record("heard", id_, fields)

"""Words while a question waits: a yes, a no, or what is neither."""

from __future__ import annotations

from sayso.consent.answer import Reading
from sayso.consent.asking import ask_again
from sayso.consent.book import Book
from sayso.consent.deciding import approve, refuse, stop_all
from sayso.consent.effects import LetModelAnswer, Reason, Swallow
from sayso.consent.events import Heard
from sayso.consent.request import Request, Then
from sayso.consent.states import State
from sayso.consent.utterance import joined, note, read, revises

SENTENCE = 4
"""Words from which something that is no answer is taken for a sentence that wants a reply."""

OUT: frozenset[State] = frozenset({"asking", "playing"})
"""Its question is being said, so that nothing else should be."""


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
    request.replied = request.kept = False
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

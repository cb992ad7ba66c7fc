"""Putting the question: when it is asked, how far it was heard, and when it is asked again."""

from __future__ import annotations

from sayso.consent.book import Book
from sayso.consent.effects import Ask, Way
from sayso.consent.request import Request
from sayso.consent.wording import EARLY, SILENCE, UNCLEAR


def ask_next(book: Book) -> None:
    """Asks for the first that waits, unless a question is out already or the person is speaking."""
    if book.current is not None or not book.queue:
        return
    head = book.queue[0]
    if head.expires is None:
        # From when it could be asked: those before it may have taken their time.
        head.expires = book.now + head.settings.expires_after
    if book.person in book.speaking:
        return
    book.queue.popleft()
    book.current = head
    book.nth += 1
    book.counted[head.call.server] = book.counted.get(head.call.server, 0) + 1
    head.question = book.phrase(head.call, head.settings, head.policy.destructive, book.nth)
    ask(book, head, "first")


def ask(book: Book, request: Request, way: Way, lead: str = "") -> None:
    """Hands out the full question, with what leads up to it."""
    question = request.question
    assert question is not None  # noqa: S101 -- made before its first asking
    if way == "explain":
        lead = question.details
    text = f"{lead} {question.text}" if lead else question.text
    book.askings += 1
    book.move(request, "asking")
    request.asking = book.askings
    request.needed = plain_words(text)[: len(lead.split()) + question.counts]
    if not request.kept or request.expires is None:
        request.expires = book.now + request.settings.expires_after
    request.kept = False
    request.then = None
    request.replied = False
    fields = {"asking": request.asking, "text": text, "way": way, "who": book.person}
    book.record("asked", request.id, fields)
    book.effects.append(Ask(request.id, request.asking, text, question, way))


def ask_again(book: Book, request: Request) -> None:
    """In full, and led up to by why. A generic "yes or no?" alone is never enough."""
    match request.then:
        case "explain":
            ask(book, request, "explain")
        case "early":
            ask(book, request, "again", EARLY)
        case "unclear":
            ask(book, request, "again", UNCLEAR)
        case _:
            ask(book, request, "again")


def plain_words(text: str) -> tuple[str, ...]:
    """The words without case and punctuation, which speech and its transcript may change."""
    return tuple(word.strip(".,;:!?\"'").lower() for word in text.split())


def question_started(book: Book, asking: int) -> None:
    request = book.current
    if request is None or request.asking != asking or request.state != "asking":
        return
    book.move(request, "playing")
    request.known = True
    if request.started is None:
        request.started = book.now


def question_heard(book: Book, asking: int, words: str) -> None:
    request = book.current
    if request is None or request.asking != asking or request.state != "playing":
        return
    needed = request.needed
    if request.counts_from is None and plain_words(words)[: len(needed)] == needed:
        request.counts_from = book.now


def question_shown(book: Book, asking: int) -> None:
    request = book.current
    if request is None or request.asking != asking or request.state not in ("asking", "playing"):
        return
    request.known = True
    if request.shown_from is None:
        request.shown_from = book.now


def question_ended(book: Book, asking: int, cut: bool) -> None:
    request = book.current
    if request is None or request.asking != asking or request.state not in ("asking", "playing"):
        return
    if request.state == "asking":
        # Not a sound of it was played, whatever is said of its end.
        book.move(request, "cut")
    elif cut:
        book.move(request, "open" if request.counts_from is not None else "cut")
    else:
        if request.counts_from is None:
            request.counts_from = book.now
        book.move(request, "open")
    if request.then is not None and not book.speaking:
        ask_again(book, request)
    else:
        book.start_clock(request)


def something_else_is_said(book: Book, request: Request) -> None:
    """What is answered from now on may be that: the question has to be heard again, all of it."""
    if request.state in ("playing", "open", "cut"):
        request.forget_hearing()
        request.replied = request.kept = True
        book.move(request, "aside")
    elif request.state == "asking":
        request.forget_hearing()


def quiet_has_lasted(book: Book, request: Request) -> None:
    """Nobody has spoken for as long as the request's state allows. `grace` is dealt with where decisions are."""
    if request.state == "open" and request.then is None:
        if request.silent:
            book.refuse(request, "silence", rule="silence")
            ask_next(book)
        else:
            request.silent = True
            ask(book, request, "again", SILENCE)
    else:
        ask_again(book, request)

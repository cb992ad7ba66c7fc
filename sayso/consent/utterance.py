"""Words as one answer: what belongs to one breath, how it is read, and its record."""

from __future__ import annotations

from sayso.consent.answer import Reading
from sayso.consent.book import Book
from sayso.consent.events import Heard
from sayso.consent.request import Request


def joined(request: Request, event: Heard) -> str:
    """The words of one breath: a final transcript that began with an earlier one replaces it, else goes on from it."""
    if event.channel != "voice" or event.began >= request.said_at or revises(request, event):
        return event.text
    return f"{request.said} {event.text}"


def revises(request: Request, event: Heard) -> bool:
    """Whether this transcript takes the place of the one before: it begins where that one began."""
    return event.channel == "voice" and event.began < request.said_at and event.began <= request.said_began


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

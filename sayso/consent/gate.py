"""The gate: what was proposed, asked, heard and decided goes in as events; what is to be done comes out as effects.

It holds the seven promises of `sayso.consent.promises`. It has no clock, does no I/O, and nothing runs but by its Run:

    gate = Gate(session="s1", person="PA_7")
    for effect in gate.handle(Proposed(at=0.0, id="1", call=call, policy=policy, settings=settings)):
        ...

Each concern is a file: `proposing` takes a call in, `asking` puts the question, `hearing` and `answering` take what is
said, and `deciding` goes from a decision to a run. `states` has the one table of what may follow what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.consent import asking, deciding, hearing, proposing
from sayso.consent.answer import interpret
from sayso.consent.book import Book, Moved, Phrase, Read
from sayso.consent.call import Call
from sayso.consent.effects import Effect
from sayso.consent.events import (
    AgentSpoke,
    Closing,
    Decided,
    Event,
    Heard,
    Left,
    Proposed,
    QuestionEnded,
    QuestionHeard,
    QuestionShown,
    QuestionStarted,
    Recorded,
    RecordFailed,
    Redefined,
    ReplyHeard,
    Returned,
    RunEnded,
    RunProgressed,
    RunStarted,
    SpeechBegan,
    SpeechEnded,
    TaskEnded,
    TimePassed,
    Withdrawn,
)
from sayso.consent.question import phrase as make_question
from sayso.consent.request import SPOKEN_ON, Request
from sayso.consent.states import State


@dataclass(frozen=True, slots=True)
class View:
    """A proposal as others may see it."""

    id: str
    call: Call
    state: State
    question: str
    """Empty before it was first asked."""


class Gate:
    """One session's gate. `handle` is the only way in."""

    def __init__(
        self,
        session: str,
        person: str,
        *,
        language: str = "en",
        phrase: Phrase = make_question,
        read: Read = interpret,
        moved: Moved | None = None,
    ) -> None:
        self._book = Book(session, person, language, phrase=phrase, read=read, moved=moved)

    def handle(self, event: Event) -> list[Effect]:
        """Takes one event and says what is to be done, in order."""
        book = self._book
        book.now = max(book.now, event.at)
        effects: list[Effect] = []
        book.effects = effects
        if book.wake is not None and event.at >= book.wake:
            # Words and speech end the quiet when they began, however late they are told.
            time_passed(book, event.at, event.began if isinstance(event, Heard) else event.at)
        HANDLERS[type(event)](book, event)
        book.set_wake()
        return effects

    def waiting(self) -> tuple[View, ...]:
        """What waits for a decision, in the order in which it is asked."""
        return tuple(view(request) for request in self._book.waiting())

    def running(self) -> tuple[View, ...]:
        """What was sent and has not ended."""
        return tuple(view(request) for request in self._book.running.values())

    @property
    def person(self) -> str:
        """Who is asked."""
        return self._book.person


def time_passed(book: Book, at: float, quiet_until: float) -> None:
    for request in [r for r in book.recording if r.expires is not None and at >= r.expires]:
        book.refuse(request, "expired", rule="expired")
    head = book.current or (book.queue[0] if book.queue else None)
    if head is not None and head.expires is not None and at >= head.expires:
        book.refuse(head, "expired", rule="expired")
        asking.ask_next(book)
    elif head is not None and head.due is not None and quiet_until >= head.due:
        if head.state == "grace":
            deciding.approve(book, head, "voice", head.rule)
        else:
            asking.quiet_has_lasted(book, head)


def speech_began(book: Book, event: SpeechBegan) -> None:
    book.speaking.add(event.who)
    if event.who == book.person and not book.busy:
        # With nothing asked it is no answer, so the task is over.
        book.grants.end_turn()
    if book.current is not None and minds(book, event.who):
        # The sound of the yes itself may be told after its words.
        if book.current.state == "grace" and event.at > book.current.said_at:
            book.move(book.current, "held")
        book.start_clock(book.current)


def speech_ended(book: Book, event: SpeechEnded) -> None:
    book.speaking.discard(event.who)
    current = book.current
    if current is not None and current.state == "grace" and spoken_on(book, event, current):
        # They went on without a pause after the yes, and what they said is still to come.
        book.move(current, "held")
    quiet_again(book, event.who)


def spoken_on(book: Book, event: SpeechEnded, current: Request) -> bool:
    """Whether the giver of a careful yes has spoken on for longer than that yes took."""
    return event.who == book.person and event.at > current.said_at + SPOKEN_ON


def quiet_again(book: Book, who: str) -> None:
    asking.ask_next(book)
    if book.current is not None and minds(book, who):
        book.start_clock(book.current)


def minds(book: Book, who: str) -> bool:
    """Whether that somebody's speech matters to the question. The quiet of a careful yes is its giver's own."""
    current = book.current
    return who == book.person or current is None or current.state not in ("grace", "held")


def agent_spoke(book: Book, event: AgentSpoke) -> None:
    book.agent_speaks = event.on
    if book.current is not None and event.on and event.apart:
        asking.something_else_is_said(book, book.current)
    if book.current is not None and book.current.state not in ("grace", "held"):
        book.start_clock(book.current)


def left(book: Book, event: Left) -> None:
    book.speaking.discard(event.who)
    if event.who != book.person:
        quiet_again(book, event.who)
        return
    book.gone = True
    book.grants.end_all()
    deciding.refuse_all(book, "left", "left")
    deciding.cancel_all(book)


def returned(book: Book, event: Returned) -> None:
    """Another `who` than before is another person, whatever they are called: the question is put anew to them."""
    book.gone = False
    if event.who == book.person:
        return
    book.speaking.discard(book.person)
    book.person = event.who
    if not book.recording:
        # What is not sent yet can still be refused, by words that were begun before the approval.
        book.last = None
    book.grants.end_all()
    request = book.current
    if request is None:
        asking.ask_next(book)
        return
    request.forget_hearing()
    request.started = None
    request.known = False
    request.then = None
    asking.ask(book, request, "again")


def redefined(book: Book, event: Redefined) -> None:
    book.definitions[event.server, event.tool] = event.definition
    book.grants.forget_tool(event.server, event.tool)
    for request in [*reversed(book.waiting()), *reversed(book.recording)]:
        call = request.call
        if (call.server, call.tool) == (event.server, event.tool) and call.definition != event.definition:
            book.refuse(request, "redefined", rule="redefined")
    asking.ask_next(book)


def reply_heard(book: Book, event: ReplyHeard) -> None:
    request = book.current
    if event.whole:
        # From here on a no may be meant for what the agent has said since.
        book.last_over = True
        if not event.proposed:
            book.count_anew()
    if request is not None and request.state == "aside":
        request.replied = True
        if event.whole and not book.speaking:
            asking.ask_again(book, request)
        else:
            book.start_clock(request)


def task_ended(book: Book, _: TaskEnded) -> None:
    book.last_over = True
    book.new_task()


def closing(book: Book, _: Closing) -> None:
    if book.closed:
        return
    book.closed = True
    book.grants.end_all()
    deciding.refuse_all(book, "closing", "closing")
    deciding.cancel_all(book)
    if not book.running:
        book.record("closed", "", {})


def view(request: Request) -> View:
    text = "" if request.question is None else request.question.text
    return View(request.id, request.call, request.state, text)


HANDLERS: Mapping[type, Callable[[Book, Any], None]] = {
    Proposed: proposing.proposed,
    Withdrawn: lambda book, e: deciding.withdraw(book, e.id),
    QuestionStarted: lambda book, e: asking.question_started(book, e.asking),
    QuestionHeard: lambda book, e: asking.question_heard(book, e.asking, e.words),
    QuestionShown: lambda book, e: asking.question_shown(book, e.asking),
    QuestionEnded: lambda book, e: asking.question_ended(book, e.asking, e.cut),
    SpeechBegan: speech_began,
    SpeechEnded: speech_ended,
    AgentSpoke: agent_spoke,
    Heard: hearing.heard,
    Decided: deciding.decided,
    TimePassed: lambda *_: None,
    Left: left,
    Returned: returned,
    Redefined: redefined,
    Recorded: lambda book, e: deciding.recorded(book, e.id),
    RecordFailed: lambda book, _: deciding.record_failed(book),
    RunStarted: lambda book, e: deciding.run_started(book, e.id),
    RunProgressed: lambda *_: None,
    RunEnded: lambda book, e: deciding.run_ended(book, e.id, e.outcome),
    ReplyHeard: reply_heard,
    TaskEnded: task_ended,
    Closing: closing,
}
"""What each event does."""

"""What the gate wants, done: asked, said, sent, cancelled, recorded, shown."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

from livekit.agents import AgentSession

from sayso.consent import events as told
from sayso.consent.effects import (
    Ask,
    CancelRun,
    Effect,
    Join,
    LetModelAnswer,
    Record,
    Refuse,
    Run,
    Swallow,
    Tell,
    WakeAt,
)
from sayso.consent.gate import Gate
from sayso.consent.wording import CANNOT_RECORD
from sayso.consent.wording import told as words_for
from sayso.voice.alarm import Alarm
from sayso.voice.events import DecisionEvent, Event, QuestionEvent
from sayso.voice.handling import Handling
from sayso.voice.passed import Passed
from sayso.voice.proposal import Proposal
from sayso.voice.questions import Questions
from sayso.voice.recording import Recording
from sayso.voice.remarking import Remarking
from sayso.voice.speaking import say_by_the_way

logger = logging.getLogger("sayso")

ELSEWHERE = "a decision is for the session's own thread: hand it over by loop.call_soon_threadsafe(...)"


class Host(Protocol):
    """Who owns the deeds."""

    def change(self) -> None:
        """Something may have changed."""
        ...

    async def told_results(self) -> None:
        """Returns when the results of calls are told that are about to end."""
        ...


class Deeds:
    """The effects of one gate. Events go in by `tell`, and by nothing else."""

    def __init__(
        self,
        gate: Gate,
        recording: Recording,
        clock: Callable[[], float],
        show: Callable[[Event], None],
        host: Host,
    ) -> None:
        self.gate = gate
        self._session: AgentSession[Any] | None = None
        self.questions = Questions(self)
        self.told_results = host.told_results
        self._handling = Handling(self.gate, self._carry_out, self._handled)
        self._changed = host.change
        self._recording = recording
        self._clock = clock
        self._shown = show
        self._unseen: deque[Event] = deque()
        """Shown once what goes on is done with: who looks on may decide something, and learns whether it counted."""
        self.remarks = Remarking(clock, lambda: self.asking or bool(gate.waiting()), show)
        self._proposals: dict[str, Proposal] = {}
        self.passed = Passed()
        self._failed: str | None = None
        """The call whose question could not be put when it was tried last."""
        self._not_on_record: str | None = None
        """The call whose latest record could not be written."""
        self._alarm = Alarm(clock, lambda now: self.tell(told.TimePassed(now)))

    def attend(self, session: AgentSession[Any]) -> None:
        self._session = session
        self.remarks.attend(session)

    def tell(self, event: told.Event) -> Sequence[Effect]:
        if isinstance(event, told.Heard) and event.final and event.who == self.gate.person:
            # Before the words do anything: a call that runs because of them is none that they are said over.
            self.remarks.hush()
        return self._handling.tell(event)

    def decide(self, event: told.Decided) -> str:
        """Empty where it counted, else why it did not."""
        proposal = self._proposals.get(event.id)
        if proposal is not None and not runs_here(proposal.ended.get_loop()):
            raise RuntimeError(ELSEWHERE)  # and not half-way through
        effects = self.tell(event)
        texts = (one.text for one in effects if isinstance(one, Tell) and one.channel == event.channel)
        if event.approve and proposal is not None and proposal.was_refused:
            return next(texts, CANNOT_RECORD)
        return next(texts, "")

    def _handled(self) -> None:
        self._changed()
        while self._unseen:
            self._shown(self._unseen.popleft())

    def _show(self, event: Event) -> None:
        self._unseen.append(event)
        if not self._handling.busy:
            self._handled()

    @property
    def asking(self) -> bool:
        """Whether a question is on its way to the person, or about to be tried once more."""
        return self.questions.busy or self._failed is not None

    def expect(self, proposal: Proposal) -> Proposal:
        """A proposal that the gate is about to be told of."""
        id_ = proposal.wanted.id
        self._proposals[id_] = proposal
        proposal.ended.add_done_callback(lambda _: self._proposals.pop(id_, None))
        return proposal

    def withdraw_all(self) -> None:
        """Nobody is there any more who could hear an answer."""
        for view in self.gate.waiting()[::-1]:  # the newest first, so that nothing is asked in between
            self._withdraw(self._proposals[view.id])

    def close(self) -> None:
        self.questions.drop()
        self.tell(told.Closing(self._clock()))
        self._alarm.set(None)

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        for records, effect in grouped(effects):
            if records:
                self._record(records)
            if effect is not None:
                self._do(effect)

    def _record(self, records: Sequence[Record]) -> None:
        answer = self._recording.write(records)
        self._not_on_record = records[-1].id if isinstance(answer, told.RecordFailed) else None
        if answer is not None:
            self.tell(answer)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Ask():
                self._put(effect)
            case Run():
                self._run(effect)
            case Refuse():
                self._refuse(effect)
            case Join():
                self._proposals[effect.id].follow(self._proposals[effect.other])
            case CancelRun():
                self._proposals[effect.id].cancel()
            case Tell(channel="voice" | "text"):
                self._say(effect.text)
            case WakeAt():
                self._alarm.set(effect.at)
            case Tell() | Swallow() | LetModelAnswer():
                pass  # for whoever told of it

    def _run(self, run: Run) -> None:
        proposal = self._proposals[run.id]
        if self._failed == run.id:
            self._failed = None
        if proposal.wanted.policy.asks:
            if self._not_on_record == run.id:
                # The record right before it, that it is sent, could not be written: so it is not sent.
                refuse = Refuse(run.id, "unrecorded", words_for("unrecorded"))
                self._show(self._decision(run.id, proposal, refuse))
                self.tell(told.RunEnded(self._clock(), run.id, "failed"))
                proposal.settle(refuse)
                return
            # A yes may come while the rest of its question is still being said.
            self.questions.drop(run.id)
            self._show(self._decision(run.id, proposal))
        self.passed.sent(run.id, reads=proposal.wanted.read_only)
        self.remarks.begins(proposal.wanted, proposal.ctx, unasked=not proposal.asked)
        proposal.run(
            run,
            lambda: self.tell(told.RunStarted(self._clock(), run.id)),
            lambda said: self._goes_on(run.id, said),
            lambda outcome: self._ended(run.id, outcome),
        )

    def _goes_on(self, id_: str, said: str) -> None:
        self.remarks.goes_on(id_, said)
        self.tell(told.RunProgressed(self._clock(), id_))

    def _ended(self, id_: str, outcome: told.Outcome) -> None:
        self.remarks.ends(id_)
        self.tell(told.RunEnded(self._clock(), id_, outcome))

    def _refuse(self, refuse: Refuse) -> None:
        self.questions.drop(refuse.id)
        if self._failed == refuse.id:
            self._failed = None
        proposal = self._proposals[refuse.id]
        self._show(self._decision(refuse.id, proposal, refuse))
        proposal.settle(refuse)

    def _decision(self, id_: str, proposal: Proposal, refuse: Refuse | None = None) -> DecisionEvent:
        record = self._recording.decided.pop(id_, None)
        who, channel, rule = (str(record.fields.get(key) or "") if record else "" for key in ("who", "channel", "rule"))
        reason = None if refuse is None else refuse.reason
        decision: Literal["approve", "refuse"] = "approve" if refuse is None else "refuse"
        return DecisionEvent(id_, proposal.wanted.call, decision, reason, who, channel, rule)

    def _put(self, ask: Ask) -> None:
        proposal = self._proposals[ask.id]
        proposal.asked = True
        # Whoever proposed it first may have been cancelled since; their speech is nothing to ask with.
        wanted = next(iter(proposal.everybody()), proposal)
        self.questions.put(ask, wanted.ctx)

    # For its questions: their Asker

    def question_started(self, ask: Ask) -> None:
        self._show_question(ask)
        self.tell(told.QuestionStarted(self._clock(), ask.asking))

    def question_heard(self, ask: Ask, words: str) -> None:
        self.tell(told.QuestionHeard(self._clock(), ask.asking, words))

    def question_shown(self, ask: Ask) -> None:
        now = self._clock()
        self._show_question(ask)
        self.tell(told.QuestionStarted(now, ask.asking))
        self.tell(told.QuestionShown(now, ask.asking))

    def question_ended(self, ask: Ask, *, cut: bool) -> None:
        self._failed = None
        self.tell(told.QuestionEnded(self._clock(), ask.asking, cut))

    def _show_question(self, ask: Ask) -> None:
        if (proposal := self._proposals.get(ask.id)) is not None:
            destructive = proposal.wanted.policy.destructive
            self._show(QuestionEvent(ask.id, proposal.wanted.call, ask.text, ask.way, destructive, self.gate.person))

    def question_failed(self, ask: Ask, error: Exception) -> None:
        # The session closes, or can't speak just now: it is tried once more, and what can't be asked does not run.
        logger.warning("a question could not be put", extra={"cause": type(error).__name__})
        if self._failed != ask.id:
            self._failed = ask.id
            self.tell(told.QuestionEnded(self._clock(), ask.asking, cut=True))
        else:
            self._withdraw(self._proposals[ask.id])

    def _withdraw(self, proposal: Proposal) -> None:
        """Nobody is to wait for this call any more."""
        for one in proposal.everybody():
            self.tell(told.Withdrawn(self._clock(), one.wanted.id))

    def _say(self, text: str) -> None:
        if self._session is not None:
            say_by_the_way(self._session, text)


def grouped(effects: Sequence[Effect]) -> Iterator[tuple[list[Record], Effect | None]]:
    """Each effect with the records that come right before it: these are written together. One that is to be confirmed
    is the last of its group, because what follows it depends on it."""
    records: list[Record] = []
    for effect in effects:
        if isinstance(effect, Record):
            records.append(effect)
            if not effect.confirm:
                continue
        yield records, None if isinstance(effect, Record) else effect
        records = []
    if records:
        yield records, None


def runs_here(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether this is the loop that the caller is in."""
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False

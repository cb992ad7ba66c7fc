"""What the gate wants, done: asked, said, sent, cancelled, recorded, shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
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
from sayso.consent.wording import told as words_for
from sayso.voice.events import DecisionEvent, Event, Listener, QuestionEvent
from sayso.voice.handling import Handling
from sayso.voice.proposal import Proposal
from sayso.voice.questions import Questions
from sayso.voice.recording import Recording

logger = logging.getLogger("sayso")


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
        listener: Listener | None,
        host: Host,
    ) -> None:
        self.gate = gate
        self.session: AgentSession[Any] | None = None
        self.questions = Questions(host.told_results, self._question_ended, self._question_failed)
        self._handling = Handling(self.gate, self._carry_out, host.change)
        self._recording = recording
        self._clock = clock
        self._listener = listener
        self._proposals: dict[str, Proposal] = {}
        self._failed: str | None = None
        """The call whose question could not be put when it was tried last."""
        self._not_on_record: str | None = None
        """The call whose latest record could not be written."""
        self._alarm: asyncio.TimerHandle | None = None

    def tell(self, event: told.Event) -> Sequence[Effect]:
        return self._handling.tell(event)

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
        self._wake(None)

    def _carry_out(self, effect: Effect) -> None:
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
            case Record():
                answer = self._recording.write(effect)
                self._not_on_record = effect.id if isinstance(answer, told.RecordFailed) else None
                if answer is not None:
                    self.tell(answer)
            case Tell():
                self._say(effect.text)
            case WakeAt():
                self._wake(effect.at)
            case Swallow() | LetModelAnswer():
                pass  # for whoever told of the words

    def _run(self, run: Run) -> None:
        proposal = self._proposals[run.id]
        if proposal.wanted.policy.asks:
            if self._not_on_record == run.id:
                # The record right before it, that it is sent, could not be written: so it is not sent.
                refuse = Refuse(run.id, "unrecorded", words_for("unrecorded"))
                self._show(self._decision(run.id, proposal, refuse))
                self.tell(told.RunEnded(self._clock(), run.id, "failed"))
                proposal.settle(refuse)
                return
            self._show(self._decision(run.id, proposal))
        proposal.run(
            run,
            lambda: self.tell(told.RunStarted(self._clock(), run.id)),
            lambda outcome: self.tell(told.RunEnded(self._clock(), run.id, outcome)),
        )

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
        # Whoever proposed it first may have been cancelled since; their speech is nothing to ask with.
        wanted = next(iter(proposal.everybody()), proposal)
        self.questions.put(ask, wanted.ctx)

    def _question_ended(self, ask: Ask, cut: bool) -> None:
        now = self._clock()
        self._failed = None
        if not cut:
            proposal = self._proposals[ask.id]
            destructive = proposal.wanted.policy.destructive
            self._show(QuestionEvent(ask.id, proposal.wanted.call, ask.text, ask.way, destructive))
            # In writing it is all there at once.
            self.tell(told.QuestionStarted(now, ask.asking))
            self.tell(told.QuestionShown(now, ask.asking))
        self.tell(told.QuestionEnded(now, ask.asking, cut))

    def _question_failed(self, ask: Ask, error: Exception) -> None:
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
        if self.session is None:
            return
        try:
            self.session.say(text, add_to_chat_ctx=False)
        except RuntimeError:
            logger.debug("the session closes, and can't say anything")

    def _wake(self, at: float | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if at is not None:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(max(0.0, at - self._clock()), self._woken, at)

    def _woken(self, at: float) -> None:
        # A timer may go off a trifle early, and the gate does not ask twice for one time.
        self.tell(told.TimePassed(max(at, self._clock())))

    def _show(self, event: Event) -> None:
        if self._listener is None:
            return
        try:
            self._listener(event)
        except Exception as error:
            # Whoever looks on must not stop what goes on.
            logger.error("a listener failed", extra={"cause": type(error).__name__})

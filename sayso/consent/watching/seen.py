"""What a watcher has seen so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NoReturn, TypeAlias

from sayso.consent.answer import Reading
from sayso.consent.call import Call
from sayso.consent.effects import Ask, Record
from sayso.consent.events import Event, Proposed, TaskEnded
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.question import Question
from sayso.consent.settings import Settings

Read: TypeAlias = Callable[..., Reading]
Stage = Literal["new", "proposed", "asked", "decided", "sent", "ended"]


@dataclass(slots=True)
class Asking:
    """One time that a question was put."""

    proposal: Proposal
    ask: Ask
    needed: int
    """How many words of its text must have been heard."""
    state: Literal["out", "begun", "ended"] = "out"
    stale: bool = False
    """Something else was talked of, or with somebody else, since its first word was heard."""


@dataclass(slots=True)
class Approval:
    """Words or a press of the person that approve, after the question was heard."""

    waits: bool
    """Whether quiet must follow."""
    since: float | None = None
    """Since when it is quiet; None while somebody speaks."""
    quiet: bool = True
    """Whether the person has said nothing more."""
    sure: bool = True
    """Whether all of its breath came after the question was heard."""
    lasted: bool = False
    """Whether that quiet is over."""


@dataclass(slots=True)
class Proposal:
    """One proposed call, and what became of it."""

    id: str
    call: Call
    asks: bool
    destructive: bool
    settings: Settings
    read_only: bool
    stage: Stage = "new"
    outcome: Literal["", "run", "refused", "joined"] = ""
    question: Question | None = None
    asking: Asking | None = None
    """The last one."""
    askings: int = 0
    asked_at: float = 0.0
    expires_from: float = 0.0
    """From when its time may run that it has for an answer; by then, or later, where the gate may have seen a yes."""
    begun_from: float | None = None
    """When the first sound of its question was heard."""
    shown_from: float | None = None
    """When its question first stood where the person reads."""
    heard_from: float | None = None
    """When its words had been heard."""
    read_from: float | None = None
    """When it stood where the person reads."""
    said: list[tuple[float, str]] = field(default_factory=list)
    """The answer's last breath: when each part began, and its words."""
    said_at: float = float("-inf")
    aside: bool = False
    """Whether something else comes before it is asked again."""
    kept: bool = False
    """Whether its next asking gives it no more time."""
    perhaps_kept: bool = False
    unanswered: int = 0
    """How often it was heard to its end and nobody said anything."""
    misunderstood: int = 0
    """How many answers to it were neither a yes nor a no nor anything else that is known."""
    perhaps_misunderstood: int = 0
    """The same, with words that may have been said to something else."""
    unmet_at: float = float("-inf")
    """When words came last that were begun before it was met."""
    approval: Approval | None = None
    failed: tuple[str, str] = ("P1", "nothing that the person said or pressed approves it")
    """Which promise an approval of it would break now."""
    early: bool = False
    """A yes came while its question was being heard."""
    decided_at: float | None = None
    """When it was approved."""
    by_voice: bool = False
    """Whether it was, or last was to be, approved by spoken words."""
    recorded: bool = False
    grants: bool = True
    """Whether its approval may cover more than this call."""
    taken_back: tuple[str, str] | None = None
    """Why it must not run any more."""
    ended: bool = False
    cancelled: bool = False

    @property
    def waits(self) -> bool:
        """Neither refused, nor joined, nor approved."""
        return self.asks and not self.outcome and self.decided_at is None

    @property
    def met(self) -> bool:
        """Whether anything of its question was heard or read."""
        return self.begun_from is not None or self.shown_from is not None

    @property
    def runs(self) -> bool:
        return self.outcome == "run" and not self.ended


@dataclass(frozen=True, slots=True)
class Grant:
    """An approval that covers more than its own call."""

    id: str
    kind: Literal["turn", "session"]
    call: Call


@dataclass(slots=True)
class Seen:
    """The watcher's own account of a session."""

    person: str
    language: str
    read: Read
    now: float = float("-inf")
    event: Event = field(default_factory=lambda: TaskEnded(0.0))
    """The one that is being handled."""
    gone: bool = False
    closed: bool = False
    can_record: bool = True
    proposals: dict[str, Proposal] = field(default_factory=dict)
    open: dict[str, Proposal] = field(default_factory=dict)
    """Those that ask and are not refused, sent or joined yet, in order of arrival."""
    running: dict[str, Proposal] = field(default_factory=dict)
    current: Proposal | None = None
    """The one whose question is out."""
    last: Proposal | None = None
    """The one whose question was decided last, one way or the other."""
    last_at: float = float("-inf")
    askings: dict[int, Asking] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """The calls, by digest, that the person refused in this turn, in whatever form."""
    unknown: set[str] = field(default_factory=set)
    """The calls whose outcome is unknown in this turn, save those that only read."""
    troubled: set[str] = field(default_factory=set)
    """All of these, and those that failed or were cancelled: what a model may be told it repeats."""
    definitions: dict[tuple[str, str], str] = field(default_factory=dict)
    questions: list[Proposal] = field(default_factory=list)
    """The calls that were asked for in this task."""
    speaking: set[str] = field(default_factory=set)
    agent_speaks: bool = False
    wake: float | None = None
    record: Record | None = None
    """The effect before this one, if it was a record."""
    # What the event that is being handled must lead to.
    answered: int = 0
    """How many Swallow or LetModelAnswer it gave."""
    must_end: Proposal | None = None
    may_end: list[Proposal] = field(default_factory=list)
    must_ask: Proposal | None = None
    must_stop: bool = False
    misunderstood: Proposal | None = None
    asked_back: bool = False
    told: bool = False
    """Whether a Tell, a Refuse or a decision was given."""
    noted: bool = False
    """Whether what was heard went on record."""
    timed_out: bool = False
    """Whether time alone ended something."""
    woke: bool = False
    """Whether a WakeAt was given."""
    was_busy: bool = False

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs."""
        return bool(self.open or self.running)

    def broken(self, promise: str, what: str) -> NoReturn:
        raise BrokenPromiseError(promise, what)

    def proposed(self, event: Proposed) -> None:
        if event.id in self.proposals:
            raise ValueError(f"the proposal {event.id} was made twice: that is the binding's fault, not the gate's")
        policy = event.policy
        made = Proposal(event.id, event.call, policy.asks, policy.destructive, event.settings, event.read_only)
        self.proposals[event.id] = made
        if made.asks:
            self.open[event.id] = made

    def known(self, id_: str, effect: str) -> Proposal:
        proposal = self.proposals.get(id_)
        if proposal is None:
            self.broken("D1", f"{effect} names {id_!r}, which nobody proposed")
        return proposal

    def end_turn(self, *, perhaps: bool = False) -> None:
        """The person says something new. `perhaps`: it may be taken as a part of what was said before, too."""
        self.refused.clear()
        self.unknown.clear()
        if not perhaps:
            self.troubled.clear()

    def end_task(self) -> None:
        self.end_turn()
        self.count_anew()
        self.end_turn_grants()

    def asked_of(self, server: str) -> int:
        """How many questions of this task were for one server."""
        return sum(p.call.server == server for p in self.questions)

    def count_anew(self) -> None:
        """All but the question that is out."""
        self.questions = [p for p in self.questions if p.waits]

    def end_turn_grants(self) -> None:
        if self.grants:
            self.grants = [grant for grant in self.grants if grant.kind == "session"]
        self.grant_nothing("turn")

    def end_grants(self) -> None:
        self.grants.clear()
        self.grant_nothing("turn", "session")

    def grant_nothing(self, *kinds: str) -> None:
        """What was approved and is not on disk yet covers its own call alone."""
        for proposal in self.open.values():
            if proposal.decided_at is not None and proposal.settings.grant in kinds:
                proposal.grants = False

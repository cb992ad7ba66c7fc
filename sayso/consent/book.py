"""What the gate knows at a moment: the requests, whose turn it is, who is there, and what it has asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TypeAlias

from sayso.consent.answer import Reading
from sayso.consent.call import Call
from sayso.consent.effects import Effect, Reason, Record, RecordKind, Refuse, WakeAt
from sayso.consent.grants import Grants
from sayso.consent.question import Question
from sayso.consent.request import Request
from sayso.consent.settings import Settings
from sayso.consent.states import FOLLOWS, RUNNING, WAITING, State
from sayso.consent.wording import told

Phrase: TypeAlias = Callable[[Call, Settings, bool, int], Question]
Read: TypeAlias = Callable[..., Reading]
Moved: TypeAlias = Callable[[str, State, State], None]
"""Is told a proposal's id, its state, and the one that follows."""

BLOCKS: frozenset[Reason] = frozenset({"denied", "stopped", "later", "silence", "unclear", "expired"})
"""The refusals after which the same call is not asked for again in this turn: a no, and what means no."""


class Book:
    """One session's requests, and the effects of the event that is being handled."""

    def __init__(
        self, session: str, person: str, language: str, *, phrase: Phrase, read: Read, moved: Moved | None = None
    ) -> None:
        self.session = session
        self.person = person
        self.language = language
        self.phrase = phrase
        self.read = read
        self.moved = moved
        self.now = float("-inf")
        self.effects: list[Effect] = []
        self.requests: dict[str, Request] = {}
        """Every proposal that has not ended, by its id; a call that was joined stands under each of its ids."""
        self.by_digest: dict[str, Request] = {}
        """What waits, is recorded, or runs behind the gate."""
        self.queue: deque[Request] = deque()
        self.current: Request | None = None
        """The one whose question is out."""
        self.recording: list[Request] = []
        self.running: dict[str, Request] = {}
        self.last: Request | None = None
        """The one that was decided last."""
        self.last_at = float("-inf")
        self.last_over = False
        """Whether the agent has gone on since: what is begun from then on is not about that decision."""
        self.grants = Grants()
        self.blocked: set[str] = set()
        """The digests that are not asked for again in this turn."""
        self.risky: set[str] = set()
        """The digests whose outcome is unknown in this turn: they don't run again either."""
        self.counted: dict[str, int] = {}
        """Questions that were asked for each server in this task."""
        self.definitions: dict[tuple[str, str], str] = {}
        """The last that was told of a server's tool, where it has changed in this session."""
        self.nth = 0
        """Questions of this task, for their wording."""
        self.askings = 0
        self.speaking: set[str] = set()
        self.agent_speaks = False
        self.can_record = True
        self.gone = False
        self.closed = False
        self.wake: float | None = None

    @property
    def waits(self) -> int:
        return len(self.queue) + (self.current is not None)

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs."""
        return bool(self.current or self.queue or self.recording or self.running)

    def move(self, request: Request, state: State) -> None:
        """The only place where a state changes."""
        if state not in FOLLOWS[request.state]:
            raise AssertionError(f"{request.state} is never followed by {state}")
        if self.moved is not None:
            self.moved(request.id, request.state, state)
        request.state = state
        request.due = None

    def record(self, kind: RecordKind, id_: str, fields: Mapping[str, object], *, confirm: bool = False) -> None:
        self.effects.append(Record(kind, self.now, id_, fields, confirm))

    def refuse(self, request: Request, reason: Reason, words: str = "", who: str = "", rule: str = "") -> None:
        """Ends a request that has not been sent."""
        was = request.state
        self.move(request, "refused")
        if self.current is request:
            self.current = None
        elif was == "queued":
            self.queue.remove(request)
        elif was == "recording":
            self.recording.remove(request)
        self.forget(request)
        if reason in BLOCKS:
            self.blocked.add(request.call.digest)
        fields = {"decision": "refuse", "reason": reason, "who": who, "rule": rule}
        self.record("decided", request.id, fields)
        self.effects.append(Refuse(request.id, reason, told(reason, words)))

    def forget(self, request: Request) -> None:
        """It has ended: nothing more is to be known of it under any of its ids."""
        if self.by_digest.get(request.call.digest) is request:
            del self.by_digest[request.call.digest]
        self.requests.pop(request.id, None)
        for id_ in request.joined:
            self.requests.pop(id_, None)

    def waiting(self) -> list[Request]:
        """What is not decided, in the order in which it is asked."""
        return [*([self.current] if self.current is not None else []), *self.queue]

    def new_turn(self) -> None:
        """The person says something new: what was refused may be asked for again."""
        self.blocked.clear()
        self.risky.clear()

    def questions_for(self, server: str) -> int:
        """Of this task, asked or waiting to be asked."""
        return self.counted.get(server, 0) + sum(request.call.server == server for request in self.queue)

    def count_anew(self, server: str | None = None) -> None:
        """All but the question that is out; or those for one server alone."""
        if server is None:
            self.counted.clear()
        else:
            self.counted.pop(server, None)
        if self.current is not None and server in (None, self.current.call.server):
            self.counted[self.current.call.server] = 1

    def decided(self, request: Request) -> None:
        self.last, self.last_at, self.last_over = request, self.now, False

    def new_task(self) -> None:
        self.new_turn()
        self.count_anew()
        self.nth = 0
        self.grants.end_turn()

    def start_clock(self, request: Request) -> None:
        """Sets when quiet has lasted long enough; while somebody speaks, the clock stands still."""
        # A careful yes waits for the quiet of whoever gave it; a television must not keep it waiting for ever.
        careful = request.state in ("grace", "held")
        noisy = self.person in self.speaking if careful else bool(self.speaking) or self.agent_speaks
        period = None if noisy else request.quiet_needed()
        request.due = None if period is None else self.now + period

    def set_wake(self) -> None:
        """Says when time alone will change something, if that is another time than was said before."""
        wake = None
        if self.current is not None:
            wake = earlier(self.current.due, self.current.expires)
        elif self.queue:
            wake = self.queue[0].expires
        for request in self.recording:
            wake = earlier(wake, request.expires)
        if wake != self.wake:
            self.wake = wake
            self.effects.append(WakeAt(wake))


def earlier(one: float | None, other: float | None) -> float | None:
    """The earlier of two times, where there are two."""
    return one if other is None or (one is not None and one < other) else other


def is_waiting(request: Request) -> bool:
    return request.state in WAITING


def is_running(request: Request) -> bool:
    return request.state in RUNNING

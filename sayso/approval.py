"""Who asks the person of a session. `sayso.voice` has it, and what has tools uses it; neither knows the other."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from livekit.agents import AgentSession, RunContext, StopResponse, ToolError

from sayso.calls import CallEvent, CallState
from sayso.consent.effects import Refuse, Run
from sayso.consent.events import Outcome, Proposed

logger = logging.getLogger("sayso")

T = TypeVar("T")

NOBODY_ASKS = (
    "This needs the person's approval, and nobody can ask for it in this conversation, so it was not run and nothing "
    "happened. Tell the person so, and don't call it again."
)
NO_GATEKEEPER = (
    "a call was refused, because this session has no gatekeeper: add "
    "sayso.Gatekeeper(sayso.open_ledger()).attend(session) before session.start(...)"
)
NOT_TEXT = "The call was not sent: its arguments hold something that is not text. Call it again with plain text."
CANCELLED = "The call was cancelled; it may have happened in part. Say so, and don't call it again unasked."

Progress = Callable[[str], None]
"""Told what a trusted server says of a call that still runs."""

Send = Callable[[Run, Progress], Awaitable[tuple[Outcome, T]]]
"""Sends the call that a Run holds, and tells how it went. It never raises, not even where it is cancelled."""


class Approver(Protocol):
    """Stands between a toolset and its server: every call of a session goes through it, asking or not."""

    def serves(self, session: AgentSession[Any]) -> bool:
        """Whether it can ask the person of this session, and hear what they answer."""
        ...

    def hindrance(self, session: AgentSession[Any]) -> str:
        """What in its program keeps the person from being asked, and what to do; empty where nothing does."""
        ...

    def name(self, call_id: str) -> str:
        """The model's id for a call, or one like it where that was used before."""
        ...

    async def carry_out(self, ctx: RunContext[Any], proposed: Proposed, send: Send[T]) -> T | Refuse:
        """Asks where the policy asks, and sends what was approved; gives what came of it, or why it was not sent.

        The time in `proposed` means nothing; the approver has a clock of its own.
        """
        ...

    def show(self, event: CallEvent) -> None:
        """Tells those who look on."""
        ...

    def ends(self) -> bool:
        """Told when the toolset ends; says whether the session ends with it, and with that all that waits or runs."""
        ...


_approvers: WeakKeyDictionary[AgentSession[Any], Approver] = WeakKeyDictionary()
_logged: WeakKeyDictionary[AgentSession[Any], set[str]] = WeakKeyDictionary()


def appoint(session: AgentSession[Any], approver: Approver) -> None:
    """From now on every call of this session goes through this approver."""
    if session.agent_state != "initializing":
        raise ValueError("this session runs already: attend it before session.start(...), or no spoken answer is heard")
    if _approvers.setdefault(session, approver) is not approver:
        raise ValueError("this session has a gatekeeper already")


def dismiss(session: AgentSession[Any]) -> None:
    """The session is over."""
    _approvers.pop(session, None)


def approver_of(session: AgentSession[Any]) -> Approver | None:
    """Who can ask the person of this session now; None where nobody can, and what asks is refused."""
    approver = _approvers.get(session)
    return approver if approver is not None and approver.serves(session) else None


def nobody_asks(session: AgentSession[Any]) -> str:
    """What the model is told of a call that nobody can ask for. The log tells whoever runs the agent why, once."""
    approver = _approvers.get(session)
    why = NO_GATEKEEPER if approver is None else approver.hindrance(session)
    logged = _logged.setdefault(session, set())
    if why and why not in logged and not is_closing(session):
        logged.add(why)
        logger.error(why)
    return NOBODY_ASKS


def ended_for(session: AgentSession[Any], came: T | Refuse, show: Callable[[CallState, str], None]) -> T:
    """What came of a call. Raises what LiveKit wants of a tool that was refused, and of one whose session closes."""
    if isinstance(came, Refuse):
        show("refused", came.told)
    if is_closing(session):
        # Nobody is left to tell, and LiveKit would log that as an error of its own.
        raise StopResponse
    if isinstance(came, Refuse):
        raise ToolError(came.told)
    return came


def is_closing(session: AgentSession[Any]) -> bool:
    """Whether a session has begun to close. LiveKit tells it by no public name before the tools have ended."""
    return session._is_closing()

"""What a toolset needs of the one who asks the person. `sayso.voice` has it; nothing here knows how asking is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from livekit.agents import AgentSession, RunContext

from sayso.consent.effects import Refuse, Run
from sayso.consent.events import Outcome, Proposed

T = TypeVar("T")

Send = Callable[[Run], Awaitable[tuple[Outcome, T]]]
"""Sends the call that a Run holds, and tells how it went. It never raises, not even where it is cancelled."""


class Approver(Protocol):
    """Stands between a toolset and its server: every call of a session goes through it, asking or not."""

    def serves(self, session: AgentSession[Any]) -> bool:
        """Whether it can ask the person of this session, and hear what they answer."""
        ...

    def name(self, call_id: str) -> str:
        """The model's id for a call, or one like it where that was used before."""
        ...

    async def carry_out(self, ctx: RunContext[Any], proposed: Proposed, send: Send[T]) -> T | Refuse:
        """Asks where the policy asks, and sends what was approved; gives what came of it, or why it was not sent.

        The time in `proposed` means nothing; the approver has a clock of its own.
        """
        ...

    def ends(self) -> bool:
        """Told when the toolset ends; says whether the session ends with it, and with that all that waits or runs."""
        ...

"""One proposed call on its way through the gate: who waits for it, and the task that runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from livekit.agents import RunContext

from sayso.approval import Progress, Send
from sayso.consent.effects import Refuse, Run
from sayso.consent.events import Outcome, Proposed
from sayso.consent.settings import Settings

NOT_SENT = "It was cancelled before it was sent, so nothing happened. Say so, and don't call it again unasked."
OUR_FAULT = "It is not known whether this happened, because of an error. Say so, and don't call it again."


@dataclass(eq=False)
class Proposal:
    """What the model wants, until it has ended."""

    ctx: RunContext[Any]
    wanted: Proposed
    send: Send[Any]
    ended: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """What came of it, or the Refuse that says why it did not run."""
    asked: bool = False
    """Whether the person was asked about it."""
    task: asyncio.Task[tuple[Outcome, Any]] | None = None
    settled: Callable[[], None] | None = None
    """Told as it ends, before anybody else learns of it."""
    given_up: bool = False
    """Whether its tool was cancelled. What it wanted may be wanted by others all the same."""
    followers: list[Proposal] = field(default_factory=list)
    """Proposals of the same call, which get what this one gets."""

    def run(
        self, run: Run, started: Callable[[], object], progress: Progress, ended: Callable[[Outcome], object]
    ) -> None:
        """Begins to send the call. `ended` is told in any case, and before whoever waits for the call goes on."""

        async def go() -> tuple[Outcome, Any]:
            started()
            return await self.send(run, progress)

        def finish(task: asyncio.Task[tuple[Outcome, Any]]) -> None:
            outcome, result = came_of(task, run.id)
            ended(outcome)
            self.settle(result)

        self.task = asyncio.create_task(go(), name="sayso call")
        self.task.add_done_callback(finish)

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def settle(self, result: Any) -> None:
        if self.ended.done():
            return
        if self.settled is not None:
            self.settled()
        self.ended.set_result(result)
        # In the same moment, so that one reply tells of them all.
        for follower in self.followers:
            follower.settle(result)

    @property
    def was_refused(self) -> bool:
        return self.ended.done() and isinstance(self.ended.result(), Refuse)

    def follow(self, other: Proposal) -> None:
        """The same call as another, which gets what that one gets."""
        other.followers.append(self)

    def everybody(self) -> list[Proposal]:
        """All who still want this call, in the order in which they came."""
        return [one for one in (self, *self.followers) if not one.given_up]


def came_of(task: asyncio.Task[tuple[Outcome, Any]], id_: str) -> tuple[Outcome, Any]:
    """How a task ended that should have ended by telling so."""
    if task.cancelled():
        return "cancelled", Refuse(id_, "stopped", NOT_SENT)
    if task.exception() is not None:
        return "unknown", Refuse(id_, "stopped", OUR_FAULT)
    return task.result()


def unhurried(settings: Settings) -> Settings:
    """For who types: silence is no sign of anything, so only the time runs in which a request can be approved."""
    never = 2 * settings.expires_after
    return replace(settings, first_silence=never, final_silence=never)

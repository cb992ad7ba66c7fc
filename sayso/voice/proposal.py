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
    let_go: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """Done when the person's turn is not to wait for it any longer."""
    asked: bool = False
    """Whether the person was asked about it."""
    task: asyncio.Task[None] | None = None
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
        told = False

        def finish(outcome: Outcome, result: Any) -> None:
            nonlocal told
            told = True
            ended(outcome)
            self.settle(result)

        async def go() -> None:
            started()
            finish(*await self.send(run, progress))

        def see_to_it(task: asyncio.Task[None]) -> None:
            if not told:
                finish(*why_untold(task, run.id))

        self.task = asyncio.create_task(go(), name="sayso call")
        self.task.add_done_callback(see_to_it)

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def settle(self, result: Any) -> None:
        if self.ended.done():
            return
        if self.settled is not None:
            self.settled()
        self.ended.set_result(result)
        self.release()
        # In the same moment, so that one reply tells of them all.
        for follower in self.followers:
            follower.settle(result)

    async def hold(self, seconds: float) -> None:
        """Returns when it has ended, its speech is interrupted, or so many seconds are over.

        LiveKit's wait_if_not_interrupted in a time limit does that too, in two more turns of the loop.
        """
        interrupted = self.ctx.speech_handle._interrupt_fut
        interrupted.add_done_callback(self.release)
        timer = asyncio.get_running_loop().call_later(seconds, self.release)
        try:
            await self.let_go
        finally:
            timer.cancel()
            interrupted.remove_done_callback(self.release)

    def release(self, _: object = None) -> None:
        if not self.let_go.done():
            self.let_go.set_result(None)

    @property
    def was_refused(self) -> bool:
        return self.ended.done() and isinstance(self.ended.result(), Refuse)

    def follow(self, other: Proposal) -> None:
        """The same call as another, which gets what that one gets."""
        other.followers.append(self)

    def everybody(self) -> list[Proposal]:
        """All who still want this call, in the order in which they came."""
        return [one for one in (self, *self.followers) if not one.given_up]


def why_untold(task: asyncio.Task[None], id_: str) -> tuple[Outcome, Any]:
    """How a task ended that should have told it itself."""
    if task.cancelled():
        return "cancelled", Refuse(id_, "stopped", NOT_SENT)
    task.exception()  # so that it counts as seen
    return "unknown", Refuse(id_, "stopped", OUR_FAULT)


def unhurried(settings: Settings) -> Settings:
    """For who types: silence is no sign of anything, so only the time runs in which a request can be approved."""
    never = 2 * settings.expires_after
    return replace(settings, first_silence=never, final_silence=never)

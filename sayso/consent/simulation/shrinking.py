"""Making a dialogue that breaks a promise as short as it can be while it still breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.consent.promises import BrokenPromiseError
from sayso.consent.simulation.steps import Step

Play = Callable[[Sequence[Step]], BrokenPromiseError | None]
"""Plays a dialogue and says which promise it broke, if any."""


def shrink(steps: Sequence[Step], promise: str, play: Play) -> tuple[Step, ...]:
    """Leaves out steps, in runs that get shorter, as long as the same promise is broken."""

    def breaks(candidate: Sequence[Step]) -> bool:
        broken = play(candidate)
        return broken is not None and broken.promise == promise

    kept = tuple(steps)
    size = len(kept) // 2
    while size:
        kept, shorter = leave_out(kept, size, breaks)
        # What can't be left out now may be left out after something else was.
        size = size if shorter and size == 1 else size // 2
    return kept


def leave_out(
    steps: tuple[Step, ...], size: int, breaks: Callable[[Sequence[Step]], bool]
) -> tuple[tuple[Step, ...], bool]:
    """Goes through it once, from the end, leaving out runs of this size where that changes nothing."""
    shorter = False
    at = len(steps) - size
    while at > -size:
        start = max(0, at)
        candidate = steps[:start] + steps[start + size :]
        if breaks(candidate):
            steps, shorter = candidate, True
        at -= size
    return steps, shorter

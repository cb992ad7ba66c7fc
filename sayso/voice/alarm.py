"""One time at which something is to be looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Alarm:
    """Goes off once, at the time that it was set to last."""

    def __init__(self, clock: Callable[[], float], ring: Callable[[float], object]) -> None:
        self._clock = clock
        self._ring = ring
        """Told the time that it was set to, or the time that it is where it is later."""
        self._timer: asyncio.TimerHandle | None = None

    def set(self, at: float | None) -> None:
        """None: it does not go off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, at - self._clock()), self._goes_off, at)

    def _goes_off(self, at: float) -> None:
        # A timer may go off a trifle early, and nobody wants to be asked twice for one time.
        self._ring(max(at, self._clock()))

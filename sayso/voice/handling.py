"""An event goes into the gate, its effects are carried out, and what comes of those goes in after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from sayso.consent.effects import Effect
from sayso.consent.events import Event
from sayso.consent.gate import Gate


class Handling:
    """One event at a time. The effects of one are all carried out before the next is looked at."""

    def __init__(self, gate: Gate, carry_out: Callable[[Sequence[Effect]], None], done: Callable[[], None]) -> None:
        self._gate = gate
        self._carry_out = carry_out
        self._done = done
        """Told when there is nothing more to handle."""
        self._events: deque[Event] = deque()
        self.busy = False

    def tell(self, event: Event) -> Sequence[Effect]:
        """What the gate wants because of this event. Nothing yet where another event is still being handled."""
        if self.busy:
            self._events.append(event)
            return ()
        self.busy = True
        try:
            effects = self._handle(event)
            while self._events:
                self._handle(self._events.popleft())
        finally:
            self.busy = False
        self._done()
        return effects

    def _handle(self, event: Event) -> Sequence[Effect]:
        effects = self._gate.handle(event)
        self._carry_out(effects)
        return effects

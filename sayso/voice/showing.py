"""Those who look on: each is told of what it wants to see, and none can stop what goes on."""

from __future__ import annotations

import inspect

from sayso.calls import show_to
from sayso.voice.events import NAMES, Event, Listener


class Showing:
    """The listeners of one conversation."""

    def __init__(self) -> None:
        self._listeners: list[tuple[type[Event], Listener]] = []

    def add(self, name: str, listener: Listener) -> None:
        """From now on it is told of events of this name."""
        if name not in NAMES:
            raise ValueError(f"there are no events named {name!r}; there are {', '.join(NAMES)}")
        if inspect.iscoroutinefunction(listener):
            raise ValueError("a listener is no coroutine: begin one within it, by asyncio.create_task(...)")
        self._listeners.append((NAMES[name], listener))

    def remove(self, name: str, listener: Listener) -> None:
        """It is not told of these any more. Does nothing where it never was."""
        wanted = (NAMES.get(name), listener)
        self._listeners = [entry for entry in self._listeners if entry != wanted]

    def show(self, event: Event) -> None:
        for kind, listener in tuple(self._listeners):
            if isinstance(event, kind):
                show_to(listener, event)

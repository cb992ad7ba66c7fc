"""What a chat shows: lines for a person, or one JSON event a line for a program."""

from __future__ import annotations

import json
import sys
from typing import Any, Protocol

from livekit.agents.voice.io import TextOutput

from sayso.servers.events import CallEvent

LONGEST_RESULT = 300


class Screen(Protocol):
    def you(self, text: str) -> None: ...
    def agent_says(self, text: str) -> None: ...
    def agent_ends(self) -> None: ...
    def tool(self, event: CallEvent) -> None: ...
    def notice(self, text: str) -> None: ...
    def ready_for_you(self) -> None: ...


class Spoken(TextOutput):
    """The agent's words on their way to the screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(label="chat", next_in_chain=None)
        self._screen = screen

    async def capture_text(self, text: str) -> None:
        self._screen.agent_says(text)

    def flush(self) -> None:
        self._screen.agent_ends()


class TextScreen:
    """Lines as a person reads them. The agent's words appear as they come."""

    def __init__(self, *, echo: bool) -> None:
        self._echo = echo
        """Whether to show what was read: a terminal has already shown it."""
        self._open = ""
        """The speaker whose line has begun and not ended."""

    def you(self, text: str) -> None:
        if self._echo:
            self._line("you", text)
        else:
            self._open = ""

    def agent_says(self, text: str) -> None:
        if self._open != "agent":
            if not text.strip():
                return
            self._end_line()
            self._write("agent: ")
            self._open = "agent"
            text = text.lstrip()
        self._write(text.replace("\n", "\n       "))

    def agent_ends(self) -> None:
        if self._open == "agent":
            self._end_line()

    def tool(self, event: CallEvent) -> None:
        name = f"{event.server}.{event.tool}"
        if event.state == "started":
            arguments = ", ".join(f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in event.arguments.items())
            self._line("tool", f"{name}({arguments})")
        elif event.state != "done":
            self._line(
                "tool", f"{name} {event.state}: {shorten(event.text)}" if event.text else f"{name} {event.state}"
            )

    def notice(self, text: str) -> None:
        prompting = self._open == "you" and not self._echo
        self._end_line()
        self._write(f"  {text}\n")
        if prompting:
            self.ready_for_you()

    def ready_for_you(self) -> None:
        if not self._echo:
            self._end_line()
            self._write("you: ")
            self._open = "you"

    def _line(self, who: str, text: str) -> None:
        self._end_line()
        self._write(f"{who}: {text}\n")

    def _end_line(self) -> None:
        if self._open:
            self._write("\n")
            self._open = ""

    def _write(self, text: str) -> None:
        sys.stdout.write(printable(text))
        sys.stdout.flush()


class JsonScreen:
    """One JSON object a line; docs/chat.md describes them."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def you(self, text: str) -> None:
        self._event(type="you", text=text)

    def agent_says(self, text: str) -> None:
        self._words.append(text)

    def agent_ends(self) -> None:
        text = "".join(self._words).strip()
        self._words.clear()
        if text:
            self._event(type="agent", text=text)

    def tool(self, event: CallEvent) -> None:
        self._event(
            type="tool",
            id=event.id,
            server=event.server,
            tool=event.tool,
            arguments=dict(event.arguments),
            state=event.state,
            **({"result": event.text} if event.text else {}),
        )

    def notice(self, text: str) -> None:
        self._event(type="notice", text=text)

    def ready_for_you(self) -> None:
        """A program needs no prompt."""

    def _event(self, **event: Any) -> None:
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def printable(text: str) -> str:
    """Without control characters: a server's text must not drive the terminal."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_RESULT else f"{line[:LONGEST_RESULT]}…"

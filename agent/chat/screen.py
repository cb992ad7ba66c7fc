"""What a chat shows: lines for a person, or one JSON event a line for a program."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from typing import Any, Protocol

from livekit.agents.voice.io import TextOutput

from agent.chat.flow import Flow
from sayso.calls import CallEvent
from sayso.commands.printing import json_line, one_line, printable
from sayso.problems import Problem
from sayso.voice.events import DecisionEvent, QuestionEvent

LONGEST_RESULT = 300


class Screen(Protocol):
    def you(self, text: str) -> None: ...
    def agent_says(self, text: str) -> None: ...
    def agent_ends(self) -> None: ...
    def tool(self, event: CallEvent) -> None: ...
    def question(self, event: QuestionEvent) -> None: ...
    def decision(self, event: DecisionEvent) -> None: ...
    def notice(self, text: str, problem: Problem | None = None) -> None: ...
    def suggest(self, sentences: list[str]) -> None: ...
    def ready_for_you(self) -> None: ...
    def close(self) -> None: ...


class Paper:
    """Standard output. When its reader has gone (`chat | head`), nothing more is written and `gone` is set."""

    def __init__(self, gone: asyncio.Event) -> None:
        self._gone = gone
        self._broken = False

    def write(self, text: str) -> None:
        if self._broken:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            self._broken = True
            self._gone.set()


class Spoken(TextOutput):
    """The agent's words on their way to the screen; a question gets there as one."""

    def __init__(self, screen: Screen, is_question: Callable[[], bool]) -> None:
        super().__init__(label="chat", next_in_chain=None)
        self._screen = screen
        self._is_question = is_question

    async def capture_text(self, text: str) -> None:
        if not self._is_question():
            self._screen.agent_says(text)

    def flush(self) -> None:
        self._screen.agent_ends()


class TextScreen:
    """Lines as a person reads them. The agent's words appear as they come."""

    def __init__(self, paper: Paper, *, echo: bool) -> None:
        self._paper = paper
        self._echo = echo
        """Whether to show what was read: a terminal has already shown it."""
        self._open = ""
        """The speaker whose line has begun and not ended."""
        self._words = self._flow(indent=7)
        """The agent's line."""

    def you(self, text: str) -> None:
        if self._echo:
            self._line(f"you: {one_line(text)}")
        else:
            self._open = ""

    def agent_says(self, text: str) -> None:
        if self._open != "agent":
            text = text.lstrip()
            if not text:
                return
            self._end_line()
            self._paper.write("agent: ")
            self._open = "agent"
            self._words = self._flow(indent=7, column=7)
        self._words.feed(printable(text))

    def agent_ends(self) -> None:
        if self._open == "agent":
            self._end_line()

    def tool(self, event: CallEvent) -> None:
        name = f"{event.server}.{event.tool}"
        arguments = ", ".join(
            f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in event.arguments.items()
        )
        match event.state:
            case "started":
                self._line(f"tool: {name}({arguments})")
            case "done":
                pass  # the agent says what came of it
            case "refused":
                self._line(f"tool: {name}({arguments}) refused: {event.text.partition('. ')[0]}")
            case state:
                self._line(shorten(f"tool: {name} {state}" + (f": {event.text}" if event.text else "")))

    def question(self, event: QuestionEvent) -> None:
        self.agent_ends()
        self.agent_says(event.text)
        self.agent_ends()

    def decision(self, event: DecisionEvent) -> None:
        """What follows from it is shown: the call that runs, or that is refused."""

    def notice(self, text: str, problem: Problem | None = None) -> None:
        prompting = self._open == "you"
        self._line(f"  {one_line(f'{text}: {problem}' if problem is not None else text)}")
        if prompting:
            self.ready_for_you()

    def suggest(self, sentences: list[str]) -> None:
        prompting = self._open == "you"
        self._line("  Try, for example:")
        for sentence in sentences:
            self._line(f"    {one_line(sentence)}")
        if prompting:
            self.ready_for_you()

    def ready_for_you(self) -> None:
        if not self._echo and self._open != "you":
            self._end_line()
            self._paper.write("you: ")
            self._open = "you"

    def close(self) -> None:
        self._end_line()

    def _line(self, text: str) -> None:
        self._end_line()
        line = self._flow(indent=6)
        line.feed(printable(text).replace("\n", " "))
        line.end_word()
        self._paper.write("\n")

    def _flow(self, *, indent: int, column: int = 0) -> Flow:
        width = None if self._echo else shutil.get_terminal_size().columns
        return Flow(self._paper.write, width=width, indent=indent, column=column)

    def _end_line(self) -> None:
        if self._open == "agent":
            self._words.end_word()
        if self._open:
            self._paper.write("\n")
            self._open = ""


class JsonScreen:
    """One JSON object a line; docs/chat.md describes them."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
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
        told: dict[str, Any] = {"type": "tool", "id": event.id, "server": event.server, "tool": event.tool}
        told |= {"arguments": dict(event.arguments), "state": event.state}
        self._event(**told, **({"result": event.text} if event.text else {}))

    def question(self, event: QuestionEvent) -> None:
        self.agent_ends()
        self._event(type="question", **about(event), text=event.text, way=event.way, destructive=event.destructive)

    def decision(self, event: DecisionEvent) -> None:
        why = {"reason": event.reason, "who": event.who, "channel": event.channel, "rule": event.rule}
        given = {key: value for key, value in why.items() if value}
        self._event(type="decision", **about(event), decision=event.decision, **given)

    def notice(self, text: str, problem: Problem | None = None) -> None:
        if problem is None:
            self._event(type="notice", text=text)
        else:
            self._event(type="notice", text=f"{text}: {problem}", code=problem.code)

    def suggest(self, sentences: list[str]) -> None:
        self._event(type="notice", text=f"Try, for example: {' '.join(sentences)}", suggestions=sentences)

    def ready_for_you(self) -> None:
        """A program needs no prompt."""

    def close(self) -> None:
        self.agent_ends()

    def _event(self, **event: Any) -> None:
        self._paper.write(json_line(event) + "\n")


def about(event: QuestionEvent | DecisionEvent) -> dict[str, Any]:
    """Which call a question or a decision is about; its id is that of the tool's events."""
    call = event.call
    return {"id": event.id, "server": call.server, "tool": call.tool, "arguments": call.arguments}


def shorten(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_RESULT else f"{line[:LONGEST_RESULT]}…"

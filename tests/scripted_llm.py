"""A model that says what a test tells it to, and remembers what it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from livekit.agents import llm
from livekit.agents.voice.run_result import RunResult

from sayso.rehearsal.scripted import replied_to
from sayso.testing import model

Reply = model.Reply
Script = Callable[[llm.ChatContext, list[str]], Reply]


class Call(model.Call):
    """A tool call that the model proposes."""

    def __init__(self, tool: str, arguments: dict[str, Any] | None = None) -> None:
        super().__init__(tool)
        self.arguments = arguments or {}


class ScriptedLLM(model.ScriptedModel):
    """Answers each request with the script's reply to the context and to the names of the tools that are there."""

    def __init__(self, script: Script) -> None:
        super().__init__({})
        self._script = script
        self.requests: list[tuple[llm.ChatContext, list[str]]] = []

    def _reply(self, context: llm.ChatContext) -> Reply:
        self.requests.append((context, self.offered))
        return self._script(context, self.offered)


def from_words(replies: Mapping[str, Reply]) -> Script:
    """Tells a result as it is, and replies to the person's words as they have it."""

    def script(context: llm.ChatContext, _: list[str]) -> Reply:
        result, words = replied_to(context)
        return f"I got: {result}" if result is not None else replies.get(words, "Hm.")

    return script


def last_words(context: llm.ChatContext) -> str:
    """What the person said last."""
    said = [item for item in context.items if isinstance(item, llm.ChatMessage) and item.role == "user"]
    return (said[-1].text_content or "") if said else ""


def last_output(context: llm.ChatContext) -> llm.FunctionCallOutput | None:
    """The result that the model has just been given, if that is what it answers to."""
    last = context.items[-1] if context.items else None
    return last if isinstance(last, llm.FunctionCallOutput) else None


def spoken(result: RunResult[Any]) -> list[str]:
    """The messages of a run."""
    return [event.item.text_content or "" for event in result.events if event.type == "message"]

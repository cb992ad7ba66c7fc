"""Shows in LiveKit's console what is said, which it otherwise leaves to its lines for debugging."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from livekit.agents import AgentSession, ConversationItemAddedEvent
from livekit.agents.llm import ChatMessage
from rich.text import Text

from sayso import CallEvent, DecisionEvent, Gatekeeper, RemarkEvent
from sayso.commands.printing import printable

if TYPE_CHECKING:
    from livekit.agents.cli._legacy import AgentsConsole

NAMES = {"user": Text("You", "bold #1FD5F9"), "assistant": Text("Agent", "bold #6BCB77")}
"""In the colours that LiveKit uses for the turns which it shows by itself."""


def show_what_is_said(console: AgentsConsole) -> None:
    """From the moment a session takes the console, its messages are printed there."""
    acquire = console.acquire_io

    def acquire_io(*, loop: asyncio.AbstractEventLoop, session: AgentSession[Any]) -> None:
        acquire(loop=loop, session=session)

        @session.on("conversation_item_added")
        def _show(event: ConversationItemAddedEvent) -> None:
            item = event.item
            if isinstance(item, ChatMessage) and item.role in NAMES and not is_typed_turn(console, session):
                show_words(console, item.role, item.text_content or "")

    console.acquire_io = acquire_io  # type: ignore[method-assign]


def show_what_is_done(console: AgentsConsole, keeper: Gatekeeper) -> None:
    """What the gate decides, what its calls come to, and what is said of them meanwhile."""

    def show(line: str) -> None:
        console.console.print("", Text(f"  {printable(line)}", "dim"), sep="\n")

    @keeper.on("remark")
    def _remark(event: RemarkEvent) -> None:
        show_words(console, "assistant", event.text)

    @keeper.on("decision")
    def _decision(event: DecisionEvent) -> None:
        show(f"{event.call.server}.{event.call.tool}: {event.reason or 'approved'}")

    @keeper.on("call")
    def _call(event: CallEvent) -> None:
        if event.state != "refused":
            show(f"{event.server}.{event.tool}: {event.state}")


def show_words(console: AgentsConsole, who: str, words: str) -> None:
    console.console.print("", Text("  ● ").append_text(NAMES[who]), sep="\n")
    for line in printable(words).split("\n"):
        console.console.print(Text(f"    {line}"))


def is_typed_turn(console: AgentsConsole, session: AgentSession[Any]) -> bool:
    """LiveKit prints a typed turn and its answer when both are complete."""
    run = session._global_run_state
    return console.console_mode == "text" and run is not None and not run.done()

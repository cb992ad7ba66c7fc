"""The conversation itself: a line is a turn, and the next one is taken when the agent has finished."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from livekit.agents import AgentSession, ErrorEvent
from livekit.agents.voice.agent_activity import ActivityClosedError

from agent.assistant import Assistant
from agent.chat.lines import Lines
from agent.chat.screen import JsonScreen, Screen, Spoken, TextScreen
from agent.offline.rehearsal import ToolFacts, suggest
from agent.pipeline import build_session
from agent.settings import read_settings
from sayso.problems import Problem
from sayso.servers.events import Event, ServerEvent
from sayso.servers.toolset import ServerToolset, toolsets


def run_chat(config: Path | None, *, as_json: bool) -> int:
    """Talks until the input ends or somebody says stop; 0 whenever it ended as it should."""
    settings = read_settings(config, audio=False)
    screen: Screen = JsonScreen() if as_json else TextScreen(echo=not sys.stdin.isatty())
    tools = toolsets(settings.config.servers, listener=lambda event: show(screen, event))
    session: AgentSession[None] = build_session(settings.choices, vad=None, tools=list(tools), text_only=True)
    for note in settings.config.notes:
        screen.notice(str(note))
    return asyncio.run(Chat(session, tools, screen, settings.choices.instructions).run())


def show(screen: Screen, event: Event) -> None:
    """A tool's or a server's news, on the screen."""
    if not isinstance(event, ServerEvent):
        screen.tool(event)
    elif event.problem is not None:
        screen.notice(f"{event.server} is not available: {event.problem}")
    elif event.state == "ready" and event.late:
        screen.notice(f"{event.server} is connected now")


class Chat:
    """One conversation by keyboard."""

    def __init__(
        self, session: AgentSession[None], tools: list[ServerToolset], screen: Screen, instructions: str = ""
    ) -> None:
        self._session = session
        self._tools = tools
        self._screen = screen
        self._instructions = instructions

    async def run(self) -> int:
        stopped = asyncio.Event()
        self._session.output.transcription = Spoken(self._screen)
        self._session.on("error", self._show_error)
        with listening_for_signals(stopped):
            talk = asyncio.create_task(self._talk())
            stop = asyncio.create_task(stopped.wait())
            await asyncio.wait((talk, stop), return_when=asyncio.FIRST_COMPLETED)
            for task in (talk, stop):
                task.cancel()
            # LiveKit waits for running tools before it closes, so those end first.
            for toolset in self._tools:
                toolset.cancel_calls()
            ended = (await asyncio.gather(talk, stop, return_exceptions=True))[0]
            await self._session.aclose()
            await asyncio.gather(*(toolset.aclose() for toolset in self._tools))
        self._screen.agent_ends()
        if isinstance(ended, Exception):
            raise ended
        return 0

    async def _talk(self) -> None:
        await self._session.start(Assistant(self._instructions), record=False)
        await self._session.wait_for_idle()
        # Somebody whose words are already there expects them to be understood with every tool that is still to come.
        await asyncio.gather(*(toolset.connection.settled() for toolset in self._tools))
        self._suggest()
        lines = Lines()
        self._screen.ready_for_you()
        while (line := await lines.next()) is not None:
            if words := line.strip():
                self._screen.you(words)
                await self._take_turn(words)
            self._screen.ready_for_you()

    async def _take_turn(self, words: str) -> None:
        handle = self._session.generate_reply(user_input=words)
        # The session may close below it, as after an error that LiveKit does not survive.
        with contextlib.suppress(ActivityClosedError):
            await handle
            await self._session.wait_for_idle()
        self._screen.agent_ends()

    def _suggest(self) -> None:
        facts = [
            ToolFacts(tool.model_name, tool.description, tool.parameters, tool.hints.read_only)
            for toolset in self._tools
            for tool in toolset.connection.tools
            if not tool.policy.asks
        ]
        if suggestions := suggest(facts):
            self._screen.notice("Try: " + "  ·  ".join(suggestions))

    def _show_error(self, event: ErrorEvent) -> None:
        error = event.error
        if getattr(error, "recoverable", False):
            return
        cause = getattr(error, "error", error)
        what = f"the model could not answer: {getattr(cause, 'message', '') or type(cause).__name__}"
        cure = "check its key, its address and that it runs (`check` shows what was chosen), then say it again"
        self._screen.notice(str(Problem("model-failed", "", what, cure)))


@contextlib.contextmanager
def listening_for_signals(stopped: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the conversation; a second one ends the process, whatever it is doing."""

    def stop() -> None:
        if stopped.is_set():
            os._exit(1)
        stopped.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

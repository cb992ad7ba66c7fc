"""The conversation itself: a line is a turn, or the answer to a question, and is taken when the agent has finished."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from livekit.agents import AgentSession, ErrorEvent
from livekit.agents.voice.agent_activity import ActivityClosedError

from agent.assistant import Assistant
from agent.chat.failures import model_problem
from agent.chat.lines import Lines
from agent.chat.screen import JsonScreen, Paper, Screen, Spoken, TextScreen
from agent.chat.turns import Turns
from agent.offline.rehearsal import ToolFacts, suggest
from agent.paper_trail import PaperTrail
from agent.pipeline import build_session
from agent.settings import Settings, read_settings
from sayso.problems import SaysoError
from sayso.servers.events import Event, ServerEvent
from sayso.servers.toolset import toolsets
from sayso.voice.gatekeeper import Gatekeeper

PATIENCE = 2.0
"""Seconds that a person at a terminal waits for servers after the greeting; those that come later are told of."""


def run_chat(config: Path | None, *, as_json: bool) -> None:
    """Talks until the input ends or somebody says stop."""
    settings = read_settings(config, audio=False)
    # What went wrong is said in the conversation; without a handler Python would print log lines in between.
    logging.getLogger().addHandler(logging.NullHandler())
    asyncio.run(converse(settings, as_json=as_json))


async def converse(settings: Settings, *, as_json: bool) -> None:
    stopped = asyncio.Event()
    typed = sys.stdin is not None and sys.stdin.isatty()
    at_terminal = typed and sys.stdout.isatty() and not as_json
    paper = Paper(stopped)
    screen: Screen = JsonScreen(paper) if as_json else TextScreen(paper, echo=not at_terminal)
    ledger = PaperTrail()
    if (problem := ledger.open()) is not None:
        screen.notice("nothing that asks can be approved", problem)
    if ledger.caution is not None:
        screen.notice("the record is not safe", ledger.caution)
    with listening_for_signals(stopped):
        # Started without a standard input (<&-), number 0 may be some other file by now.
        descriptor = 0 if sys.stdin is not None else os.open(os.devnull, os.O_RDONLY)
        patience = PATIENCE if typed else None
        await Chat(settings, screen, stopped, ledger=ledger, patience=patience, descriptor=descriptor).run()


class Chat:
    """One conversation by keyboard."""

    def __init__(
        self,
        settings: Settings,
        screen: Screen,
        stopped: asyncio.Event,
        *,
        ledger: PaperTrail,
        patience: float | None = None,
        descriptor: int = 0,
    ) -> None:
        self._settings = settings
        self._screen = screen
        self._stopped = stopped
        self._patience = patience
        """How long to wait for servers before the first turn; None: each as long as it may take to connect."""
        self._descriptor = descriptor
        """Where the lines come from."""
        self._ledger = ledger
        self._keeper = Gatekeeper(ledger)
        self._keeper.on("question", self._screen.question)
        self._keeper.on("decision", self._screen.decision)
        self._tools = toolsets(settings.config.servers, listener=self._show)
        self._session: AgentSession[None] = build_session(
            settings.choices, vad=None, tools=list(self._tools), text_only=True
        )
        self._keeper.attend(self._session)
        self._began = False
        """Whether the person has been let in; until then it is no news that a server is there."""
        self._suggested = False

    async def run(self) -> None:
        self._session.output.transcription = Spoken(
            self._screen, lambda: self._keeper.is_asking(self._session.current_speech)
        )
        self._session.on("error", self._show_error)
        for note in self._settings.config.notes:
            self._screen.notice("a note", note)
        talk = asyncio.create_task(self._talk())
        stop = asyncio.create_task(self._stopped.wait())
        await asyncio.wait((talk, stop), return_when=asyncio.FIRST_COMPLETED)
        for task in (talk, stop):
            task.cancel()
        ended = (await asyncio.gather(talk, stop, return_exceptions=True))[0]
        self._keeper.close()
        await self._session.aclose()
        await asyncio.gather(*(toolset.aclose() for toolset in self._tools))
        self._screen.close()
        self._close_ledger()
        if isinstance(ended, Exception):
            raise ended

    async def _talk(self) -> None:
        await self._session.start(Assistant(self._settings.choices.instructions), record=False)
        await self._session.wait_for_idle()
        await asyncio.gather(
            *(toolset.connection.settled(self._patience or toolset.server.connect_timeout) for toolset in self._tools)
        )
        self._began = True
        self._suggest()
        turns = Turns(self._session, self._keeper, Lines(self._descriptor), self._screen)
        while (line := await turns.next()) is not None:
            if words := line.strip():
                self._screen.you(words)
                # The session may close below it, as after an error that LiveKit does not survive.
                with contextlib.suppress(ActivityClosedError):
                    await self._session.generate_reply(user_input=words)

    def _suggest(self) -> None:
        facts = [
            ToolFacts(tool.model_name, tool.description, tool.parameters, tool.hints.read_only, tool.policy.asks)
            for toolset in self._tools
            for tool in toolset.connection.tools
        ]
        if sentences := suggest(facts):
            self._suggested = True
            self._screen.suggest(sentences)

    def _show(self, event: Event) -> None:
        """A tool's or a server's news, on the screen."""
        if not isinstance(event, ServerEvent):
            self._screen.tool(event)
        elif event.problem is not None:
            self._screen.notice(f"{event.server} is not available", event.problem)
        elif event.state == "ready" and self._began:
            self._screen.notice(f"{event.server} is connected now")
            if not self._suggested:
                self._suggest()

    def _close_ledger(self) -> None:
        """What was decided can be held against this digest, even where somebody cuts the ledger's end off."""
        try:
            closed = self._ledger.close(self._keeper.id)
        except SaysoError as error:
            self._screen.notice("the record is not complete", error.problems[0])
            return
        if closed is not None:
            path, head = closed
            self._screen.notice(f"recorded in {path}, whose last line has the digest {head}")

    def _show_error(self, event: ErrorEvent) -> None:
        error: Any = event.error
        if not getattr(error, "recoverable", False):
            problem = model_problem(getattr(error, "error", error), self._settings.choices.llm)
            self._screen.notice("no answer", problem)


@contextlib.contextmanager
def listening_for_signals(stopped: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the conversation; a second one ends the process and its children, whatever they do."""
    loop = asyncio.get_running_loop()
    told = False

    def stop() -> None:
        nonlocal told
        if told:
            end_now()
        told = True
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def end_now() -> None:
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)

"""A real AgentSession with real servers, and doubles behind its VAD, STT, LLM and TTS."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from livekit.agents import Agent, AgentSession, AgentStateChangedEvent, CloseEvent
from livekit.agents.voice.agent_activity import ActivityClosedError
from livekit.agents.voice.io import TextOutput

from sayso.calls import CallEvent
from sayso.consent import events as told
from sayso.consent.effects import Effect, Record
from sayso.consent.watching import Watcher
from sayso.consent.watching.watcher import BrokenPromiseError
from sayso.problems import Problem
from sayso.rehearsal.ears import Detector, Mouth, Recogniser
from sayso.rehearsal.log import Log
from sayso.rehearsal.mouthpiece import Mouthpiece, leave_it
from sayso.rehearsal.observing import GateLog, observe
from sayso.rehearsal.record import ServersRecord
from sayso.rehearsal.room import Room
from sayso.rehearsal.scenario import Mode, Rule, SessionOptions
from sayso.rehearsal.scripted import ScriptedModel
from sayso.rehearsal.session import spoken, written
from sayso.rehearsal.sound import Loudspeaker, Microphone
from sayso.servers.declared import DeclaredServer
from sayso.servers.toolset import ServerToolset
from sayso.voice.asking import Asking
from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from sayso.voice.idle import idle
from sayso.voice.recording import Notes

PERSON = "person"
RECORDED = 5.0
"""Seconds that a server is given to write down what it was told last."""

RESPONSES = frozenset({"question due", "question begins", "agent speaks", "agent says", "decided", "call"})
"""By these it is seen that the agent has taken notice of what the person did."""


class Page(TextOutput):
    """What the agent says, in writing, a line for each speech."""

    def __init__(self, log: Log) -> None:
        super().__init__(label="page", next_in_chain=None)
        self.lines: list[str] = []
        self._line = ""
        self._log = log

    async def capture_text(self, text: str) -> None:
        if not self._line and text.strip():
            self.lines.append("")
        self._line += text
        if self.lines:
            self.lines[-1] = self._line.strip()

    def flush(self) -> None:
        if self._line.strip():
            self._log.add("agent says", self._line)
        self._line = ""


class Paper(Notes):
    """A ledger that can fail."""

    torn = False

    def write(self, records: Sequence[Record], session: str) -> None:
        if self.torn:
            raise OSError("the ledger failed, as the scenario says")
        super().write(records, session)


class Assistant(Asking, Agent):
    """The agent whose person is asked."""


class Conversation:
    """One session, and what is seen of it."""

    def __init__(
        self,
        options: SessionOptions,
        mode: Mode,
        rules: Sequence[Rule],
        servers: Sequence[DeclaredServer],
        record: Path,
        *,
        others: bool = False,
    ) -> None:
        self.mode = mode
        self.room = Room() if others else None
        """Where it is played, if anybody else is in it."""
        self.log = Log()
        self.record = ServersRecord(record, servers, self.log)
        self.log.look = self.record.look
        self.ledger = Paper()
        self.decisions: list[str] = []
        self.shown: list[QuestionEvent | DecisionEvent] = []
        """What the gate showed of itself."""
        self.page = Page(self.log)
        self.model = ScriptedModel(rules, lambda about: self.log.add("model", about))
        self.mouth = Mouth()
        self.ears = Recogniser(self.mouth)
        self.loudspeaker = Loudspeaker()
        self.mouthpiece = Mouthpiece(options.pace)
        self.pace = options.pace
        self.closed = asyncio.Event()
        self.keeper = Gatekeeper(self.ledger, person=PERSON)
        self.keeper.on("question", self._see)
        self.keeper.on("decision", self._see)
        self.gate = GateLog(self.log)
        self.watcher = Watcher(PERSON)
        self.broken: list[str] = []
        """Promises of the gate that were broken."""
        observe(self.keeper._deeds.gate, self._before, self._after)
        self.toolsets = [ServerToolset(server, listener=self._see) for server in servers]
        self.session = self._make_session(options)
        self.keeper.attend(self.session)
        self.session.on("agent_state_changed", self._agent_state)
        self.session.on("close", self._session_closed)
        self.endpointing: Any = None

    @property
    def speaks(self) -> bool:
        """Whether it is played with voices."""
        return self.mode.channel == "voice"

    def _make_session(self, options: SessionOptions) -> AgentSession[None]:
        steps, preemptive = options.max_tool_steps, {"enabled": self.mode.preemptive}
        if not self.speaks:
            return written(self.model, self.toolsets, max_tool_steps=steps, preemptive_generation=preemptive)
        return spoken(
            self.model,
            self.toolsets,
            self.mode.turn_detection,
            detector=Detector(self.mouth, options.vad_silence),
            ears=self.ears,
            mouthpiece=self.mouthpiece,
            max_tool_steps=steps,
            endpointing={"min_delay": options.min_delay, "max_delay": options.max_delay},
            preemptive_generation=preemptive,
        )

    async def start(self) -> None:
        if self.speaks:
            self.session.input.audio = Microphone()
            self.session.output.audio = self.loudspeaker
        self.session.output.transcription = self.page
        agent = Assistant(instructions="Be brief.")
        if self.room is None:
            await self.session.start(agent, record=False)
        else:
            options = self.room.options
            room: Any = self.room
            await self.session.start(agent, record=False, room=room, room_options=options, session_host=False)
            self.room.fill(self.session)
        for toolset in self.toolsets:
            await toolset.connection.settled()
        self.endpointing = copy.deepcopy(self.session.options.endpointing)

    def types(self, who: str, text: str) -> None:
        """A line of somebody's keyboard."""
        if self.room is None:
            self.session.generate_reply(user_input=text)
        else:
            self.room.types(who, text)

    def presses(self, who: str, *, approve: bool) -> None:
        """A button beside the question that waits, or beside the last one where none does."""
        ids = [view.id for view in self.keeper.pending()] or [event.id for event in self.shown[-1:]]
        for id_ in ids[:1]:
            self.keeper.decide(id_, approve, who=None if self.room is None else self.room.sid_of(who))

    def fails(self, what: str) -> None:
        """By its name in `form.FAULTS`."""
        match what:
            case "ledger" | "ledger mended":
                self.ledger.torn = what == "ledger"
            case "recogniser":
                self.ears.break_off()
            case "voice" | "voice breaks off" | "voice stalls":
                asyncio.get_running_loop().set_exception_handler(leave_it)
                self.mouthpiece.trouble = what

    @property
    def endpointing_is_as_it_was(self) -> bool:
        return bool(self.session.options.endpointing == self.endpointing)

    @property
    def problems(self) -> list[Problem]:
        """Why servers could not be reached."""
        found = (toolset.connection.problem for toolset in self.toolsets)
        return [problem for problem in found if problem is not None]

    async def rests(self, since: int | None = None) -> None:
        """Returns when the agent has nothing more to say or do by itself, and where asked, has done something since."""
        while not self.closed.is_set():
            with suppress(ActivityClosedError):
                await idle(self.session)
            answered = since is None or self.log.any_of(RESPONSES, since)
            if answered and not self._is_busy():
                return
            await self.log.news()

    def _is_busy(self) -> bool:
        undecided = any(view.state in ("grace", "held", "recording", "asking") for view in self.keeper.pending())
        talking = self.mouth.speaking or self.session.agent_state in ("speaking", "thinking")
        return self.keeper.busy or undecided or talking or self.session.current_speech is not None

    async def end(self, cancelled: int) -> None:
        """Leaves nothing behind. Waits a while until so many cancellations are on the servers' record."""
        self.keeper.close()
        await self.session.aclose()
        with suppress(TimeoutError):
            async with asyncio.timeout(RECORDED):
                # A server hears of them as the session closes, and writes them down in its own time.
                while len(self.record.cancelled) < cancelled:
                    await self.log.news()
        self.record.look()
        self._watch(self.watcher.finish)

    def _before(self, event: told.Event) -> None:
        self._watch(lambda: self.watcher.event(event))

    def _after(self, event: told.Event, effects: Sequence[Effect]) -> None:
        def watch() -> None:
            for effect in effects:
                self.watcher.effect(effect)
            self.watcher.settle()

        self._watch(watch)
        self.gate.see(event, effects)

    def _watch(self, look: Any) -> None:
        if self.broken:
            return
        try:
            look()
        except BrokenPromiseError as error:
            self.broken.append(str(error))

    def _see(self, event: Any) -> None:
        if isinstance(event, QuestionEvent | DecisionEvent):
            self.shown.append(event)
        if isinstance(event, DecisionEvent):
            self.decisions.append(event.reason or event.decision)
        elif isinstance(event, CallEvent):
            self.record.see(event)

    def _agent_state(self, event: AgentStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self.log.add("agent speaks")
        elif event.old_state == "speaking":
            self.log.add("agent stops")

    def _session_closed(self, _: CloseEvent) -> None:
        self.closed.set()
        self.log.add("closed")

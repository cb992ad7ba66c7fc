"""A spoken conversation: the worker's own session with its offline ears and voice, a real server, and a real folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from livekit.agents import AgentStateChangedEvent, UserInputTranscribedEvent, UserStateChangedEvent, llm
from livekit.agents.vad import VAD
from livekit.agents.voice import AgentSession

from agent.assistant import Assistant
from agent.choices import choose
from agent.offline.espeak import EspeakTTS
from agent.pipeline import build_session
from sayso.calls import CallEvent
from sayso.config.load import load_data
from sayso.rehearsal.log import Log
from sayso.rehearsal.scenario import ModelCall, Rule
from sayso.rehearsal.scripted import ScriptedModel, replied_to
from sayso.servers.toolset import toolsets
from sayso.voice.asking import new_words
from sayso.voice.events import DecisionEvent, QuestionEvent
from sayso.voice.gatekeeper import Gatekeeper
from sayso.voice.recording import Notes
from tests.audio_io import Loudspeaker, Microphone
from tests.foreign.installed import files_program
from tests.voices import flite

RATE = 16_000
WORDS_A_MINUTE = 220
PATIENCE = 40.0
"""Seconds after which something is not waited for any more."""


@dataclass(frozen=True)
class Voice:
    """How the person sounds."""

    name: str = "rms"
    stretch: float = 1.0

    def says(self, words: str) -> bytes:
        """The samples, from the first sound to the last."""
        return trimmed(flite(words, self.name, stretch=self.stretch, rate=RATE))


def trimmed(samples: bytes) -> bytes:
    """Without the silence around it, so that it is known when it begins."""
    heard = np.flatnonzero(np.abs(np.frombuffer(samples, dtype=np.int16).astype(int)) > 300)
    return samples[heard[0] * 2 : heard[-1] * 2 + 2]


def laid_out(folder: Path, names: Iterable[str]) -> Path:
    """A folder with these files, and one to move them to."""
    (folder / "archive").mkdir(parents=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"this is the {name}")
    return folder


class Plan(ScriptedModel):
    """A model that proposes what the test says next, and answers what it is asked meanwhile."""

    def __init__(self) -> None:
        super().__init__((), lambda _: None)
        self.next: Rule | None = None

    def rule(self, context: llm.ChatContext) -> Rule:
        if replied_to(context)[0] is not None:
            return Rule(reply="All right.")
        if any("The person has been asked" in (item.text_content or "") for item in context.messages()):
            return Rule(reply="It holds three words.")
        if self.next is not None and new_words(context) is not None:
            return self.next
        return Rule(reply="Hello.")

    def proposes(self, tool: str, arguments: Mapping[str, Any], preamble: str = "") -> None:
        self.next = Rule(reply=preamble, calls=(ModelCall(f"files__{tool}", arguments),))


class Ear(Loudspeaker):
    """A loudspeaker that tells of what it has played."""

    def __init__(self, log: Log) -> None:
        super().__init__(None)
        self._log = log

    def on_playback_finished(self, *, playback_position: float, interrupted: bool, **more: Any) -> None:
        super().on_playback_finished(playback_position=playback_position, interrupted=interrupted, **more)
        self._log.add("cut" if interrupted else "played", f"{playback_position:.2f}")


class Talk:
    """One person's conversation, and what was seen of it."""

    def __init__(self, folder: Path, vad: VAD, voice: Voice, **more: Any) -> None:
        """`more`: keys of mcp.json for the server, and `turn_detection`."""
        self.folder = folder
        self.voice = voice
        detection = str(more.pop("turn_detection", "vad"))
        node, script = files_program()
        server = {"command": node, "args": [script, str(folder)], "cwd": str(folder), "connect_timeout": 60, **more}
        self.log = Log()
        self.calls: list[CallEvent] = []
        self.questions: list[QuestionEvent] = []
        self.decisions: list[DecisionEvent] = []
        self.keeper = Gatekeeper(Notes())
        self.keeper.on("question", self._see)
        self.keeper.on("decision", self._see)
        config = load_data({"mcpServers": {"files": server}}, folder.parent / "mcp.json")
        self.toolsets = toolsets(config.servers, listener=self._see)
        self.model = Plan()
        self.microphone = Microphone(RATE)
        self.loudspeaker = Ear(self.log)
        choices = choose({"SAYSO_TURN_DETECTION": detection})
        self.session: AgentSession[Any] = build_session(choices, vad=vad, tools=list(self.toolsets))
        self.keeper.attend(self.session)
        self.session.on("user_input_transcribed", self._transcribed)
        self.session.on("user_state_changed", self._user_state)
        self.session.on("agent_state_changed", self._agent_state)
        self.session.input.audio = self.microphone
        self.session.output.audio = self.loudspeaker
        agent = Assistant()
        agent._llm = self.model
        agent._tts = EspeakTTS(rate=WORDS_A_MINUTE)
        self._agent = agent

    async def start(self) -> None:
        await self.session.start(self._agent, record=False)
        for toolset in self.toolsets:
            await toolset.connection.settled()
        await self.rests()

    async def close(self) -> None:
        self.keeper.close()
        await self.session.aclose()

    async def rests(self) -> None:
        """Returns when the agent has nothing more to say or do by itself."""
        await self.keeper.rests(self.session)

    def hears(self, words: str) -> None:
        """The agent hears the person say it, from now on."""
        self.log.add("person", words)
        self.microphone.hears(self.voice.says(words))

    async def sees(self, *names: str, since: int, words: str = "", seconds: float = PATIENCE) -> int:
        """The place after the first entry of one of these names, with these words, from there on."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = [place for name in names if (place := self.log.find(name, words, since)) is not None]
                    if found:
                        return min(found)
                    await self.log.news()
        except TimeoutError:
            raise AssertionError(f"none of {names} came:\n{self.story(since)}") from None

    async def plays(self, seconds: float, since: int) -> None:
        """Returns when so much of what is being said has been played, or it has ended."""
        while self.loudspeaker.position < seconds and not self.log.any_of(frozenset({"played", "cut"}), since):
            await self.log.news()

    def files(self) -> dict[str, str]:
        """What is in the folder, really."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_text() for path in found}

    def story(self, since: int = 0) -> str:
        return "\n".join(str(entry) for entry in self.log.entries[since:])

    def _see(self, event: Any) -> None:
        match event:
            case QuestionEvent():
                self.questions.append(event)
                self.log.add("asked", event.text)
            case DecisionEvent():
                self.decisions.append(event)
                self.log.add("decided", event.reason or event.decision)
            case CallEvent():
                self.calls.append(event)
                self.log.add("call", f"{event.tool} {event.state}")

    def _transcribed(self, event: UserInputTranscribedEvent) -> None:
        self.log.add("heard" if event.is_final else "half heard", event.transcript)

    def _user_state(self, event: UserStateChangedEvent) -> None:
        self.log.add("person is", event.new_state)

    def _agent_state(self, event: AgentStateChangedEvent) -> None:
        self.log.add("agent is", event.new_state)


@asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[Talk]:
    await talk.start()
    try:
        yield talk
    finally:
        await talk.close()


async def heard_in_full(talk: Talk, since: int) -> int:
    """Waits until a question was played as long as its text takes to say; where in the log it ended."""
    while True:
        asked = await talk.sees("asked", since=since)
        since = ended = await talk.sees("played", "cut", "asked", since=asked)
        entry = talk.log.entries[ended - 1]
        if entry.name == "played":
            whole = await seconds_of(talk.questions[-1].text)
            assert float(entry.text) > whole - 0.1, f"{entry} of {whole:.2f} s\n{talk.story()}"
            return ended
        if entry.name == "asked":
            since = ended - 1


async def seconds_of(text: str) -> float:
    """How long the agent's voice takes to say it."""
    voice = EspeakTTS(rate=WORDS_A_MINUTE)
    return sum([len(samples) / 2 / voice.sample_rate async for samples in voice.speak(text, timeout=10)])

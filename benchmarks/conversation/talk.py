"""A real AgentSession with the rehearsal's doubles behind its VAD, STT, LLM and TTS, and a person who answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from livekit.agents import Agent, AgentSession, AgentStateChangedEvent, llm

from sayso.rehearsal.ears import Detector, Mouth, Recogniser
from sayso.rehearsal.mouthpiece import Mouthpiece
from sayso.rehearsal.scenario import REACTION, Rule, TurnDetection
from sayso.rehearsal.scripted import ScriptedModel
from sayso.rehearsal.session import spoken, written
from sayso.rehearsal.sound import Loudspeaker, Microphone

PACE = 0.004
"""Seconds that the agent's voice takes for a character: nobody waits for it here."""
SPEAKS = 0.3
"""Seconds that the person takes for "Yes."."""
VAD_SILENCE = 0.2
"""Seconds of silence after which the voice detector says that the person has ended."""
TRANSCRIBED = 0.3
"""Seconds from the end of the person's speech to its final transcript, as a streaming recogniser takes them."""
PATIENCE = 15.0


class Prompt(Recogniser):
    """Tells its words in the very moment from which the time is taken, and not with the next sound."""

    def recognise(self, text: str, **about: Any) -> None:
        super().recognise(text, **about)
        for stream in self._streams:
            while stream._said:
                stream._event_ch.send_nowait(stream._said.popleft()[1])


class Talk:
    """One conversation. Its endpointing and preemptive generation are LiveKit's defaults."""

    def __init__(
        self,
        agent: Agent,
        rules: Sequence[Rule],
        detection: TurnDetection | None,
        tools: Sequence[llm.Tool | llm.Toolset] = (),
    ) -> None:
        self.agent = agent
        self.model = ScriptedModel(rules, lambda _: None)
        self.mouth = Mouth()
        self.ears = Prompt(self.mouth)
        self.spoken = asyncio.Event()
        """Set when the agent has said something to its end."""
        self.session: AgentSession[None]
        if detection is None:
            self.session = written(self.model, tools)
        else:
            detector = Detector(self.mouth, VAD_SILENCE)
            mouthpiece = Mouthpiece(PACE)
            self.session = spoken(
                self.model, tools, detection, detector=detector, ears=self.ears, mouthpiece=mouthpiece
            )
            self.session.input.audio = Microphone()
            self.session.output.audio = Loudspeaker()
        self.session.on("agent_state_changed", self._agent_state)

    def _agent_state(self, event: AgentStateChangedEvent) -> None:
        if event.old_state == "speaking":
            self.spoken.set()

    async def start(self) -> None:
        await self.session.start(self.agent, record=False)

    async def is_asked(self, words: str) -> None:
        """The person wants something, and the agent asks back to the end of its sentence."""
        self.spoken.clear()
        self.session.generate_reply(user_input=words)
        async with asyncio.timeout(PATIENCE):
            await self.spoken.wait()

    async def says(self, words: str) -> float:
        """Speaks, and gives when the final transcript left the recogniser, by time.monotonic()."""
        self.spoken.clear()
        await asyncio.sleep(REACTION)
        began = time.time()
        self.mouth.speaking = True
        await asyncio.sleep(SPEAKS)
        self.mouth.speaking = False
        ended = time.time()
        await asyncio.sleep(TRANSCRIBED)
        at = time.monotonic()
        self.ears.recognise(words, final=True, began=began, ended=ended, confidence=0.9)
        return at

    async def is_answered(self) -> None:
        """The agent has replied, and has nothing more to say."""
        async with asyncio.timeout(PATIENCE):
            await self.spoken.wait()
            await self.session.wait_for_idle()

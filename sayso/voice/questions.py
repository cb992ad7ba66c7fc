"""Saying a question when the floor is free, and knowing how far it was heard."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from livekit import rtc
from livekit.agents import AgentSession, RunContext
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.io import AudioOutput

from sayso.consent.effects import Ask
from sayso.voice.progress import Sound, beginning
from sayso.voice.speaking import is_aloud


class VoiceFailedError(Exception):
    """The voice broke off in the middle of a question."""


class Asker(Protocol):
    """Who wants to know what becomes of a question."""

    async def told_results(self) -> None:
        """Returns when what should be told before another question is told."""
        ...

    def question_started(self, ask: Ask) -> None:
        """Its first sound is played."""
        ...

    def question_heard(self, ask: Ask, words: str) -> None:
        """So much of it has been played."""
        ...

    def question_shown(self, ask: Ask) -> None:
        """It stands where the person reads, all of it."""
        ...

    def question_ended(self, ask: Ask, *, cut: bool) -> None:
        """It has ended: played, shown, or cut off."""
        ...

    def question_failed(self, ask: Ask, error: Exception) -> None:
        """It could not be put at all."""
        ...


class Questions:
    """Puts one question at a time; a new one takes the place of the one before."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._question: Saying | None = None
        self._task: asyncio.Task[None] | None = None
        self._said: list[SpeechHandle] = []
        """Those that are not over."""
        self._messages: set[str] = set()

    @property
    def busy(self) -> bool:
        """Whether a question is on its way to the person."""
        return self._task is not None and not self._task.done()

    @property
    def is_out(self) -> bool:
        """Whether one is being said, or was and is not done with."""
        return self._question is not None and self._question.speech is not None

    def messages(self) -> set[str]:
        """The ids of the questions in the conversation. A host is to see them there; a model would imitate them."""
        self._messages.update(item.id for speech in self._said for item in speech.chat_items)
        self._said[:] = [speech for speech in self._said if not speech.done()]
        return self._messages

    def is_said_by(self, speech: SpeechHandle | None) -> bool:
        """Whether the agent's words just now are a question's."""
        return speech is not None and self._question is not None and speech is self._question.speech

    def put(self, ask: Ask, ctx: RunContext[Any]) -> None:
        self.drop()
        self._question = question = Saying(ask, self._asker)
        self._task = asyncio.create_task(self._put(question, ctx), name="sayso question")

    def drop(self, id_: str | None = None) -> None:
        """What is on its way is not wanted any more: the question for this call, or any."""
        question = self._question
        if question is None or id_ not in (None, question.ask.id):
            return
        if self._task is not None:
            self._task.cancel()
        question.stop()
        self._question = self._task = None

    def agent_spoke(self, session: AgentSession[Any], on: bool) -> None:
        """The agent began or ended to be heard."""
        if self._question is not None and self.is_said_by(session.current_speech):
            if on:
                self._question.begins()
            else:
                self._question.is_held()

    def sound_of(self, speech: SpeechHandle | None) -> Saying | None:
        """The question whose sound is being made for this speech."""
        return self._question if self.is_said_by(speech) else None

    async def _put(self, question: Saying, ctx: RunContext[Any]) -> None:
        try:
            await self._asker.told_results()
            # What else there is to say comes first: a reply that waits, and what belongs to the call's own turn.
            async with ctx.foreground():
                await ctx.speech_handle
                cut = await question.say(ctx.session, self._said)
        except Exception as error:
            self._asker.question_failed(question.ask, error)
        else:
            if not cut:
                question.is_shown()
            self._asker.question_ended(question.ask, cut=cut)
        finally:
            question.stop()


class Saying:
    """One asking, while it is said."""

    def __init__(self, ask: Ask, asker: Asker) -> None:
        self.ask = ask
        self.aloud = False
        self.speech: SpeechHandle | None = None
        lead = len(ask.text.split()) - len(ask.question.text.split())
        self._needed = beginning(ask.text, lead + ask.question.counts)
        self.sound = Sound(ask.text, self._needed)
        self._asker = asker
        self._loudspeaker: AudioOutput | None = None
        self._began: float | None = None
        self._played = False
        """Whether its sound has been played to its end."""
        self._shown = False
        """Whether it stands in writing."""
        self._timer: asyncio.TimerHandle | None = None

    async def say(self, session: AgentSession[Any], said: list[SpeechHandle]) -> bool:
        """Whether it was cut off."""
        self.aloud = is_aloud(session)
        self._loudspeaker = session.output.audio
        if self.aloud and self._loudspeaker is not None:
            self._loudspeaker.on("playback_finished", self._finished)
        self.speech = session.say(self.ask.text)
        said.append(self.speech)
        await self.speech
        if not self.aloud:
            return self.speech.interrupted and not self._shown
        if self.speech.interrupted or self._began is None:
            return True
        if not self._played or (self.sound.seconds and not self.sound.whole):
            # LiveKit ends a speech whose voice has failed half-way like any other.
            raise VoiceFailedError
        return False

    def begins(self) -> None:
        if self._began is None:
            self._began = asyncio.get_running_loop().time()
            if self.aloud:
                self._asker.question_started(self.ask)
            else:
                # In writing it is all there at once, and may be answered before its speech has ended.
                self.is_shown()
            self._set_timer()

    def is_shown(self) -> None:
        if not self.aloud and not self._shown:
            self._shown = True
            self._asker.question_shown(self.ask)

    def sounds(self, frame: rtc.AudioFrame) -> None:
        """More of its sound has come."""
        self.sound.add(frame, asyncio.get_running_loop().time())
        self._set_timer()

    def sounds_whole(self) -> None:
        """All of its sound has come."""
        self.sound.whole = True
        self._set_timer()

    def _set_timer(self) -> None:
        """Once it is known when the words that count will have been heard."""
        if self._began is None or self._timer is not None or not self.aloud:
            return
        heard_at = self.sound.heard_at(self._began)
        if heard_at is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(heard_at, self._asker.question_heard, self.ask, self._needed)

    def is_held(self) -> None:
        """Somebody speaks over it; or a reply was asked for in the middle of it, and from then on nothing tells when
        somebody does. LiveKit would go on with it later, without what was lost on the way."""
        unfinished = self.aloud and self._began is not None and not self._played
        if unfinished and self.speech is not None and not self.speech.done():
            self.speech.interrupt(force=True)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._loudspeaker is not None:
            self._loudspeaker.off("playback_finished", self._finished)
            self._loudspeaker = None
        if self.speech is not None and not self.speech.done():
            self.speech.interrupt(force=True)

    def _finished(self, _: object) -> None:
        if self._began is not None:
            self._played = True

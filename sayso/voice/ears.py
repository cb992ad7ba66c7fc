"""What a session hears of its people, told to the gate: who spoke from when to when, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from livekit.agents import AgentSession, UserInputTranscribedEvent, UserStateChangedEvent, stt

from sayso.consent import events as told
from sayso.consent.effects import Effect
from sayso.voice.people import People
from sayso.voice.utterances import Utterances
from sayso.voice.words import Verdict, age, verdict_in

Tell = Callable[[told.Event], Sequence[Effect]]


class Ears:
    """One session's."""

    def __init__(self, people: People, tell: Tell, waits: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._people = people
        self._tell = tell
        self._waits = waits
        """Whether a question waits for an answer."""
        self._clock = clock
        self._session: AgentSession[Any] | None = None
        self._utterances = Utterances()
        self._speaks = ""
        """Who the gate was told of as speaking."""
        self._present = ""
        """Who the gate was told of as being there."""

    def attend(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("user_state_changed", self._user_state)

    def look(self) -> str:
        """Who is heard now. Where it is another than before, the gate is told."""
        assert self._session is not None  # noqa: S101 -- nothing is heard before
        who = self._people.look(self._session, self._clock())
        if who and who != self._present:
            self._present = who
            self._tell(told.Returned(self._clock(), who))
        return who

    def has_gone(self, who: str) -> None:
        """A participant is not there any more."""
        if who == self._present:
            self._present = ""
            self._tell(told.Left(self._clock(), who))

    # For an agent's hearing: its Listens

    def frame_came(self) -> None:
        self.look()

    def half_heard(self, text: str) -> bool:
        at = self._clock()
        began = self._utterances.half_heard(at)
        self._tell(told.Heard(at, text, self._who(began, at), began=began, final=False))
        return self._waits()

    def heard(self, said: stt.SpeechData) -> Verdict | None:
        at = self._clock()
        length = said.end_time - said.start_time
        duration = length if length > 0 else None
        began = self._utterances.heard(at, len(said.text.split()), start=said.start_time, duration=duration)
        confidence = said.confidence if 0 < said.confidence <= 1 else None
        words = told.Heard(at, said.text, self._who(began, at), began=began, confidence=confidence, duration=duration)
        return verdict_in(self._tell(words))

    def transcribed(self, event: UserInputTranscribedEvent) -> None:
        if self._session is not None:
            self._session.emit("user_input_transcribed", event)

    def _who(self, began: float, at: float) -> str:
        assert self._session is not None  # noqa: S101 -- nothing is heard before
        self.look()
        return self._people.since(self._session, began, at)

    def _user_state(self, event: UserStateChangedEvent) -> None:
        at = self._clock() - age(event.created_at)
        if event.new_state == "speaking":
            self._utterances.speech_began(at)
            self._speaks = self.look()
            self._tell(told.SpeechBegan(at, self._speaks))
        elif event.old_state == "speaking":
            self._utterances.speech_ended(at)
            self._tell(told.SpeechEnded(at, self._speaks))

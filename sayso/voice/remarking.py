"""Says what there is to remark about calls that run, when nobody else has the word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from livekit.agents import AgentSession, RunContext, llm
from livekit.agents.voice import SpeechHandle

from sayso.consent.events import Proposed
from sayso.voice.alarm import Alarm
from sayso.voice.events import RemarkEvent
from sayso.voice.remarks import Remark, Remarks
from sayso.voice.speaking import is_aloud, say_by_the_way


class Remarking:
    """One session's. All that it says stays outside of the conversation that the model sees."""

    def __init__(
        self,
        clock: Callable[[], float],
        asked: Callable[[], bool],
        show: Callable[[RemarkEvent], None],
    ) -> None:
        self._clock = clock
        self._asked = asked
        """Whether a question is put, or waits for its answer."""
        self._show = show
        self._remarks = Remarks()
        self._session: AgentSession[Any] | None = None
        self._turns: dict[str, RunContext[Any]] = {}
        self._announced: WeakSet[SpeechHandle] = WeakSet()
        """The turns in which a call was announced; one announcement is enough for each."""
        self._said: tuple[Remark, SpeechHandle] | None = None
        self._alarm = Alarm(clock, self._speak)

    def attend(self, session: AgentSession[Any]) -> None:
        self._session = session

    def begins(self, proposed: Proposed, ctx: RunContext[Any], *, unasked: bool) -> None:
        """A call runs from now on."""
        aloud = is_aloud(ctx.session)
        # Who reads sees that something is done, and a reply in writing is no quicker for a line before it.
        self._remarks.begins(
            proposed.id, self._clock(), proposed.settings, unasked=unasked and aloud, reads=proposed.read_only
        )
        self._turns[proposed.id] = ctx
        self._wake()

    def goes_on(self, id_: str, said: str) -> None:
        self._remarks.goes_on(id_, said)

    def ends(self, id_: str) -> None:
        """There is a result, and nothing is said any more of its taking long."""
        self._remarks.ends(id_)
        self._turns.pop(id_, None)
        if self._said is not None:
            remark, speech = self._said
            if remark.id == id_ and remark.kind == "stall" and not speech.done():
                speech.interrupt(force=True)
        self._wake()

    def hush(self) -> None:
        """The person has said something."""
        self._remarks.hush()
        self._wake()

    def _wake(self) -> None:
        self._alarm.set(self._remarks.due())

    def _speak(self, now: float) -> None:
        remark = self._remarks.take(now, free=self._is_free())
        if remark is not None and self._session is not None and self._is_wanted(remark):
            speech = say_by_the_way(self._session, remark.text)
            if speech is None:
                return
            self._said = remark, speech
            self._show(RemarkEvent(remark.id, remark.kind, remark.text))
        self._wake()

    def _is_free(self) -> bool:
        """Whether nobody speaks, is about to, or is asked."""
        session = self._session
        if session is None or self._asked() or session.user_state == "speaking":
            return False
        return session.agent_state != "speaking" and session.current_speech is None

    def _is_wanted(self, remark: Remark) -> bool:
        """Whether an announcement tells anything: neither the model nor another one has said something before it."""
        if remark.kind != "announcement":
            return True
        turn = self._turns[remark.id].speech_handle
        spoke = any(isinstance(item, llm.ChatMessage) for item in turn.chat_items)
        if spoke or turn.interrupted or turn in self._announced:
            return False
        self._announced.add(turn)
        return True

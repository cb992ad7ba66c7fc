"""The gate of one AgentSession: LiveKit's events go into it, and what it wants is carried out.

    keeper = sayso.Gatekeeper(sayso.open_ledger())
    session = AgentSession(..., tools=sayso.toolsets(config.servers))
    keeper.attend(session)
    await session.start(Assistant())        # class Assistant(sayso.Asking, Agent)

It decides nothing: who may approve what, and when, is `sayso.consent.gate`.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar, overload

from livekit.agents import (
    AgentSession,
    AgentStateChangedEvent,
    ConversationItemAddedEvent,
    RunContext,
    SpeechCreatedEvent,
    llm,
)
from livekit.agents.voice import SpeechHandle

from sayso.approval import Send, appoint, dismiss, is_closing
from sayso.consent import events as told
from sayso.consent.answer import interpret
from sayso.consent.events import Channel
from sayso.consent.gate import Gate, View
from sayso.voice.asking import forget, hindrance, listen
from sayso.voice.attention import Attention
from sayso.voice.deeds import Deeds
from sayso.voice.ears import Ears
from sayso.voice.events import Listener
from sayso.voice.idle import idle
from sayso.voice.interim import WORDS, Interim
from sayso.voice.owed import Owed
from sayso.voice.people import People, room_of
from sayso.voice.proposal import Proposal, unhurried
from sayso.voice.recording import Ledger, Recording
from sayso.voice.replies import reply_heard
from sayso.voice.rooms import Rooms, typist
from sayso.voice.showing import Showing
from sayso.voice.speaking import is_by_the_way

L = TypeVar("L", bound=Listener)

LET_GO = 0.8
"""Seconds that a call which runs unasked may hold the person's turn up."""

RESULT_FIRST = 1.0
"""Seconds that the next question waits for the result of the call before it."""

ASKED = "The person is asked whether this may be done. Nothing has happened, and nothing will unless they say yes."
RUNNING = "It still runs."


class Gatekeeper:
    """One conversation's gate; a toolset's Approver."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        person: str = "person",
        language: str = "en",
        interim_after: float | None = None,
        interim: str = WORDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Where the model takes longer than `interim_after` seconds for a reply, `interim` is said before it."""
        self.id = uuid.uuid4().hex[:12]
        """The conversation's name in the ledger."""
        self.person = person
        self._language = language
        self._clock = clock
        gate = Gate(self.id, person, language=language)
        self._showing = Showing()
        self.show = self._showing.show
        self._deeds = Deeds(gate, Recording(ledger, self.id, clock), clock, self.show, self)
        self._owed = Owed(self.change, lambda: self._deeds.questions.is_out, language)
        self.results = self._owed.results
        self.interim = Interim(interim_after, interim)
        self._session: AgentSession[Any] | None = None
        self._people = People(person)
        self.ears = Ears(self._people, self._deeds.tell, lambda: bool(self.pending()), clock)
        self._rooms = Rooms(self.ears.has_gone, self.ears.look)
        self._watchers: list[asyncio.Future[None]] = []

    # For the host

    def attend(self, session: AgentSession[Any]) -> None:
        """Keeps the gate of this session from now on. To be called before it starts."""
        appoint(session, self)
        listen(session, Attention(session, self, self._deeds, self._clock, self._language))
        self._session = session
        self._deeds.attend(session)
        self._owed.watch(session)
        self.interim.attend(session)
        self.ears.attend(session)
        # The words of a language take a moment to load, and nobody should wait for that after they said yes.
        threading.Thread(target=interpret, args=("yes",), kwargs={"language": self._language}, daemon=True).start()
        session.on("agent_state_changed", self._agent_state)
        session.on("speech_created", self._speech_created)
        session.on("conversation_item_added", self._item_added)
        session.on("close", lambda _: self.close())

    @overload
    def on(self, name: str) -> Callable[[L], L]: ...

    @overload
    def on(self, name: str, listener: L) -> L: ...

    def on(self, name: str, listener: Listener | None = None) -> Any:
        """Has a function told of each "question", "decision", "call" or "remark"; may be written as a decorator."""
        if listener is None:
            return functools.partial(self.on, name)
        self._showing.add(name, listener)
        return listener

    def off(self, name: str, listener: Listener) -> None:
        """It is not told of these any more."""
        self._showing.remove(name, listener)

    def pending(self) -> tuple[View, ...]:
        """What waits for the person's decision, in the order in which it is asked."""
        return self._deeds.gate.waiting()

    def decide(
        self, id_: str, approve: bool, reason: str = "", *, who: str | None = None, channel: Channel = "button"
    ) -> str:
        """A decision by other means than words. Empty where it counted, else why it did not.

        A no counts at any time, a yes once the question has been heard or shown. Where `who` is left out, it is taken
        for the person who is there now: whoever calls this has to know that they are the one who pressed.
        """
        if self._session is None:
            raise ValueError("nothing can be decided before a session is attended")
        by = self.ears.look() if who is None else who
        return self._deeds.decide(told.Decided(self._clock(), id_, approve, by, channel, reason))

    @property
    def running(self) -> tuple[View, ...]:
        return self._deeds.gate.running()

    @property
    def busy(self) -> bool:
        """Whether the agent has something of its own still to say or do: a question, a call, or what came of it."""
        return self.telling or bool(self.running)

    @property
    def telling(self) -> bool:
        """Whether a question or a result is on its way to the person."""
        return self._deeds.asking or bool(self._owed)

    async def told_results(self) -> None:
        """Returns when nothing runs, or has run long enough, and what came of the rest is told."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RESULT_FIRST):
                while self.running:
                    await self.changed()
        while self._owed:
            await self.changed()

    def changed(self) -> asyncio.Future[None]:
        """Done when something of this may have changed from now on."""
        watcher = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        return watcher

    async def rests(self, session: AgentSession[Any]) -> None:
        """Returns when the agent of this session, which it attends, has nothing more to say or do by itself."""
        await idle(session)
        while self.busy:
            await self.changed()
            await idle(session)

    def is_asking(self, speech: SpeechHandle | None) -> bool:
        """Whether the words of this speech are a question, of which a QuestionEvent tells."""
        return self._deeds.questions.is_said_by(speech)

    def close(self) -> None:
        """The conversation is over: refuses all that waits, cancels all that runs. Nothing runs afterwards."""
        self._deeds.close()
        self._owed.close()
        if self._session is not None:
            dismiss(self._session)
            forget(self._session)

    # For a toolset: its Approver

    def serves(self, session: AgentSession[Any]) -> bool:
        """Only the session that it attends, while an agent is there that hears, and nobody can speak as the person."""
        return session is self._session and not self._rooms.is_open(session) and not hindrance(session)

    hindrance = staticmethod(hindrance)

    def name(self, call_id: str) -> str:
        """The model's id for a call, or one like it where that was used before."""
        return self._deeds.passed.name(call_id)

    async def carry_out(self, ctx: RunContext[Any], proposed: told.Proposed, send: Send[Any]) -> Any:
        """Asks where the policy asks, and sends what was approved; gives what came of it, or why it was not sent."""
        self.ears.look()
        proposed = replace(proposed, at=self._clock())
        if proposed.policy.asks and (ctx.session.input.audio is None or not ctx.session.input.audio_enabled):
            proposed = replace(proposed, settings=unhurried(proposed.settings))
        proposal = self._deeds.expect(Proposal(ctx, proposed, send))
        self._deeds.tell(proposed)
        try:
            await self._let_go(proposal)
            return await asyncio.shield(proposal.ended)
        finally:
            if not proposal.ended.done():
                # The tool was cancelled. Others may want the same call, but nobody owes a reply for this one.
                proposal.settled = None
                proposal.given_up = True
                self._deeds.tell(told.Withdrawn(self._clock(), proposed.id))

    def ends(self) -> bool:
        """A toolset ends. Where its session ends with it, all that waits is refused and all that runs cancelled."""
        ends = self._session is None or is_closing(self._session)
        if ends:
            self.close()
        return ends

    async def _let_go(self, proposal: Proposal) -> None:
        """Gives the turn back to the person: at once where they are asked, else when the call takes longer."""
        ctx = proposal.ctx
        if proposal.task is not None:
            await proposal.hold(LET_GO)
        if proposal.ended.done():
            return
        if is_closing(ctx.session):
            self.close()
        else:
            proposal.settled = lambda: self._owed.add(ctx.function_call.call_id)
            await ctx.update(RUNNING if proposal.task is not None else ASKED, silent=True)

    # LiveKit's events

    def _agent_state(self, event: AgentStateChangedEvent) -> None:
        if self._session is None:
            return
        self._rooms.enter(self._session)
        if "speaking" in (event.old_state, event.new_state):
            speaks, speech = event.new_state == "speaking", self._session.current_speech
            apart = speaks and not self.is_asking(speech) and not is_by_the_way(speech)
            self._deeds.tell(told.AgentSpoke(self._clock(), on=speaks, apart=apart))
            self._deeds.questions.agent_spoke(self._session, speaks)

    def _speech_created(self, event: SpeechCreatedEvent) -> None:
        if event.source == "generate_reply":
            event.speech_handle.add_done_callback(self._reply_ended)

    def _item_added(self, event: ConversationItemAddedEvent) -> None:
        if not isinstance(event.item, llm.AgentHandoff) or event.item.old_agent_id is None or self._session is None:
            return
        # Another agent takes over, and with it another task begins.
        self._deeds.tell(told.TaskEnded(self._clock()))
        if not self.serves(self._session):
            # What is said to this one is no answer, and a question that is long past would be answered later.
            self._deeds.withdraw_all()
        elif self._stands_aside():
            # The reply that it stands aside for may end with the new agent's own task, and that may take long.
            self._deeds.tell(told.ReplyHeard(self._clock(), whole=False))

    def _stands_aside(self) -> bool:
        """Whether a question waits for the end of a reply."""
        return any(view.state == "aside" for view in self.pending())

    def _reply_ended(self, speech: SpeechHandle) -> None:
        reply = reply_heard(self._clock(), speech)
        if reply is None and self._stands_aside():
            # The model had nothing to say, or could not: the question that stands aside goes on all the same.
            reply = told.ReplyHeard(self._clock(), whole=False)
        if reply is not None:
            self._deeds.tell(reply)

    def who_types(self) -> str:
        """Who has typed what is replied to now."""
        in_a_room = self._session is not None and room_of(self._session) is not None
        return typist.get() if in_a_room else self.person

    def change(self) -> None:
        """Lets those go on who wait for a change."""
        watchers, self._watchers = self._watchers, []
        for watcher in watchers:
            if not watcher.done():
                watcher.set_result(None)

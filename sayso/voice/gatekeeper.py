"""The gate of one AgentSession: LiveKit's events go into it, and what it wants is carried out.

    keeper = sayso.Gatekeeper(sayso.open_ledger())
    session = AgentSession(..., tools=sayso.toolsets(config.servers, approver=keeper))
    keeper.attend(session)
    await session.start(Assistant())        # class Assistant(sayso.Asking, Agent)

It decides nothing: who may approve what, and when, is `sayso.consent.gate`.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from livekit.agents import (
    AgentSession,
    AgentStateChangedEvent,
    ConversationItemAddedEvent,
    RunContext,
    SpeechCreatedEvent,
    llm,
)
from livekit.agents.voice import SpeechHandle

from sayso.consent import events as told
from sayso.consent.answer import interpret
from sayso.consent.effects import LetModelAnswer, Swallow
from sayso.consent.gate import Gate, View
from sayso.consent.settings import Settings
from sayso.voice.asking import Asking, age, forget, listen
from sayso.voice.deeds import Deeds
from sayso.voice.events import Listener
from sayso.voice.owed import Owed
from sayso.voice.proposal import Proposal, Send
from sayso.voice.recording import Ledger, Recording
from sayso.voice.replies import reply_heard
from sayso.voice.words import Words

LET_GO = 0.8
"""Seconds that a call which runs unasked may hold the person's turn up."""

RESULT_FIRST = 1.0
"""Seconds that the next question waits for the result of the call before it."""

ASKED = "The person is asked whether this may be done. Nothing has happened, and nothing will unless they say yes."
RUNNING = "It still runs."


class Gatekeeper:
    """One conversation's gate. A toolset's Approver, and an Asking agent's Hears."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        person: str = "person",
        language: str = "en",
        listener: Listener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = uuid.uuid4().hex[:12]
        """The conversation's name in the ledger."""
        self.person = person
        self._language = language
        self._clock = clock
        gate = Gate(self.id, person, language=language)
        self._deeds = Deeds(gate, Recording(ledger, self.id, clock), clock, listener, self)
        self._owed = Owed(self.change)
        self._session: AgentSession[Any] | None = None
        self._attended = 0.0
        self._names: set[str] = set()
        self._words = Words()
        self._watchers: list[asyncio.Future[None]] = []

    # For the host

    def attend(self, session: AgentSession[Any]) -> None:
        """Keeps the gate of this session from now on. To be called before it starts."""
        listen(session, self)
        self._session = self._deeds.session = session
        self._attended = time.time()
        self._owed.watch(session)
        self._words.watch(session)
        # The words of a language take a moment to load, and nobody should wait for that after they said yes.
        threading.Thread(target=interpret, args=("yes",), kwargs={"language": self._language}, daemon=True).start()
        session.on("agent_state_changed", self._agent_state)
        session.on("speech_created", self._speech_created)
        session.on("conversation_item_added", self._item_added)
        session.on("close", lambda _: self.close())

    @property
    def waiting(self) -> tuple[View, ...]:
        """What waits for the person's decision, in the order in which it is asked."""
        return self._deeds.gate.waiting()

    @property
    def running(self) -> tuple[View, ...]:
        return self._deeds.gate.running()

    @property
    def busy(self) -> bool:
        """Whether the agent has something of its own still to say or do: a question, a call, or what came of it."""
        return self._deeds.asking or bool(self._owed) or bool(self.running)

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

    def is_asking(self, speech: SpeechHandle | None) -> bool:
        """Whether the words of this speech are a question, of which a QuestionEvent tells."""
        return self._deeds.questions.is_said_by(speech)

    def close(self) -> None:
        """The conversation is over: refuses all that waits, cancels all that runs. Nothing runs afterwards."""
        self._deeds.close()
        if self._session is not None:
            forget(self._session)

    # For a toolset: its Approver

    def serves(self, session: AgentSession[Any]) -> bool:
        """Only the session that it attends, while an agent is there that hears, and where the person types.

        Asking aloud comes later, and in a room it is not known here who has typed.
        """
        if session is not self._session or session.input.audio is not None or session.output.audio is not None:
            return False
        with suppress(RuntimeError):
            return session.room_io is None
        return isinstance(session.current_agent, Asking)

    def name(self, call_id: str) -> str:
        """The model's id for a call, or one like it where that was used before."""
        name, count = call_id, 1
        while name in self._names:
            count += 1
            name = f"{call_id}-{count}"
        self._names.add(name)
        return name

    async def carry_out(self, ctx: RunContext[Any], proposed: told.Proposed, send: Send) -> Any:
        """Asks where the policy asks, and sends what was approved; gives what came of it, or why it was not sent."""
        proposed = replace(proposed, at=self._clock(), settings=unhurried(proposed.settings))
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
        ctx, ended = proposal.ctx, proposal.ended
        if proposal.task is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(LET_GO):
                    await ctx.speech_handle.wait_if_not_interrupted([ended])
        if ended.done():
            return
        if is_closing(ctx.session):
            self.close()
        else:
            proposal.settled = lambda: self._owed.add(ctx.function_call.call_id)
            await ctx.update(RUNNING if proposal.task is not None else ASKED, silent=True)

    # For an Asking agent: its Hears

    def hear(self, message: llm.ChatMessage) -> Swallow | LetModelAnswer | None:
        """What becomes of a person's message, for the reply that is made for it. The gate has the same words once."""
        if self._session is None or not self.serves(self._session) or message.created_at < self._attended:
            return None
        if not self._words.are_new(message, self._session):
            return self._words.verdict_of(message)
        text = message.text_content or ""
        verdict = self._words.verdict_ahead(text)
        if verdict is None:
            now = self._clock()
            words = told.Heard(now, text, self.person, began=now - age(message), channel="text")
            effects = self._deeds.tell(words)
            verdict = next((effect for effect in effects if isinstance(effect, Swallow | LetModelAnswer)), None)
        return self._words.take(message, verdict)

    def describe(self, waiting: str) -> str:
        """What the model has to know of a request that waits while it answers something else."""
        question = next((view.question for view in self.waiting if view.id == waiting), "")
        return (
            f'The person has been asked: "{question}" They have not answered, and nothing of it has happened. Answer '
            "only what they have just said, in a sentence or two. Don't ask for the approval yourself: the question "
            "is put to them again after your words."
        )

    def asks(self, tool: str) -> bool:
        """Whether a tool, by the model's name for it, asks first."""
        if self._session is None:
            return False
        toolsets = [*self._session.tools, *self._session.current_agent.tools]
        return any(getattr(toolset, "asks", lambda _: False)(tool) for toolset in toolsets)

    # LiveKit's events

    def _agent_state(self, event: AgentStateChangedEvent) -> None:
        if "speaking" in (event.old_state, event.new_state):
            self._deeds.tell(told.AgentSpoke(self._clock(), on=event.new_state == "speaking"))

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

    def _reply_ended(self, speech: SpeechHandle) -> None:
        reply = reply_heard(self._clock(), speech)
        if reply is None and any(view.state == "aside" for view in self.waiting):
            # The model had nothing to say, or could not: the question that stands aside goes on all the same.
            reply = told.ReplyHeard(self._clock(), whole=False)
        if reply is not None:
            self._deeds.tell(reply)

    def change(self) -> None:
        """Lets those go on who wait for a change."""
        watchers, self._watchers = self._watchers, []
        for watcher in watchers:
            if not watcher.done():
                watcher.set_result(None)


def unhurried(settings: Settings) -> Settings:
    """For who types: silence is no sign of anything, so only the time runs in which a request can be approved."""
    never = 2 * settings.expires_after
    return replace(settings, first_silence=never, final_silence=never)


def is_closing(session: AgentSession[Any]) -> bool:
    """Whether a session has begun to close. LiveKit tells it by no public name before the tools have ended."""
    return session._is_closing()

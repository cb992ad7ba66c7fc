"""Which of the person's messages are new. A reply may be made for one, or for something else while an old one stands
last: a host's own instructions, a late result, another agent's first words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from livekit.agents import AgentSession, ConversationItemAddedEvent, llm
from livekit.agents.voice import SpeechHandle

# LiveKit tells a model node by no public name which reply it is called for.
from livekit.agents.voice.agent_activity import _SpeechHandleContextVar

from sayso.consent.effects import Effect, LetModelAnswer, Swallow

Verdict = Swallow | LetModelAnswer


@dataclass(frozen=True)
class Taken:
    """What became of a message, in the reply that was made for it."""

    reply: SpeechHandle | None
    text: str
    verdict: Verdict | None

    def is_discarded(self) -> bool:
        """Whether the reply was made ahead of time, and is not the one that the conversation goes on with."""
        return self.reply is not None and not self.reply.scheduled


class Words:
    """What each reply was made for, and what became of it."""

    def __init__(self) -> None:
        self._taken: dict[str, Taken] = {}
        self._known: set[str] = set()
        """Messages that stand in the session's history, which is long when it was a long conversation."""
        self._answers: set[str] = set()
        """The messages that were answers, and so are no topic of the conversation."""
        self._made_for: WeakKeyDictionary[SpeechHandle, str] = WeakKeyDictionary()

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("conversation_item_added", self._added)

    def are_new(self, message: llm.ChatMessage, session: AgentSession[Any]) -> bool:
        """Whether the message was said just now, and the reply that is being made is its own."""
        if message.id in self._taken:
            return False
        # LiveKit adds a message to the conversation only after the reply to it was begun.
        known = message.id in self._known or session.current_agent.chat_ctx.get_by_id(message.id) is not None
        reply = this_reply()
        return not known or (reply is not None and self._made_for.get(reply) == message.id)

    def verdict_of(self, message: llm.ChatMessage) -> Verdict | None:
        """What became of a message that was taken, for its own reply alone."""
        taken = self._taken.get(message.id)
        reply = this_reply()
        return taken.verdict if taken is not None and reply in (None, taken.reply) else None

    def aside_of(self, reply: SpeechHandle | None) -> str | None:
        """The request that stands aside for this reply."""
        verdicts = [taken.verdict for taken in self._taken.values() if reply is not None and taken.reply is reply]
        return next((one.waiting for one in verdicts if isinstance(one, LetModelAnswer)), None)

    def verdict_ahead(self, text: str) -> Verdict | None:
        """What became of the same words in a reply that was made ahead of time, and then made anew."""
        return next(
            (taken.verdict for taken in self._taken.values() if taken.is_discarded() and taken.text == text), None
        )

    def take(self, message: llm.ChatMessage, verdict: Verdict | None) -> Verdict | None:
        """Those before it whose replies are over are not asked about any more."""
        self._taken = {
            id_: taken for id_, taken in self._taken.items() if taken.reply is not None and not taken.reply.done()
        }
        if isinstance(verdict, Swallow):
            self._answers.add(message.id)
        self._taken[message.id] = Taken(this_reply(), message.text_content or "", verdict)
        return verdict

    def is_answer(self, message_id: str) -> bool:
        return message_id in self._answers

    def _added(self, event: ConversationItemAddedEvent) -> None:
        if not isinstance(event.item, llm.ChatMessage) or event.item.role != "user":
            return
        self._known.add(event.item.id)
        reply = this_reply()
        if reply is not None:
            self._made_for[reply] = event.item.id


def verdict_in(effects: Sequence[Effect]) -> Verdict | None:
    """What is to become of the words that the gate was just told of."""
    return next((effect for effect in effects if isinstance(effect, Swallow | LetModelAnswer)), None)


def age(created_at: float) -> float:
    """Seconds since LiveKit made something."""
    return max(0.0, time.time() - created_at)


def this_reply() -> SpeechHandle | None:
    """The reply that this task works for."""
    return _SpeechHandleContextVar.get(None)


def is_spoken(reply: SpeechHandle | None) -> bool:
    """Whether a reply's words were heard, and not typed."""
    return reply is not None and reply.input_details.modality == "audio"

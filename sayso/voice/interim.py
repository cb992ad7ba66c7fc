"""A sentence for the person while the model itself takes long.

LiveKit begins to speak with a reply's first words, and not before. So the sentence is put before them, in a segment of
its own, and taken out of the conversation again, which is the model's to see.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakSet

from livekit.agents import AgentSession, ConversationItemAddedEvent, FlushSentinel, llm
from livekit.agents.voice import SpeechHandle

from sayso.voice.nodes import pieces_of
from sayso.voice.speaking import is_aloud
from sayso.voice.words import this_reply

WORDS = "One moment, please."

END = object()
"""After the last piece of a reply."""


class Interim:
    """One session's. `after` are the seconds that the model has; None: as long as it takes."""

    def __init__(self, after: float | None, words: str) -> None:
        self._after = after
        self._words = words.strip()
        self._session: AgentSession[Any] | None = None
        self._said: WeakSet[SpeechHandle] = WeakSet()
        """The replies before which it was said."""

    def attend(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("conversation_item_added", self._added)

    def before(self, reply: Any) -> Any:
        """What a model node gives, with the sentence before it where that is late. Only aloud."""
        session, speech = self._session, this_reply()
        if self._after is None or session is None or speech is None:
            return reply
        return self._led(reply, speech, self._after) if is_aloud(session) else reply

    async def _led(self, reply: Any, speech: SpeechHandle, after: float) -> AsyncIterator[Any]:
        chunks: asyncio.Queue[Any] = asyncio.Queue()
        # All of it in one task: what a node enters, a time limit say, it has to leave in the same one.
        pouring = asyncio.create_task(poured(pieces_of(reply), chunks))
        first = asyncio.create_task(chunks.get())
        try:
            while not (await asyncio.wait({first}, timeout=after))[0]:
                # One that is made ahead of time is not waited for yet. And one node of an agent may call another.
                if speech in self._said:
                    break
                if speech.scheduled:
                    self._said.add(speech)
                    yield f"{self._words} "
                    yield FlushSentinel()
                    break
            chunk = await first
            while chunk is not END:
                yield chunk
                chunk = await chunks.get()
            await pouring
        finally:
            pouring.cancel()
            first.cancel()

    def _added(self, event: ConversationItemAddedEvent) -> None:
        item, speech = event.item, this_reply()
        if speech not in self._said or not isinstance(item, llm.ChatMessage) or item.role != "assistant":
            return
        text = item.text_content or ""
        if self._words.startswith(text.strip()):
            item.content = []  # it was cut off, or no words came after it
        elif text.startswith(self._words):
            item.content = [text.removeprefix(self._words).lstrip()]


async def poured(chunks: AsyncIterator[Any], into: asyncio.Queue[Any]) -> None:
    """All of them, and that there are no more."""
    try:
        async for chunk in chunks:
            into.put_nowait(chunk)
    finally:
        into.put_nowait(END)


def without_remarks(chat_ctx: llm.ChatContext, ours: set[str]) -> llm.ChatContext:
    """The conversation without messages that are ours, and without replies of which nothing is left."""
    # Written out: a conversation is long, and this is looked at for every reply.
    kept = [
        item
        for item in chat_ctx.items
        if item.id not in ours and (item.type != "message" or item.content or item.role != "assistant")
    ]
    return chat_ctx if len(kept) == len(chat_ctx.items) else llm.ChatContext(kept)

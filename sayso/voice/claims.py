"""A model says that something was done, and nothing was: it is told so, and where nothing ever was, so is the person.

That nothing was done is known; that a reply says so is read from its words, in English. Only what the model itself says
to the person's words, or to results of calls that did not run, is looked at.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Literal
from weakref import WeakKeyDictionary

from livekit.agents import AgentSession, ConversationItemAddedEvent, llm
from livekit.agents.voice import SpeechHandle

from sayso.voice.nodes import pieces_of
from sayso.voice.words import this_reply

UNFOUNDED = (
    "In your last reply you said that something was done, and no tool ran for that reply. Where no result of a tool "
    "tells of it, it was not done: say so now."
)
NOTHING_DONE = "One thing first: nothing has been done so far."

Claim = Literal["", "told", "own"]
"""That something was done, by whomever; or that the agent did it."""

_OTHERS = (
    "added|arranged|archived|booked|bought|cancell?ed|changed|cleared|copied|created|deleted|emailed|erased|forwarded|"
    "locked|ordered|overwritten|paid|placed|posted|published|purchased|refunded|registered|removed|renamed|rescheduled|"
    "reserved|saved|scheduled|sent|shared|signed|submitted|switched|taken care of|transferred|turned|unlocked|updated|"
    "uploaded|written"
)
_LIGHTLY = r"(?:(?:just|now|already|successfully|all|gone ahead and) )*"
_OWN = re.compile(
    rf"\bi(?:'ve| have)? {_LIGHTLY}(?:{_OTHERS}|overwrote|wrote)\b|\bwe(?:'ve| have) {_LIGHTLY}(?:{_OTHERS})\b|"
    rf"\b(?:it|that|this|everything|all)(?:'s| is| has been) {_LIGHTLY}(?:done|{_OTHERS})\b|"
    r"^(?:(?:ok|okay|great|sure|perfect|good|right|well|alright|all right)[,.!]? )?"
    rf"(?:(?:all )?done\b|(?:{_OTHERS})(?:[.!]|$| (?:for|to) ))"
)
_TOLD = re.compile(
    rf"\b(?:has|have) {_LIGHTLY}been {_LIGHTLY}(?:{_OTHERS})\b|\b(?:is|are) {_LIGHTLY}(?:gone|deleted)\b"
)
_NOT = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|if|once|when|after|until|unless|would|could|should|can|will|shall|may|"
    r"might|to be)\b|n't\b|\?"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def claim_of(text: str) -> Claim:
    """What a reply says was done."""
    plain = text.lower().replace("\u2019", "'").strip()
    said = [part for part in _SENTENCE.split(plain) if not _NOT.search(part)]
    if any(map(_OWN.search, said)):
        return "own"
    return "told" if any(map(_TOLD.search, said)) else ""


class Claims:
    """What the model said last in a reply for which nothing had run."""

    def __init__(self) -> None:
        self.last: Claim = ""
        self._nothing_ran: WeakKeyDictionary[SpeechHandle, bool] = WeakKeyDictionary()
        """Of the model's replies to the person's words and to results: whether nothing ran for them."""

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("conversation_item_added", self._added)

    async def heeded(self, reply: Any, *, nothing_ran: bool) -> AsyncIterator[Any]:
        """What a model node gives, unchanged."""
        speech = this_reply()
        if speech is not None:
            self._nothing_ran[speech] = nothing_ran
        async for piece in pieces_of(reply):
            if speech is not None and calls_tools(piece):
                self._nothing_ran[speech] = False
            yield piece

    def _added(self, event: ConversationItemAddedEvent) -> None:
        item, speech = event.item, this_reply()
        nothing_ran = None if speech is None else self._nothing_ran.get(speech)
        # Where it is not known, these are words of the host, or of a reply that was made for something else.
        if nothing_ran is not None and isinstance(item, llm.ChatMessage) and item.role == "assistant":
            self.last = claim_of(item.text_content or "") if nothing_ran else ""


async def put_right(reply: Any) -> AsyncIterator[Any]:
    """What a model node gives, after what has to be said first; not where it says nothing, or writes data."""
    first = True
    async for piece in pieces_of(reply):
        text = text_of(piece).lstrip()
        if first and text:
            first = False
            if not text.startswith(("{", "[")):
                yield f"{NOTHING_DONE} "
        yield piece


def text_of(piece: Any) -> str:
    if isinstance(piece, llm.ChatChunk):
        return (piece.delta.content or "") if piece.delta is not None else ""
    return piece if isinstance(piece, str) else ""


def calls_tools(piece: Any) -> bool:
    return isinstance(piece, llm.ChatChunk) and piece.delta is not None and bool(piece.delta.tool_calls)

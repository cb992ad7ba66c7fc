"""A reply that was made ahead of time, and the one that took its place, are for the same words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from livekit.agents import llm
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.agent_activity import _SpeechHandleContextVar

from sayso.consent.effects import Swallow
from sayso.voice.words import Words

SWALLOWED = Swallow("answered")


class Session:
    """As much of a session as is looked at: a conversation that holds nothing yet."""

    history = llm.ChatContext.empty()

    @property
    def current_agent(self) -> Any:
        return self

    @property
    def chat_ctx(self) -> llm.ChatContext:
        return self.history


SESSION: Any = Session()


@contextmanager
def replying(reply: SpeechHandle) -> Iterator[None]:
    token = _SpeechHandleContextVar.set(reply)
    try:
        yield
    finally:
        _SpeechHandleContextVar.reset(token)


def said(text: str) -> llm.ChatMessage:
    return llm.ChatMessage(role="user", content=[text])


async def test_the_same_words_in_the_reply_that_takes_its_place_have_the_same_verdict() -> None:
    words = Words()
    with replying(SpeechHandle.create()):
        words.take(said("Yes."), SWALLOWED)
    with replying(SpeechHandle.create()):
        anew = said("Yes.")
        assert words.are_new(anew, SESSION)
        assert words.verdict_ahead("Yes.") is SWALLOWED
        assert words.verdict_ahead("Yes, do.") is None
        words.take(anew, SWALLOWED)
        assert words.verdict_of(anew) is SWALLOWED


async def test_the_same_words_said_once_more_are_heard_once_more() -> None:
    words = Words()
    with replying(reply := SpeechHandle.create()):
        words.take(said("Yes."), SWALLOWED)
    reply._mark_scheduled()
    with replying(SpeechHandle.create()):
        assert words.verdict_ahead("Yes.") is None


async def test_a_verdict_holds_for_its_own_reply_alone() -> None:
    words = Words()
    message = said("Yes.")
    with replying(SpeechHandle.create()):
        words.take(message, SWALLOWED)
        assert words.verdict_of(message) is SWALLOWED
    with replying(SpeechHandle.create()):
        assert not words.are_new(message, SESSION)
        assert words.verdict_of(message) is None


async def test_what_is_kept_of_old_messages_does_not_grow() -> None:
    words = Words()
    for _ in range(9):
        with replying(reply := SpeechHandle.create()):
            words.take(said("Yes."), SWALLOWED)
        reply._mark_done()
    assert len(words._taken) == 1

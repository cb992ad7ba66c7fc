"""Whether the agent is heard, and what it says outside of the conversation that the model sees."""

from __future__ import annotations

import logging
from typing import Any
from weakref import WeakSet

from livekit.agents import AgentSession
from livekit.agents.voice import SpeechHandle

logger = logging.getLogger("sayso")

_by_the_way: WeakSet[SpeechHandle] = WeakSet()


def is_aloud(session: AgentSession[Any]) -> bool:
    """Whether what is said is heard, and not only read."""
    return session.output.audio is not None and session.output.audio_enabled


def say_by_the_way(session: AgentSession[Any], text: str) -> SpeechHandle | None:
    """Says it; None where the session closes and can't."""
    try:
        speech = session.say(text, add_to_chat_ctx=False)
    except RuntimeError:
        logger.debug("the session closes, and can't say anything")
        return None
    _by_the_way.add(speech)
    return speech


def is_by_the_way(speech: SpeechHandle | None) -> bool:
    """Whether a speech is a remark of ours that wants no answer."""
    return speech is not None and speech in _by_the_way

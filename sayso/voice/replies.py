"""What the gate has to know of the model's replies."""

from __future__ import annotations

from livekit.agents import llm
from livekit.agents.voice import SpeechHandle

from sayso.consent.events import ReplyHeard


def reply_heard(at: float, speech: SpeechHandle) -> ReplyHeard | None:
    """How a reply of the model ended; None where there was none, as after an answer that the gate took."""
    # A message without words had nothing in it but what was said by the way.
    spoken = [item.created_at for item in speech.chat_items if isinstance(item, llm.ChatMessage) and item.content]
    called = [item.created_at for item in speech.chat_items if isinstance(item, llm.FunctionCallOutput)]
    if not spoken and not called:
        return None
    # One reply may look something up first: what counts is whether it went on to say something after its last call.
    proposed = bool(called) and (not spoken or max(called) >= max(spoken))
    return ReplyHeard(at, whole=bool(spoken) and not speech.interrupted, proposed=proposed)

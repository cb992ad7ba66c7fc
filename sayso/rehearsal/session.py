"""An AgentSession with doubles where a real one has a provider: spoken, or in writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from livekit.agents import AgentSession, llm, stt, tts, vad
from livekit.agents.inference import TurnDetector

from sayso.rehearsal.scenario import TurnDetection

Tools = Sequence[llm.Tool | llm.Toolset]


def written(model: llm.LLM[Any], tools: Tools, *, max_tool_steps: int = 10, **handling: Any) -> AgentSession[None]:
    """`handling`: LiveKit's TurnHandlingOptions; what is not named is LiveKit's default."""
    # What decides that the person has ended has nothing to decide here, and a detector wants sound.
    turns: Any = {"turn_detection": None, **handling}
    return AgentSession(vad=None, turn_handling=turns, **common(model, tools, max_tool_steps))


def spoken(
    model: llm.LLM[Any],
    tools: Tools,
    detection: TurnDetection,
    *,
    detector: vad.VAD,
    ears: stt.STT[Any],
    mouthpiece: tts.TTS[Any],
    max_tool_steps: int = 10,
    **handling: Any,
) -> AgentSession[None]:
    """The same with voices."""
    turns: Any = {
        "turn_detection": "vad" if detection == "vad" else TurnDetector(version="v1-mini"),
        "interruption": {"mode": "vad"},
        **handling,
    }
    return AgentSession(
        vad=detector,
        stt=ears,
        tts=mouthpiece,
        turn_handling=turns,
        aec_warmup_duration=None,
        **common(model, tools, max_tool_steps),
    )


def common(model: llm.LLM[Any], tools: Tools, max_tool_steps: int) -> dict[str, Any]:
    return {
        "llm": model,
        "tools": [*tools],
        "max_tool_steps": max_tool_steps,
        "user_away_timeout": None,
        "session_close_transcript_timeout": 0.2,
    }

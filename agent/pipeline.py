"""Builds what `agent.choices` decided: the parts, and a session made of them.

Import this module on the main thread: LiveKit's plugins register themselves when they are imported, and refuse
to do so anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from livekit.agents import APIConnectOptions, inference, llm, stt, tts
from livekit.agents.types import NOT_GIVEN, NotGivenOr
from livekit.agents.vad import VAD
from livekit.agents.voice import AgentSession
from livekit.agents.voice.agent_session import SessionConnectOptions
from livekit.agents.voice.turn import TurnDetectionMode, TurnHandlingOptions
from livekit.plugins import cartesia, deepgram, openai, silero

from agent.choices import Choice, Choices

_OFFLINE = {
    ("llm", "rehearsal"): "agent.offline.rehearsal.model",
    ("stt", "offline"): "agent.offline.sphinx",
    ("tts", "offline"): "agent.offline.espeak",
}

_OPENAI = "https://api.openai.com/v1"

# What a client of OpenAI sends where no key is asked for; it refuses to send nothing.
_NO_KEY = "no-key"

# A model on the user's own machine is loaded on its first request and reads the prompt at walking pace.
_PATIENT = APIConnectOptions(max_retry=1, retry_interval=1.0, timeout=60.0)

# LiveKit ends a session after a few failures of a provider in a row. Who types sees each of them and may well
# start the missing server meanwhile.
_AS_LONG_AS_THE_PERSON_STAYS = 1_000_000

# Find, ask, change, confirm, for two things at once. LiveKit's own limit is 3.
_TOOL_STEPS = 10

# LiveKit waits up to 2 s for a last transcript when a session closes; nobody is there to be answered.
_LAST_TRANSCRIPT = 0.05


def load_vad(choices: Choices) -> VAD:
    """Loads the VAD's model. Takes a moment, so it is done once in each worker process."""
    options: dict[str, Any] = {
        "activation_threshold": choices.vad_threshold,
        "prefix_padding_duration": choices.vad_padding,
        "min_silence_duration": choices.vad_silence,
    }
    given = {name: value for name, value in options.items() if value is not None}
    if choices.vad.name == "bundled":
        return inference.VAD(**given)
    return silero.VAD.load(**given)


def warm_up(choices: Choices) -> None:
    """Imports what is imported late, before a conversation would stand still for it."""
    for choice in choices:
        module = _OFFLINE.get((choice.part, choice.name))
        if module is not None:
            import_module(module)


def build_stt(choices: Choices) -> stt.STT[Any]:
    """Speech to text, as chosen."""
    choice = choices.stt
    match choice.name:
        case "deepgram":
            return deepgram.STT(model=choice.model, api_key=choice.key, **_address(choice))
        case "openai":
            return openai.STT(model=choice.model, api_key=choice.key or _NO_KEY, base_url=choice.base_url or _OPENAI)
        case "cartesia":
            return cartesia.STT(model=choice.model, api_key=choice.key, **_address(choice))
        case "inference":
            return inference.STT(choice.model, language="en", **_gateway(choice))
        case _:
            from agent.offline.sphinx import SphinxSTT

            return SphinxSTT()


def build_llm(choices: Choices) -> llm.LLM[Any]:
    """The model that answers and proposes calls, as chosen."""
    choice = choices.llm
    match choice.name:
        case "openai":
            # Both are always given: the client would otherwise look into the environment by itself.
            return openai.LLM(model=choice.model, api_key=choice.key or _NO_KEY, base_url=choice.base_url or _OPENAI)
        case "inference":
            return inference.LLM(choice.model, **_gateway(choice))
        case _:
            from agent.offline.rehearsal import RehearsalLLM

            return RehearsalLLM()


def build_tts(choices: Choices) -> tts.TTS[Any]:
    """Text to speech, as chosen."""
    choice = choices.tts
    voice: dict[str, Any] = {"voice": choice.voice} if choice.voice else {}
    match choice.name:
        case "cartesia":
            return cartesia.TTS(model=choice.model, api_key=choice.key, **voice, **_address(choice))
        case "openai":
            return openai.TTS(
                model=choice.model,
                api_key=choice.key or _NO_KEY,
                base_url=choice.base_url or _OPENAI,
                response_format="pcm",  # heard at once; mp3 waits for whole frames and a decoder
                **voice,
            )
        case "deepgram":
            return deepgram.TTS(model=choice.model, api_key=choice.key, **_address(choice))
        case "inference":
            return inference.TTS(choice.model, **voice, **_gateway(choice))
        case _:
            from agent.offline.espeak import EspeakTTS

            return EspeakTTS(**voice)


def build_turn_detection(choices: Choices) -> TurnDetectionMode:
    """What decides that the person has finished speaking, as chosen."""
    choice = choices.turn_detection
    match choice.name:
        case "vad":
            return "vad"
        case "stt":
            return "stt"
        case "cloud":
            return inference.TurnDetector(version="v1", **_gateway(choice))
        case _:
            # The version is pinned: left open, it is the cloud's in dev mode and on LiveKit's hosts.
            return inference.TurnDetector(version="v1-mini")


def build_session(
    choices: Choices,
    *,
    vad: VAD | None,
    tools: Sequence[llm.Tool | llm.Toolset],
    text_only: bool = False,
    userdata: NotGivenOr[Any] = NOT_GIVEN,
) -> AgentSession[Any]:
    """A session of the chosen parts. `text_only` is for the keyboard and loads nothing that hears or speaks."""
    if text_only:
        handling = TurnHandlingOptions(turn_detection=None)
    else:
        handling = TurnHandlingOptions(
            turn_detection=build_turn_detection(choices),
            # The adaptive mode asks the cloud, and may drop a "yeah" that was an answer.
            interruption={"mode": "vad"},
            preemptive_generation={"enabled": True},
        )
    return AgentSession(
        llm=build_llm(choices),
        stt=NOT_GIVEN if text_only else build_stt(choices),
        tts=NOT_GIVEN if text_only else build_tts(choices),
        # None, and not left out: what is left out is loaded by LiveKit.
        vad=None if text_only else vad,
        turn_handling=handling,
        tools=list(tools),
        max_tool_steps=_TOOL_STEPS,
        userdata=userdata,
        user_away_timeout=None if text_only else 15.0,
        session_close_transcript_timeout=_LAST_TRANSCRIPT,
        conn_options=_connections(choices, text_only=text_only),
    )


def _connections(choices: Choices, *, text_only: bool) -> SessionConnectOptions:
    options = SessionConnectOptions()
    if choices.llm.name == "openai" and choices.llm.base_url:
        options.llm_conn_options = _PATIENT
    if text_only:
        options.max_unrecoverable_errors = _AS_LONG_AS_THE_PERSON_STAYS
    return options


def _address(choice: Choice) -> dict[str, Any]:
    """The provider's address where one is given, and otherwise the plugin's own."""
    return {"base_url": choice.base_url} if choice.base_url else {}


def _gateway(choice: Choice) -> dict[str, Any]:
    return {"api_key": choice.key, "api_secret": choice.secret, **_address(choice)}

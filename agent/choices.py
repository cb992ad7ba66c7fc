"""Which VAD, STT, LLM, TTS and turn detection a session gets, and why.

Decided from the environment alone: no LiveKit, no network, no model. `agent.pipeline` builds what was chosen,
`sayso check` prints it. Each part is overridden by naming it: SAYSO_STT=deepgram.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Literal

from agent.variables import Variables, host
from sayso.problems import Problem, SaysoError

Part = Literal["vad", "stt", "llm", "tts", "turn detection"]

# The order of preference; the last one of stt, llm and tts needs neither key nor network.
NAMES: dict[Part, tuple[str, ...]] = {
    "vad": ("silero", "bundled"),
    "stt": ("deepgram", "openai", "cartesia", "inference", "offline"),
    "llm": ("openai", "inference", "rehearsal"),
    "tts": ("cartesia", "openai", "deepgram", "inference", "offline"),
    "turn detection": ("v1-mini", "cloud", "vad", "stt"),
}

_MODELS: dict[tuple[Part, str], str] = {
    ("vad", "silero"): "silero",
    ("vad", "bundled"): "silero, as bundled in livekit-local-inference",
    ("stt", "deepgram"): "nova-3",
    ("stt", "openai"): "gpt-4o-mini-transcribe",
    ("stt", "cartesia"): "ink-2",
    ("stt", "inference"): "deepgram/nova-3",
    ("stt", "offline"): "pocketsphinx",
    ("llm", "openai"): "gpt-4.1",
    ("llm", "inference"): "openai/gpt-4.1",
    ("llm", "rehearsal"): "rehearsal",
    ("tts", "cartesia"): "sonic-3",
    ("tts", "openai"): "gpt-4o-mini-tts",
    ("tts", "deepgram"): "aura-2-andromeda-en",
    ("tts", "inference"): "cartesia/sonic-3",
    ("tts", "offline"): "espeak-ng",
    ("turn detection", "v1-mini"): "turn-detector-v1-mini",
    ("turn detection", "cloud"): "turn-detector-v1",
    ("turn detection", "vad"): "",
    ("turn detection", "stt"): "",
}

_KEYS = {"deepgram": "DEEPGRAM_API_KEY", "openai": "OPENAI_API_KEY", "cartesia": "CARTESIA_API_KEY"}
_ADDRESSES = {"deepgram": "DEEPGRAM_BASE_URL", "openai": "OPENAI_BASE_URL", "cartesia": "CARTESIA_BASE_URL"}
_MODELLED: tuple[Part, ...] = ("stt", "llm", "tts")

# livekit-agents refuses a session whose VAD ends speech sooner than its turn detector can look at the silence.
_LEAST_SILENCE = 0.25


@dataclass(frozen=True)
class Choice:
    """One part of the pipeline, with what is needed to build it."""

    part: Part
    name: str
    model: str
    why: str
    voice: str = ""
    base_url: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Choices:
    """The whole pipeline. Iterating gives the parts in the order in which sound passes them."""

    vad: Choice
    stt: Choice
    llm: Choice
    tts: Choice
    turn_detection: Choice
    instructions: str = ""
    """SAYSO_INSTRUCTIONS; empty where the assistant's own are to be used."""
    vad_threshold: float | None = None
    vad_padding: float | None = None
    vad_silence: float | None = None

    def __iter__(self) -> Iterator[Choice]:
        return iter((self.vad, self.stt, self.llm, self.tts, self.turn_detection))


def choose(environment: Mapping[str, str], *, audio: bool = True) -> Choices:
    """Decides each part, or raises a SaysoError that says everything that is wrong at once.

    `audio=False` is for a session by keyboard: it needs neither espeak-ng nor pocketsphinx.
    """
    read = Variables(environment)
    choices = Choices(
        vad=_local("vad", read),
        stt=_remote("stt", read),
        llm=_remote("llm", read),
        tts=_remote("tts", read),
        turn_detection=_local("turn detection", read),
        instructions=read.text("SAYSO_INSTRUCTIONS"),
        vad_threshold=read.number("SAYSO_VAD_THRESHOLD", 0.01, 0.99),
        vad_padding=read.number("SAYSO_VAD_PADDING", 0, 5, " seconds"),
        vad_silence=read.number("SAYSO_VAD_SILENCE", 0.05, 10, " seconds"),
    )
    _check_silence(choices, read)
    problems = [*read.problems, *(missing_programs(choices) if audio else ())]
    if problems:
        raise SaysoError(list(dict.fromkeys(problems)))
    return choices


def missing_programs(choices: Choices) -> tuple[Problem, ...]:
    """What the offline parts need on this machine and do not find."""
    problems = []
    if choices.stt.name == "offline" and find_spec("pocketsphinx") is None:
        problems.append(
            Problem(
                "no-pocketsphinx",
                "SAYSO_STT",
                "offline speech recognition needs pocketsphinx, which is not installed",
                'run: pip install -e ".[offline]", or set DEEPGRAM_API_KEY',
            )
        )
    if choices.tts.name == "offline" and shutil.which("espeak-ng") is None:
        problems.append(
            Problem(
                "no-espeak",
                "SAYSO_TTS",
                "the offline voice needs the program espeak-ng, which is not on the PATH",
                "run: apt-get install espeak-ng, or set CARTESIA_API_KEY",
            )
        )
    return tuple(problems)


def speech_to_speech(model: str) -> bool:
    """Whether a model hears and speaks by itself, so that nothing can stand between a call and its tool."""
    name = model.lower()
    words = set(re.split(r"[^a-z0-9]+", name))
    if words & {"transcribe", "whisper", "tts"}:
        return False
    return (
        "realtime" in name
        or ("live" in words and bool(words & {"gpt", "gemini"}))
        or words >= {"grok", "voice"}
        or words >= {"nova", "sonic"}
    )


def variable_of(part: Part) -> str:
    """The variable that overrides a part."""
    return f"SAYSO_{part.upper().replace(' ', '_')}"


def _local(part: Part, read: Variables) -> Choice:
    """A part that runs on this machine unless it is told otherwise."""
    named = read.one_of(variable_of(part), NAMES[part])
    name = named or NAMES[part][0]
    why = f"{variable_of(part)} names it" if named else "the default; it runs on this machine"
    choice = Choice(part, name, _MODELS[part, name], why)
    return _by_inference(choice, read) if name == "cloud" else choice


def _remote(part: Part, read: Variables) -> Choice:
    """A part that a provider serves where a key is there, and this machine where not."""
    if _refused(part, read):
        return Choice(part, NAMES[part][-1], "", "")
    named = read.one_of(variable_of(part), NAMES[part])
    name, why = (named, f"{variable_of(part)} names it") if named else _first_served(part, read)
    wanted = read.text(f"{variable_of(part)}_MODEL")
    voice = read.text("SAYSO_TTS_VOICE") if part == "tts" else ""
    choice = Choice(part, name, wanted or _MODELS[part, name], why, voice)
    if name == "inference":
        return _by_inference(choice, read)
    if name in _KEYS:
        return _by_key(choice, read)
    if wanted:
        why = f"{why}; {variable_of(part)}_MODEL is not used"
    return replace(choice, model=_MODELS[part, name], why=why)


def _first_served(part: Part, read: Variables) -> tuple[str, str]:
    """The first name that something is set for, and what that is."""
    for name in NAMES[part]:
        key = _KEYS.get(name, "")
        address = read.text("OPENAI_BASE_URL") if name == "openai" else ""
        # A server named by OPENAI_BASE_URL is asked for the model alone: few of them hear or speak.
        if address and part == "llm":
            return name, "OPENAI_BASE_URL is set"
        if key and read.text(key) and not address:
            return name, f"{key} is set"
        if name == "inference" and (source := _inference_source(read)):
            return name, source
    some = any(read.text(key) for key in _KEYS.values())
    return NAMES[part][-1], "no key for it is set" if some else "no key is set"


def _refused(part: Part, read: Variables) -> bool:
    for variable in (variable_of(part), f"{variable_of(part)}_MODEL"):
        if speech_to_speech(value := read.text(variable)):
            read.problems.append(
                Problem(
                    "realtime-model",
                    variable,
                    f'"{value}" is a realtime (speech-to-speech) model: it would call tools by itself, where nobody '
                    "can be asked; Sayso needs an STT-LLM-TTS pipeline",
                    "name a text model, such as SAYSO_LLM_MODEL=gpt-4.1",
                )
            )
            return True
    return False


def _by_key(choice: Choice, read: Variables) -> Choice:
    """A part served by a provider's own plugin."""
    name, variable = choice.name, variable_of(choice.part)
    key, address = read.text(_KEYS[name]), read.url(_ADDRESSES[name])
    if not key and not (name == "openai" and read.text("OPENAI_BASE_URL")):
        cure = f"set {_KEYS[name]}, or take {variable} away"
        read.problems.append(Problem("no-key", variable, f"{name} needs {_KEYS[name]}, which is not set", cure))
    elif not key and not read.text(f"{variable}_MODEL"):
        # A server of one's own has models of its own; a default would only be answered with "not found".
        read.problems.append(
            Problem(
                "no-model",
                f"{variable}_MODEL",
                "OPENAI_BASE_URL is set without OPENAI_API_KEY, and nothing says which model to use there",
                f"name one of that server's models, as in {variable}_MODEL=llama3.1",
            )
        )
    choice = replace(choice, base_url=address, key=key)
    return _on_deepgram(choice, read) if name == "deepgram" else choice


def _on_deepgram(choice: Choice, read: Variables) -> Choice:
    """Deepgram's plugin takes the address of a service, and has one model for each voice."""
    if choice.base_url:
        service = "listen" if choice.part == "stt" else "speak"
        server = re.sub(r"/v1(/listen|/speak)?$", "", choice.base_url)
        choice = replace(choice, base_url=f"{server}/v1/{service}")
    if choice.voice and not read.text("SAYSO_TTS_MODEL"):
        choice = replace(choice, model=choice.voice)
    return choice


def _by_inference(choice: Choice, read: Variables) -> Choice:
    """A part served by LiveKit Inference, which has keys of its own kind."""
    key = read.text("LIVEKIT_INFERENCE_API_KEY") or read.text("LIVEKIT_API_KEY")
    secret = read.text("LIVEKIT_INFERENCE_API_SECRET") or read.text("LIVEKIT_API_SECRET")
    variable = variable_of(choice.part)
    where = variable if read.text(variable) else "LIVEKIT_INFERENCE_URL"
    if not read.text("LIVEKIT_INFERENCE_URL") and not _is_cloud(read):
        what = "LiveKit Inference needs LIVEKIT_INFERENCE_URL, or a LIVEKIT_URL whose host ends in .livekit.cloud"
        read.problems.append(Problem("no-inference", where, what, f"set one of them, or take {where} away"))
    elif not (key and secret):
        what = "LiveKit Inference needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and not both are set"
        read.problems.append(Problem("no-inference-key", where, what, f"set both, or take {where} away"))
    return replace(choice, base_url=read.url("LIVEKIT_INFERENCE_URL"), key=key, secret=secret)


def _inference_source(read: Variables) -> str:
    if read.text("LIVEKIT_INFERENCE_URL"):
        return "LIVEKIT_INFERENCE_URL is set"
    if _is_cloud(read) and read.text("LIVEKIT_API_KEY") and read.text("LIVEKIT_API_SECRET"):
        return "LIVEKIT_URL is on LiveKit Cloud"
    return ""


def _is_cloud(read: Variables) -> bool:
    # By the host's end alone: LiveKit Inference's default address is the cloud whatever LIVEKIT_URL says.
    return host(read.text("LIVEKIT_URL")).endswith(".livekit.cloud")


def _check_silence(choices: Choices, read: Variables) -> None:
    silence, turns = choices.vad_silence, choices.turn_detection.name
    if silence is not None and silence < _LEAST_SILENCE and turns in ("v1-mini", "cloud"):
        read.problems.append(
            Problem(
                "silence-too-short",
                "SAYSO_VAD_SILENCE",
                f"{silence:g} s is too short for the turn detector {turns}",
                f"give at least {_LEAST_SILENCE:g}, or set SAYSO_TURN_DETECTION=vad",
            )
        )

"""The parts that are built from choices."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import Agent, inference
from livekit.agents.utils import http_context
from livekit.plugins import cartesia, deepgram, openai, silero

from agent.choices import choose
from agent.pipeline import build_llm, build_session, build_stt, build_tts, build_turn_detection, load_vad
from tests.loopback.sound import tone

KEYS = {"OPENAI_API_KEY": "o", "DEEPGRAM_API_KEY": "d", "CARTESIA_API_KEY": "c"}
CLOUD = {
    "LIVEKIT_URL": "wss://front-desk-1a2b3c.livekit.cloud",
    "LIVEKIT_API_KEY": "key",
    "LIVEKIT_API_SECRET": "hush" * 10,
}


async def test_each_key_builds_its_providers_plugin() -> None:
    chosen = choose(KEYS)
    ears, model, voice = build_stt(chosen), build_llm(chosen), build_tts(chosen)
    assert isinstance(ears, deepgram.STT)
    assert isinstance(model, openai.LLM)
    assert isinstance(voice, cartesia.TTS)
    assert (ears.model, model.model, voice.model) == ("nova-3", "gpt-4.1", "sonic-3")
    await model.aclose()


async def test_openai_alone_builds_its_ears_and_voice() -> None:
    chosen = choose({"OPENAI_API_KEY": "o", "SAYSO_TTS_VOICE": "coral"})
    ears, voice = build_stt(chosen), build_tts(chosen)
    assert isinstance(ears, openai.STT)
    assert isinstance(voice, openai.TTS)
    assert (ears.provider, voice.provider) == ("api.openai.com", "api.openai.com")


async def test_the_default_models_are_those_of_the_plugins() -> None:
    # A model that a provider has retired leaves the plugin's default first.
    assert build_stt(choose({"DEEPGRAM_API_KEY": "d"})).model == deepgram.STT(api_key="d").model
    assert build_tts(choose({"DEEPGRAM_API_KEY": "d"})).model == deepgram.TTS(api_key="d").model
    assert build_stt(choose({"CARTESIA_API_KEY": "c"})).model == cartesia.STT(api_key="c").model
    assert build_tts(choose({"CARTESIA_API_KEY": "c"})).model == cartesia.TTS(api_key="c").model
    assert build_stt(choose({"OPENAI_API_KEY": "o"})).model == openai.STT(api_key="o").model
    assert build_tts(choose({"OPENAI_API_KEY": "o"})).model == openai.TTS(api_key="o").model
    assert build_llm(choose({"OPENAI_API_KEY": "o"})).model == openai.LLM(api_key="o").model


async def test_livekit_cloud_builds_livekits_inference() -> None:
    chosen = choose({**CLOUD, "SAYSO_TURN_DETECTION": "cloud"})
    assert isinstance(build_stt(chosen), inference.STT)
    assert isinstance(build_llm(chosen), inference.LLM)
    assert isinstance(build_tts(chosen), inference.TTS)
    detector = build_turn_detection(chosen)
    assert isinstance(detector, inference.TurnDetector)
    assert detector.model == "turn-detector-v1"


@pytest.mark.parametrize("environment", [{}, {"LIVEKIT_URL": "ws://127.0.0.1:7880"}], ids=["empty", "self-hosted"])
async def test_dev_mode_and_keys_of_a_self_hosted_server_leave_the_turn_detector_on_this_machine(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"LIVEKIT_API_KEY": "devkey", "LIVEKIT_API_SECRET": "secret", **environment}
    for name, value in {**settings, "LIVEKIT_DEV_MODE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert inference.TurnDetector().model == "turn-detector-v1"  # what LiveKit would do by itself
    detector = build_turn_detection(choose(settings, audio=False))
    assert isinstance(detector, inference.TurnDetector)
    assert detector.model == "turn-detector-v1-mini"


async def test_the_turn_detector_judges_without_a_network(beyond: list[str]) -> None:
    detector = build_turn_detection(choose({}, audio=False))
    assert isinstance(detector, inference.TurnDetector)
    stream = detector.stream()
    pcm = tone(1.2, 16000)
    stream.push_audio(rtc.AudioFrame(pcm, 16000, 1, len(pcm) // 2))
    async with asyncio.timeout(10):
        # It answers 0 until the sound has reached it.
        while not (event := await stream.predict()).end_of_turn_probability:
            continue
    await stream.aclose()
    assert event.inference_duration is not None  # it was judged, not defaulted
    assert 0 < event.end_of_turn_probability < 1
    assert beyond == []


@pytest.mark.parametrize("name", ["silero", "bundled"])
async def test_the_vad_takes_threshold_padding_and_silence(name: str) -> None:
    numbers = {"SAYSO_VAD_THRESHOLD": "0.6", "SAYSO_VAD_PADDING": "0.3", "SAYSO_VAD_SILENCE": "0.4"}
    vad: Any = load_vad(choose({"SAYSO_VAD": name, **numbers}, audio=False))
    options = vad._opts
    assert (options.activation_threshold, options.prefix_padding_duration, options.min_silence_duration) == (
        0.6,
        0.3,
        0.4,
    )


def test_the_vad_is_sileros_own_where_nothing_is_said() -> None:
    assert isinstance(load_vad(choose({}, audio=False)), silero.VAD)


async def test_a_session_keeps_interruptions_local_and_generates_ahead() -> None:
    chosen = choose(KEYS)
    async with http_context.open():
        session = build_session(chosen, vad=load_vad(chosen), tools=[], userdata={"caller": "Ana"})
        handling = session.options.turn_handling
        assert handling["interruption"]["mode"] == "vad"
        assert handling["preemptive_generation"]["enabled"]
        assert session.options.max_tool_steps > 3
        assert session.options.session_close_transcript_timeout < 0.5
        assert session.userdata == {"caller": "Ana"}
        assert isinstance(session.turn_detection, inference.TurnDetector)
        assert isinstance(session.vad, silero.VAD)


@pytest.mark.parametrize("silence", ["0.25", "0.55"])
async def test_a_silence_that_is_let_through_is_one_that_livekit_accepts(silence: str) -> None:
    # Nothing listens there; the session must get as far as looking for it.
    nowhere = dict.fromkeys(("DEEPGRAM_BASE_URL", "CARTESIA_BASE_URL", "OPENAI_BASE_URL"), "http://127.0.0.1:9")
    chosen = choose({**KEYS, **nowhere, "SAYSO_VAD_SILENCE": silence})
    async with http_context.open():
        session = build_session(chosen, vad=load_vad(chosen), tools=[])
        await session.start(Agent(instructions="You are a front desk."), record=False)
        await session.aclose()


def test_the_plugins_are_registered_when_the_pipeline_is_imported() -> None:
    # LiveKit lets plugins register on the main thread alone, so none may be imported later.
    code = (
        "import threading, agent.pipeline, agent.choices\n"
        "from livekit.agents import Plugin\n"
        "print(sorted(plugin.package for plugin in Plugin.registered_plugins))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(
        ["livekit.plugins.cartesia", "livekit.plugins.deepgram", "livekit.plugins.openai", "livekit.plugins.silero"]
    )

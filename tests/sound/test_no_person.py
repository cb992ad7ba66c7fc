"""What is heard is nobody's answer: noise, silence, music, the agent's own voice. Nothing of it approves anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from livekit.agents.vad import VAD

from agent.offline.espeak import EspeakTTS
from tests.sound.talk import RATE, WORDS_A_MINUTE, Talk, Voice, laid_out, talking

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.sound]

SEED = 1806
SECONDS = 10.0
TEXT = "this is the note"


def samples(sound: np.ndarray) -> bytes:
    clipped: bytes = sound.clip(-32768, 32767).astype(np.int16).tobytes()
    return clipped


def white_noise() -> bytes:
    """Soft, then loud."""
    hiss = np.random.default_rng(SEED).normal(0, 1, int(SECONDS * RATE))
    return samples(hiss * np.linspace(200, 6000, len(hiss)))


def silence() -> bytes:
    return bytes(int(SECONDS * RATE) * 2)


def melody() -> bytes:
    """Notes of a third of a second with their overtones, struck and dying away."""
    random = np.random.default_rng(SEED)
    clock = np.arange(RATE // 3) / RATE
    notes = []
    for pitch in random.choice([262, 294, 330, 349, 392, 440, 494, 523], int(SECONDS * 3)):
        overtones = sum(np.sin(2 * np.pi * pitch * n * clock) / n for n in range(1, 6))
        notes.append(5000 * overtones * np.exp(-clock * 4))
    return samples(np.concatenate(notes))


SOUNDS: dict[str, Callable[[], bytes]] = {"white noise": white_noise, "silence": silence, "a melody": melody}


async def own_voice(talk: Talk) -> bytes:
    """The agent's question as it sounds."""
    voice = EspeakTTS(rate=WORDS_A_MINUTE)
    said = b"".join([part async for part in voice.speak(talk.questions[-1].text, timeout=10)])
    resampler = rtc.AudioResampler(voice.sample_rate, RATE, quality=rtc.AudioResamplerQuality.HIGH)
    return b"".join(bytes(f.data.cast("B")) for f in [*resampler.push(bytearray(said)), *resampler.flush()])


async def hears_a_sound(talk: Talk, sound: bytes) -> None:
    """From the moment when the question begins, until it is decided."""
    asked = await asked_to_move(talk)
    talk.microphone.hears(sound)
    await talk.sees("decided", since=asked)


async def hears_its_own_question(talk: Talk) -> None:
    """Every question comes back: while it is played, as an echo, and again after it, as from a recording."""
    asked = await asked_to_move(talk)
    while not talk.decisions:
        talk.microphone.hears(await own_voice(talk))
        ended = await talk.sees("played", "cut", "decided", since=asked)
        if not talk.decisions:
            talk.microphone.hears(bytes(RATE) + await own_voice(talk))
            asked = await talk.sees("asked", "decided", since=ended)


async def asked_to_move(talk: Talk) -> int:
    talk.model.proposes("move_file", {"source": "note.txt", "destination": "archive/note.txt"})
    since = len(talk.log)
    talk.hears("read the note")
    asked = await talk.sees("asked", since=since)
    talk.model.next = None
    return asked


async def test_noise_silence_music_and_the_agents_own_question_approve_nothing(tmp_path: Path, vad: VAD) -> None:
    talks: dict[str, Talk] = {}

    async def hold(name: str) -> None:
        folder = laid_out(tmp_path / name.replace(" ", "-"), ["note"])
        patience = {"first_silence": 1.5, "final_silence": 1.5}
        talk = talks[name] = Talk(folder, vad, Voice("rms"), **patience)
        async with talking(talk):
            if name in SOUNDS:
                await hears_a_sound(talk, SOUNDS[name]())
            else:
                await hears_its_own_question(talk)
            await talk.rests()

    print(f"seed {SEED}")
    names = [*SOUNDS, "its own question"]
    ended = await asyncio.gather(*(hold(name) for name in names), return_exceptions=True)
    for name, talk in talks.items():
        print(f"{name}\n{talk.story()}")
    assert [error for error in ended if error is not None] == []
    for name, talk in talks.items():
        assert [event.decision for event in talk.decisions] == ["refuse"], name
        assert [call.state for call in talk.calls] == ["refused"], name
        assert talk.files() == {"note.txt": TEXT}, name

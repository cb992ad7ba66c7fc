from __future__ import annotations

import asyncio
import importlib.util
import itertools
import os
import signal
from collections.abc import Callable

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import APIConnectOptions
from livekit.agents.metrics import STTMetrics
from livekit.agents.stt import RecognizeStream, SpeechEvent, SpeechEventType, STTError

from agent.offline.recogniser import RECOGNISERS, Recogniser
from agent.offline.sphinx import SphinxSTT
from sayso.problems import SaysoError
from tests.voices import flite, frames
from tests.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.sound]

Children = Callable[[], list[str]]

FINAL = SpeechEventType.FINAL_TRANSCRIPT

TOMORROW = "what appointments are there tomorrow"
REFUNDS = "what does the handbook say about refunds"

ANSWERS = [
    "yes",
    "yes please",
    "yes go ahead",
    "sure",
    "of course",
    "no",
    "no thanks",
    "no thank you",
    "not now",
    "never mind",
]


def noise(kind: str, seconds: float = 4.0) -> bytes:
    count = int(seconds * 16000)
    clock = np.arange(count) / 16000
    random = np.random.default_rng(1)
    hiss = random.normal(0, 1, count)
    sounds = {
        "silence": np.zeros(count),
        "hiss": hiss * 300,
        "loud hiss": hiss * 3000,
        "hum": 2000 * np.sin(2 * np.pi * 50 * clock) + 1000 * np.sin(2 * np.pi * 150 * clock),
        "siren": 4000 * np.sin(2 * np.pi * (440 + 200 * np.sin(2 * np.pi * 0.7 * clock)) * clock),
        "knocking": hiss * 6000 * np.exp(-((clock * 3) % 1) * 40),
    }
    clipped: bytes = sounds[kind].clip(-32768, 32767).astype(np.int16).tobytes()
    return clipped


def push(stream: RecognizeStream, samples: bytes, rate: int = 16000) -> None:
    for frame in frames(samples, rate):
        stream.push_frame(frame)


async def events(stream: RecognizeStream) -> list[SpeechEvent]:
    async with asyncio.timeout(60):
        return [event async for event in stream]


def finals(heard: list[SpeechEvent]) -> list[str]:
    return [event.alternatives[0].text for event in heard if event.type == FINAL]


async def words(stt: SphinxSTT, samples: bytes, rate: int = 16000) -> str:
    """What a stream of its own hears in the samples."""
    async with stt.stream() as stream:
        push(stream, samples, rate)
        stream.end_input()
        return " ".join(finals(await events(stream)))


def test_without_the_package_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.offline.sphinx.find_spec", lambda _: None)
    with pytest.raises(SaysoError) as caught:
        SphinxSTT()
    assert str(caught.value) == (
        "offline speech recognition needs pocketsphinx, which is not installed; "
        "run: pip install 'sayso[offline]' [no-pocketsphinx]"
    )


async def test_another_language_is_refused_instead_of_misheard() -> None:
    if importlib.util.find_spec("pocketsphinx") is None:
        pytest.skip("needs pocketsphinx: pip install 'sayso[offline]'")
    with pytest.raises(ValueError, match="English only"):
        SphinxSTT().stream(language="de")


@pytest.mark.realtime
@pytest.mark.parametrize("rate", [16000, 48000])
async def test_a_sentence_comes_as_guesses_and_then_as_its_words(recognisers: Children, rate: int) -> None:
    stt = SphinxSTT()
    metrics: list[STTMetrics] = []
    stt.on("metrics_collected", metrics.append)
    samples = flite(TOMORROW, rate=rate, before=1.0, after=0.6)
    async with stt.stream() as stream:
        push(stream, samples, rate)
        stream.end_input()
        heard = await events(stream)
    kinds = [event.type for event in heard]
    assert kinds[0] == SpeechEventType.START_OF_SPEECH
    assert kinds[-3:] == [FINAL, SpeechEventType.RECOGNITION_USAGE, SpeechEventType.END_OF_SPEECH]
    assert set(kinds[1:-3]) == {SpeechEventType.INTERIM_TRANSCRIPT}
    assert len(kinds) > 6
    assert len({event.request_id for event in heard}) == 1
    said = heard[-3].alternatives[0]
    assert said.text == TOMORROW
    assert said.language == "en"
    assert 0.5 < said.confidence <= 1
    assert [str(word) for word in said.words or []] == TOMORROW.split()
    assert said.start_time == pytest.approx(1.1, abs=0.15)
    assert said.end_time == pytest.approx(len(samples) / 2 / rate - 0.6, abs=0.25)
    await until(lambda: metrics)
    assert metrics[0].audio_duration == pytest.approx(said.end_time - said.start_time, abs=1)


@pytest.mark.realtime
async def test_the_person_of_the_tests_is_understood(recognisers: Children) -> None:
    stt = SphinxSTT()
    assert await words(stt, flite(TOMORROW, before=0.3, after=0.6)) == TOMORROW
    assert await words(stt, flite(REFUNDS, before=0.3, after=0.6)) == REFUNDS
    heard = {said: await words(stt, flite(said, before=0.3, after=0.6)) for said in ANSWERS}
    assert heard == {said: said for said in ANSWERS}


@pytest.mark.realtime
@pytest.mark.parametrize("voice", ["kal16", "rms"])
async def test_a_conversation_is_understood_in_other_voices_too(recognisers: Children, voice: str) -> None:
    said = {
        TOMORROW: {"appointments", "tomorrow"},
        "yes please": {"yes", "please"},
        REFUNDS: {"handbook", "refunds"},
        "no thanks": {"no"},
        "can you cancel my appointment": {"cancel", "my", "appointment"},
        "yes go ahead": {"yes", "ahead"},
        "what time do you open": {"what", "time", "open"},
        "no wait": {"no"},
    }
    stt = SphinxSTT()
    async with stt.stream() as stream:
        for text in said:
            push(stream, flite(text, voice, rate=48000, before=0.5, after=0.7), 48000)
        stream.end_input()
        heard = finals(await events(stream))
    assert len(heard) == len(said)
    for text, keywords in zip(heard, said.values(), strict=True):
        assert keywords <= set(text.split())


@pytest.mark.realtime
@pytest.mark.parametrize("kind", ["silence", "hiss", "loud hiss", "hum", "siren", "knocking"])
async def test_what_is_not_speech_has_no_words(recognisers: Children, kind: str) -> None:
    stt = SphinxSTT()
    assert await words(stt, noise(kind)) == ""
    heard = await stt.recognize([rtc.AudioFrame(noise(kind), 16000, 1, 64000)])
    assert heard.alternatives[0].text == ""


@pytest.mark.realtime
async def test_a_pause_for_breath_does_not_end_the_sentence(recognisers: Children) -> None:
    samples = flite("what appointments are") + flite("there tomorrow", after=0.6)
    async with SphinxSTT().stream() as stream:
        push(stream, flite("yes please", before=0.3, after=0.6))
        push(stream, samples)
        stream.end_input()
        assert finals(await events(stream)) == ["yes please", TOMORROW]


@pytest.mark.realtime
async def test_an_endless_voice_is_cut_and_heard_on(recognisers: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.offline.listening._LONGEST", 4.0)
    async with SphinxSTT().stream() as stream:
        push(stream, b"".join(flite("and what about the appointments", before=0.05) for _ in range(5)))
        stream.end_input()
        heard = await events(stream)
    kinds = [event.type for event in heard]
    assert kinds.count(SpeechEventType.START_OF_SPEECH) == kinds.count(SpeechEventType.END_OF_SPEECH) == 1
    assert kinds[-1] == SpeechEventType.END_OF_SPEECH
    assert kinds.count(FINAL) >= 2
    times = [
        (event.alternatives[0].start_time, event.alternatives[0].end_time) for event in heard if event.type == FINAL
    ]
    assert all(a_end <= b_start + 0.01 for (_, a_end), (b_start, _) in itertools.pairwise(times))
    assert " ".join(finals(heard)).count("what about the") >= 4


@pytest.mark.realtime
async def test_a_flush_ends_the_sentence_at_once_and_more_may_follow(recognisers: Children) -> None:
    async with SphinxSTT().stream() as stream, asyncio.timeout(30):
        push(stream, flite("yes please", before=0.3))
        stream.flush()
        first = await anext(event async for event in stream if event.type == FINAL)
        assert first.alternatives[0].text == "yes please"
        push(stream, flite("no thanks", before=0.5, after=0.6))
        stream.end_input()
        heard = await events(stream)
    assert finals(heard) == ["no thanks"]
    second = next(event.alternatives[0] for event in heard if event.type == FINAL)
    assert second.start_time > first.alternatives[0].end_time + 0.4


@pytest.mark.realtime
async def test_two_people_at_once_are_not_mixed(recognisers: Children) -> None:
    said = [flite(TOMORROW, before=0.3, after=0.6), flite(REFUNDS, "rms", before=0.3, after=0.6)]
    stt = SphinxSTT()
    alone = [await words(stt, samples) for samples in said]
    streams = [stt.stream() for _ in said]
    for both in itertools.zip_longest(*(frames(samples) for samples in said)):
        for stream, frame in zip(streams, both, strict=True):
            if frame is not None:
                stream.push_frame(frame)
        await asyncio.sleep(0)
    for stream in streams:
        stream.end_input()
    heard = await asyncio.gather(*(events(stream) for stream in streams))
    await stt.aclose()
    assert [" ".join(finals(each)) for each in heard] == alone == [TOMORROW, REFUNDS]


@pytest.mark.realtime
async def test_a_whole_buffer_is_recognised_at_any_rate_and_in_stereo(recognisers: Children) -> None:
    samples = flite("yes please", rate=44100, before=0.3, after=0.3)
    both_ears = np.repeat(np.frombuffer(samples, dtype=np.int16), 2).tobytes()
    stt = SphinxSTT()
    heard = await stt.recognize(rtc.AudioFrame(both_ears, 44100, 2, len(samples) // 2))
    assert heard.type == FINAL
    assert heard.alternatives[0].text == "yes please"
    assert heard.alternatives[0].confidence > 0.5


@pytest.mark.realtime
async def test_closing_leaves_one_recogniser_for_the_next_and_no_other(recognisers: Children) -> None:
    stt = SphinxSTT()
    streams = [stt.stream() for _ in range(3)]
    for stream in streams:
        push(stream, flite("yes please", before=0.3))
    first = [await anext(stream) for stream in streams]
    assert all(event.type == SpeechEventType.START_OF_SPEECH for event in first)
    await stt.aclose()
    assert len(recognisers()) <= 1


@pytest.mark.realtime
async def test_a_recogniser_that_dies_is_replaced_and_the_next_sentence_is_heard(
    recognisers: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Recogniser] = []
    take = RECOGNISERS.take

    def note() -> Recogniser:
        taken.append(take())
        return taken[-1]

    monkeypatch.setattr(RECOGNISERS, "take", note)
    stt = SphinxSTT()
    errors: list[STTError] = []
    stt.on("error", errors.append)
    options = APIConnectOptions(max_retry=1, retry_interval=0.01, timeout=5)
    async with stt.stream(conn_options=options) as stream, asyncio.timeout(30):
        push(stream, flite(TOMORROW, before=0.3))
        started = await anext(stream)
        assert started.type == SpeechEventType.START_OF_SPEECH
        os.kill(taken[0].pid, signal.SIGKILL)
        ended = await anext(event async for event in stream if event.type == SpeechEventType.END_OF_SPEECH)
        assert ended.request_id == started.request_id
        await until(lambda: len(taken) == 2)
        push(stream, flite("yes please", before=1.0, after=0.6))
        stream.end_input()
        assert finals(await events(stream))[-1] == "yes please"
    assert [error.recoverable for error in errors] == [True]


@pytest.mark.realtime
async def test_the_loop_goes_on_turning_while_words_are_found(
    recognisers: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Recogniser] = []
    take = RECOGNISERS.take

    def note() -> Recogniser:
        taken.append(take())
        return taken[-1]

    monkeypatch.setattr(RECOGNISERS, "take", note)
    async with SphinxSTT().stream() as stream, asyncio.timeout(30):
        samples = flite(REFUNDS, before=0.3, after=0.6)
        push(stream, samples[:48000])
        assert (await anext(stream)).type == SpeechEventType.START_OF_SPEECH
        await until(lambda: taken[0].usable)
        # Stopped, its process takes as long as we like; whoever decoded here, or waited here, would stand still.
        os.kill(taken[0].pid, signal.SIGSTOP)
        try:
            push(stream, samples[48000:])
            stream.end_input()
            rest = asyncio.create_task(events(stream))
            await until(lambda: not taken[0].usable)
            for _ in range(1000):
                await asyncio.sleep(0)
            assert not rest.done()
        finally:
            os.kill(taken[0].pid, signal.SIGCONT)
        assert finals(await rest) == [REFUNDS]

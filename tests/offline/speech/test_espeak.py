from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit import rtc
from livekit.agents import APIConnectionError, APIConnectOptions, APIError, APITimeoutError
from livekit.agents.metrics import TTSMetrics
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT

from agent.offline.espeak import EspeakTTS, sayable
from sayso.problems import SaysoError
from tests.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.sound]

Espeaks = Callable[[], list[str]]

ONCE = APIConnectOptions(max_retry=0, timeout=5)

ODD = [
    "-v de --help",
    '<speak><break time="3s"/>hello</speak>',
    "[[h@l'oU]] [[",
    "100% of `$HOME`; rm -rf / && \"quotes\" | 'more'",
    "Запись на завтра",
    "预约明天",
    "مرحبا",
    "🙂",
    "...",
    "!",
    "\x00\x01\x1b",
    "\ud800",
    "x" * 5000,
    "one\n\ntwo\tthree\r\nfour",
]


def program(folder: Path, body: str) -> None:
    """A program of the name espeak-ng that does this instead, after it has answered the question for its rate."""
    script = folder / "espeak-ng"
    header = r"printf 'RIFF....WAVEfmt \20\0\0\0\1\0\1\0\042\126\0\0\104\254\0\0\2\0\20\0data....'"
    script.write_text(f'#!/bin/sh\nread text\n{header}\nif [ "$text" = a ]; then echo ....; exit 0; fi\n{body}\n')
    script.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def loudness(frame: rtc.AudioFrame) -> float:
    return float(np.abs(np.frombuffer(frame.data, dtype=np.int16).astype(float)).mean())


async def spoken(tts: EspeakTTS, pieces: list[str]) -> float:
    """Says the pieces through a stream; how many seconds came out."""
    seconds = 0.0
    async with tts.stream(conn_options=ONCE) as stream:
        for piece in pieces:
            stream.push_text(piece)
        stream.end_input()
        async for audio in stream:
            seconds += audio.frame.duration
    return seconds


def test_without_the_program_one_line_says_what_to_install(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(path))
    with pytest.raises(SaysoError) as caught:
        EspeakTTS()
    assert str(caught.value) == (
        "the offline voice needs the program espeak-ng, which is not on the PATH; "
        "run: apt-get install espeak-ng [no-espeak]"
    )


@pytest.mark.parametrize("voice", ["xx-yy", "-h", "../../etc/passwd"])
def test_a_voice_that_espeak_does_not_have_is_refused_with_the_cure(espeaks: Espeaks, voice: str) -> None:
    with pytest.raises(SaysoError) as caught:
        EspeakTTS(voice)
    assert str(caught.value) == (
        f'espeak-ng has no voice "{voice}" that speaks; '
        "set SAYSO_TTS_VOICE to one of those that it lists: espeak-ng --voices [no-espeak-voice]"
    )


@pytest.mark.parametrize(("rate", "pitch"), [(79, 50), (451, 50), (165, -1), (165, 100)])
def test_a_rate_or_pitch_out_of_bounds_is_refused(rate: int, pitch: int) -> None:
    with pytest.raises(ValueError, match="80 to 450"):
        EspeakTTS(rate=rate, pitch=pitch)


@given(st.text())
def test_no_text_is_ever_a_command_to_espeak(text: str) -> None:
    said = sayable(text)
    assert "[[" not in said
    assert not any(ord(character) < 32 and character not in "\t\n" for character in said.replace("\r", ""))
    said.encode()


@pytest.mark.realtime
@pytest.mark.parametrize("text", ODD)
async def test_any_text_is_spoken_whole_or_in_pieces(espeaks: Espeaks, text: str) -> None:
    tts = EspeakTTS()
    whole = await tts.synthesize(text, conn_options=ONCE).collect()
    assert whole.sample_rate == 22050
    assert await spoken(tts, list(text[:400])) > 0
    assert espeaks() == []


@pytest.mark.realtime
@pytest.mark.parametrize("text", ["", " ", "\n", "\u2028"])
async def test_a_text_without_words_is_a_short_silence_and_no_error(espeaks: Espeaks, text: str) -> None:
    tts = EspeakTTS()
    assert (await tts.synthesize(text, conn_options=ONCE).collect()).duration < 0.2
    assert await spoken(tts, [text]) < 0.2


@pytest.mark.realtime
async def test_the_first_sentence_is_heard_before_the_second_is_written(espeaks: Espeaks) -> None:
    tts = EspeakTTS()
    metrics: list[TTSMetrics] = []
    tts.on("metrics_collected", metrics.append)
    async with tts.stream(conn_options=ONCE) as stream, asyncio.timeout(10):
        stream.push_text("There are two appointments tomorrow, at ten and at eleven. Shall")
        first = await anext(stream)
        assert (first.frame.sample_rate, first.frame.num_channels) == (22050, 1)
        stream.push_text(" I cancel one of them for you?")
        stream.end_input()
        rest = [audio async for audio in stream]
    assert rest[-1].is_final
    assert {audio.request_id for audio in rest} == {first.request_id}
    assert loudness(rtc.combine_audio_frames([audio.frame for audio in rest])) > 500
    await until(lambda: metrics)
    assert metrics[0].streamed
    assert metrics[0].audio_duration == pytest.approx(first.frame.duration + sum(a.frame.duration for a in rest), 0.01)
    written = [text for audio in [first, *rest] for text in audio.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])]
    assert [text.strip() for text in written] == [
        "There are two appointments tomorrow, at ten and at eleven.",
        "Shall I cancel one of them for you?",
    ]
    assert written[0].start_time == 0
    assert written[1].start_time > 2


@pytest.mark.realtime
async def test_the_text_is_not_to_be_seen_in_the_list_of_processes(espeaks: Espeaks) -> None:
    async with EspeakTTS().synthesize("My password is swordfish. " * 20000, conn_options=ONCE) as stream:
        await anext(stream)
        lines = espeaks()
    assert len(lines) == 1
    assert "swordfish" not in lines[0]


@pytest.mark.realtime
@pytest.mark.parametrize("in_pieces", [False, True])
async def test_an_interruption_leaves_no_process_behind(espeaks: Espeaks, in_pieces: bool) -> None:
    tts = EspeakTTS()
    text = "and another thing, " * 50000
    if in_pieces:
        pieces = tts.stream(conn_options=ONCE)
        pieces.push_text(text)
        pieces.end_input()
        await anext(pieces)
        assert len(espeaks()) == 1
        await pieces.aclose()
    else:
        whole = tts.synthesize(text, conn_options=ONCE)
        await anext(whole)
        assert len(espeaks()) == 1
        await whole.aclose()
    assert espeaks() == []


@pytest.mark.realtime
async def test_a_stream_closed_before_it_began_leaves_no_process_behind(espeaks: Espeaks) -> None:
    tts = EspeakTTS()
    for turns in range(6):
        stream = tts.synthesize("hello", conn_options=ONCE)
        for _ in range(turns):
            await asyncio.sleep(0)
        await stream.aclose()
    assert espeaks() == []


@pytest.mark.realtime
async def test_a_program_that_hangs_is_a_timeout(path: Path) -> None:
    program(path, "exec sleep 60")
    tts = EspeakTTS()
    with pytest.raises(APITimeoutError):
        await tts.synthesize("hello", conn_options=APIConnectOptions(max_retry=0, timeout=0.2)).collect()


@pytest.mark.realtime
async def test_a_program_that_fails_is_tried_again(path: Path) -> None:
    program(path, f"[ -e {path}/tried ] || {{ touch {path}/tried; exit 3; }}\nhead -c 44100 /dev/zero")
    tts = EspeakTTS()
    options = APIConnectOptions(max_retry=1, retry_interval=0.01, timeout=5)
    assert (await tts.synthesize("hello", conn_options=options).collect()).duration == pytest.approx(1.0, abs=0.05)


@pytest.mark.realtime
async def test_a_program_that_fails_after_it_was_heard_is_not_tried_again(path: Path) -> None:
    program(path, f"echo x >> {path}/tries\nhead -c 44100 /dev/zero\nexit 3")
    tts = EspeakTTS()
    with pytest.raises(APIError, match="ended with 3"):
        await tts.synthesize("hello", conn_options=APIConnectOptions(max_retry=2, retry_interval=0.01)).collect()
    assert (path / "tries").read_text() == "x\n"


@pytest.mark.realtime
async def test_a_program_that_is_gone_since_is_a_connection_error(path: Path) -> None:
    program(path, "exit 0")
    tts = EspeakTTS()
    (path / "espeak-ng").unlink()
    with pytest.raises(APIConnectionError, match="could not be started"):
        await tts.synthesize("hello", conn_options=ONCE).collect()

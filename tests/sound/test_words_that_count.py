"""When the words that count have been heard, by the sound itself: the gate must never believe it too early."""

from __future__ import annotations

import pytest
from livekit import rtc

from agent.offline.espeak import EspeakTTS
from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings
from sayso.voice.progress import Sound, beginning
from tests.sound.talk import trimmed

CALLS = [
    ("write_file", {"path": "note.txt", "content": "buy bread and butter and a dozen eggs"}),
    ("write_file", {"path": "WWW.txt", "content": "so it is, and so be it"}),
    ("write_file", {"path": "reports/2026-11-27.csv", "content": "one, two and three"}),
    ("edit_file", {"path": "note.txt", "edits": [{"oldText": "the milk", "newText": "the bread and the butter"}]}),
    ("send_message", {"to": "ana@example.com", "text": "we are late, please begin without us"}),
    ("write_file", {"path": "note.txt", "content": "7777 and 7777 and then 7777"}),
    ("book_flight", {"airline": "SAS", "flight": "SK 1777", "note": "a seat by the window if that can be had"}),
    ("transfer", {"amount": 1777.77, "to": "DE77 7777 7777", "note": "thank you for all that you have done"}),
]


@pytest.mark.parametrize("rate", [120, 165, 300])
@pytest.mark.parametrize(("tool", "arguments"), CALLS, ids=[f"{tool} {n}" for n, (tool, _) in enumerate(CALLS)])
async def test_a_question_is_never_taken_for_heard_before_the_words_that_count_were_played(
    tool: str, arguments: dict[str, object], rate: int
) -> None:
    voice = EspeakTTS(rate=rate)
    question = phrase(freeze("files", tool, "{}", arguments), Settings(), destructive=False)
    needed = beginning(question.text, question.counts)
    sound = Sound(question.text, needed)
    async for samples in voice.speak(question.text, timeout=10):
        sound.add(rtc.AudioFrame(samples, voice.sample_rate, 1, len(samples) // 2), 0.0)
    sound.whole = True
    believed = sound.heard_by()
    said = b"".join([samples async for samples in voice.speak(needed, timeout=10)])
    played = len(trimmed(said)) / 2 / voice.sample_rate
    print(
        f"{needed!r} of {question.text!r}: played by {played:.2f}, believed at {believed}, ends at {sound.seconds:.2f}"
    )
    assert believed is None or believed >= played - 0.05

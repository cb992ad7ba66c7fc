"""A person says yes, says no or asks back, and the real folder is what they said."""

from __future__ import annotations

import asyncio
import itertools
import random
from pathlib import Path

import pytest
from livekit.agents.vad import VAD

from tests.sound.dialogue import REQUEST, Answer, Deed, Dialogue, Tally, move, read, write
from tests.sound.talk import Talk, Voice, laid_out, talking

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.sound, pytest.mark.timeout(240)]

SEED = 1805
VOICES = [Voice(name, stretch) for name in ("slt", "rms") for stretch in (0.85, 1.0, 1.2)]
FILES = ("diary", "letter", "list", "note", "plan")

# What the recogniser hears in both voices at all three speeds, first and in the middle of a conversation.
YES = ("yes", "yes please", "absolutely", "certainly", "that's right", "yes i approve", "yes that is right")
NO = ("no thanks", "leave it alone", "please don't", "no not that one", "no way", "no wait")
BACK = (
    "say that again",
    "what is in it",
    "can you repeat that",
    "give me the details",
    "is it safe",
    "what is it called",
)
AT_ONCE = 3
"""Conversations at once: more, and two cores don't hear those of both tests in time."""

SHOPPING = "buy bread and butter and a dozen eggs"


def plan(talk: Talk, ordinary: bool, rng: random.Random) -> list[tuple[Deed, list[Answer]]]:
    files = talk.files()
    yes, no, back = iter(rng.sample(YES, 3)), iter(rng.sample(NO, 2)), iter(rng.sample(BACK, 3))

    def runs() -> Answer:
        return Answer(next(yes), "runs")

    def refused() -> Answer:
        return Answer(next(no), "is refused")

    def asked_back() -> Answer:
        return Answer(next(back), "is asked again")

    # A question about an ordinary call goes on after the words that count; one about a destructive call ends with them.
    over = [Answer(next(yes), "runs", "once it counts")]
    if not ordinary:
        over = [Answer(over[0].words, "is asked again", "before it counts"), Answer(over[0].words, "runs")]
    planned = [
        (read("note.txt"), [runs()]),
        (move("list.txt", files), [asked_back(), runs()]),
        (write("plan.txt", "buy bread"), [asked_back(), refused()]),
        (write("diary.txt", SHOPPING), over),
        (move("letter.txt", files), [asked_back(), Answer(next(no), "is refused", "before it counts")]),
    ]
    rng.shuffle(planned)
    return planned


async def converse(talk: Talk, part: int, seed: int, tally: Tally, turns: asyncio.Semaphore) -> None:
    """One half of what the plan with this seed has."""
    rng = random.Random(seed)  # noqa: S311 -- no secret
    planned = plan(talk, is_ordinary(seed), rng)[part::2]
    words = [REQUEST, *(answer.words for _, answers in planned for answer in answers)]
    async with turns, talking(talk):
        # Beforehand and beside the loop, on which all the others' time is kept.
        await asyncio.to_thread(lambda: [talk.voice.says(text) for text in words])
        for deed, answers in planned:
            await Dialogue(talk, tally, rng).exchange(deed, answers)


def is_ordinary(seed: int) -> bool:
    """Whether overwriting a file is called an ordinary thing to do."""
    return seed % 2 == 0


@pytest.mark.parametrize("half", [0, 1])
async def test_a_spoken_yes_runs_exactly_what_was_asked_and_a_no_or_a_question_back_never_does(
    tmp_path: Path, vad: VAD, half: int
) -> None:
    tally, turns = Tally(), asyncio.Semaphore(AT_ONCE)
    talks: list[Talk] = []
    conversations = []
    for index, (voice, part) in list(enumerate(itertools.product(VOICES, (0, 1))))[half * 6 : half * 6 + 6]:
        seed = SEED + index // 2
        tools = {"read_text_file": {"destructive": False}, "write_file": {"destructive": not is_ordinary(seed)}}
        # LiveKit's own turn detector hears one of them; it takes two seconds more for each turn.
        detection = "v1-mini" if index == 9 else "vad"
        folder = laid_out(tmp_path / str(index), FILES)
        talks.append(Talk(folder, vad, voice, turn_detection=detection, tools=tools))
        conversations.append(converse(talks[-1], part, seed, tally, turns))
    print(f"seed {SEED}")
    ended = await asyncio.gather(*conversations, return_exceptions=True)
    for talk in talks:
        print(f"{talk.voice}, the microphone up to {talk.microphone.latest:.2f} s late\n{talk.story()}")
    assert [error for error in ended if error is not None] == []
    assert not tally.wrong, "\n\n".join(tally.wrong)
    # Of both halves together: 24 spoken decisions and 16 questions back, and more.
    assert tally.decisions >= 12
    assert tally.asked_back >= 8

"""A person talks over the agent: the question is asked again in full, and nothing unheard is approved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from livekit.agents.vad import VAD

from tests.sound.talk import Talk, Voice, heard_in_full, laid_out, talking

pytestmark = [pytest.mark.realtime, pytest.mark.alone, pytest.mark.sound]

PREAMBLE = "I will have a look at that for you, it will not take long, and then we will see what can be done."


async def over_the_preamble(talk: Talk, words: str) -> int:
    """The person asks for a move, and says this over what the agent says before its question."""
    talk.model.proposes("move_file", {"source": "note.txt", "destination": "archive/note.txt"}, PREAMBLE)
    since = len(talk.log)
    talk.hears("read the note")
    since = await talk.sees("agent is", since=since, words="speaking")
    await asyncio.sleep(1.0)
    talk.hears(words)
    return since


async def a_yes_over_the_preamble_approves_nothing(talk: Talk) -> None:
    since = await over_the_preamble(talk, "yes please")
    await ends_with(talk, "no thanks", "denied", since)


async def a_question_over_the_preamble(talk: Talk) -> None:
    since = await over_the_preamble(talk, "how many are there")
    await ends_with(talk, "yes please", "approve", since)


async def a_question_over_the_question(talk: Talk) -> None:
    since = await over_the_question(talk, "what is it called")
    await ends_with(talk, "yes please", "approve", since)


async def a_yes_over_the_question(talk: Talk) -> None:
    since = await over_the_question(talk, "yes that is right")
    await ends_with(talk, "no thanks", "denied", since)


async def over_the_question(talk: Talk, words: str) -> int:
    talk.model.proposes("move_file", {"source": "note.txt", "destination": "archive/note.txt"})
    since = len(talk.log)
    talk.hears("read the note")
    since = await talk.sees("asked", since=since)
    await talk.plays(0.8, since)
    talk.hears(words)
    return await talk.sees("cut", since=since)


async def still_talking_when_it_is_due(talk: Talk) -> None:
    talk.model.proposes("move_file", {"source": "note.txt", "destination": "archive/note.txt"})
    since = len(talk.log)
    talk.hears("read the note")
    await talk.sees("agent is", since=since, words="thinking")
    talk.hears("absolutely yes that is right")
    await ends_with(talk, "no thanks", "denied", since)


async def ends_with(talk: Talk, words: str, decided: str, since: int) -> None:
    """The question is heard from its beginning to its end; only then it is answered, and that decides."""
    ended = await heard_in_full(talk, since)
    await asyncio.sleep(0.5)
    # Where the words of the barge-in were understood late, the question comes once more.
    while talk.log.find("asked", "", ended) is not None:
        ended = await heard_in_full(talk, ended)
        await asyncio.sleep(0.5)
    assert not talk.decisions, talk.story()
    assert not talk.calls, talk.story()
    talk.hears(words)
    await talk.sees("decided", since=ended)
    await talk.rests()
    assert [event.reason or event.decision for event in talk.decisions] == [decided], talk.story()
    moved = decided == "approve"
    there = {"archive/note.txt": "this is the note"} if moved else {"note.txt": "this is the note"}
    assert talk.files() == there, talk.story()


Course = Callable[[Talk], Awaitable[None]]

COURSES: list[Course] = [
    a_yes_over_the_preamble_approves_nothing,
    a_question_over_the_preamble,
    a_question_over_the_question,
    a_yes_over_the_question,
    still_talking_when_it_is_due,
]


async def test_after_a_barge_in_the_question_is_asked_in_full_and_only_what_is_said_then_decides(
    tmp_path: Path, vad: VAD
) -> None:
    talks: list[Talk] = []

    async def hold(index: int, course: Course) -> None:
        voice = Voice("slt" if index % 2 else "rms")
        talk = Talk(laid_out(tmp_path / str(index), ["note"]), vad, voice)
        talks.append(talk)
        async with talking(talk):
            await course(talk)

    ended = await asyncio.gather(*(hold(i, c) for i, c in enumerate(COURSES)), return_exceptions=True)
    for course, talk in zip(COURSES, talks, strict=True):
        print(f"{getattr(course, '__name__', course)}, {talk.voice}\n{talk.story()}")
    assert [error for error in ended if error is not None] == []

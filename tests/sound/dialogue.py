"""What a person says to a question and when, and what has to come of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.sound.talk import Talk

Then = Literal["runs", "is refused", "is asked again"]


REQUEST = "read the note"
"""What the model takes it for is the test's to say."""


@dataclass(frozen=True)
class Answer:
    """Words of the person; `when`: after the question has ended, or over it, before or after the words that count."""

    words: str
    then: Then
    when: Literal["after", "before it counts", "once it counts"] = "after"


@dataclass(frozen=True)
class Deed:
    """One call, and what the folder holds when it has run."""

    tool: str
    arguments: Mapping[str, Any]
    gone: str = ""
    made: Mapping[str, str] = field(default_factory=dict)

    def done_to(self, files: dict[str, str]) -> dict[str, str]:
        return {name: text for name, text in files.items() if name != self.gone} | dict(self.made)


@dataclass
class Tally:
    """What was said in all, and what went wrong."""

    decisions: int = 0
    asked_back: int = 0
    wrong: list[str] = field(default_factory=list)


def read(name: str) -> Deed:
    return Deed("read_text_file", {"path": name})


def move(name: str, files: Mapping[str, str]) -> Deed:
    there = f"archive/{name}"
    return Deed("move_file", {"source": name, "destination": there}, name, {there: files[name]})


def write(name: str, text: str) -> Deed:
    return Deed("write_file", {"path": name, "content": text}, "", {name: text})


@dataclass(frozen=True)
class Dialogue:
    """One conversation, what it counts towards, and the chance in it."""

    talk: Talk
    tally: Tally
    rng: random.Random

    async def exchange(self, deed: Deed, answers: Sequence[Answer]) -> None:
        """The person wants something, is asked, and answers each question in turn; then the folder is looked at."""
        talk, tally = self.talk, self.tally
        before, calls, begun = talk.files(), len(talk.calls), len(talk.log)
        talk.model.proposes(deed.tool, deed.arguments)
        talk.hears(REQUEST)
        since = begun
        for answer in answers:
            asked = await talk.sees("asked", since=since)
            since = await self._say(answer, asked)
            tally.decisions += answer.then != "is asked again"
            tally.asked_back += answer.then == "is asked again"
            # An answer over the question cuts it off. Where its words come late, it may be on its way again meanwhile.
            late = answer.when == "before it counts" and answer.then == "is refused"
            outcome = await talk.sees(*(("decided",) if late else ("asked", "decided")), since=since)
            entry = talk.log.entries[outcome - 1]
            got = "is asked again" if entry.name == "asked" else "runs" if entry.text == "approve" else "is refused"
            if got != answer.then:
                tally.wrong.append(f"{talk.voice} said {answer}, and it {got}:\n{talk.story(begun)}")
                # What is open would be answered by the next request.
                talk.session.generate_reply(user_input="no")
                await talk.rests()
                return
            since = outcome - 1
        await talk.rests()
        talk.model.next = None
        runs = answers[-1].then == "runs"
        ran = [(call.tool, call.arguments) for call in talk.calls[calls:] if call.state == "started"]
        if ran != ([(deed.tool, dict(deed.arguments))] if runs else []):
            tally.wrong.append(f"what ran is {ran}:\n{talk.story(begun)}")
        if talk.files() != (deed.done_to(before) if runs else before):
            tally.wrong.append(f"the folder holds {talk.files()}:\n{talk.story(begun)}")

    async def _say(self, answer: Answer, asked: int) -> int:
        """Says it at its moment; the place in the log from which on its outcome is looked for."""
        talk, rng = self.talk, self.rng
        if answer.when == "after":
            ended = await talk.sees("played", "cut", since=asked)
            await asyncio.sleep(rng.triangular(0.2, 3.0, 0.4))
            # Where an earlier answer was understood late, the question comes once more, and nobody talks into it.
            while (again := talk.log.find("asked", "", ended)) is not None:
                ended = await talk.sees("played", "cut", since=again)
                await asyncio.sleep(rng.triangular(0.2, 3.0, 0.4))
        else:
            question = talk.keeper._deeds.questions.sound_of(talk.session.current_speech)
            assert question is not None
            while (counts := question.sound.heard_by()) is None and not question.sound.whole:
                await talk.log.news()
            counts = question.sound.seconds if counts is None else counts
            at = rng.uniform(0.3, 0.6) * counts
            if answer.when == "once it counts":
                at = counts + rng.uniform(0.2, 0.4)
                assert at < question.sound.seconds
            await talk.plays(at, asked)
        since = len(talk.log)
        talk.hears(answer.words)
        return since

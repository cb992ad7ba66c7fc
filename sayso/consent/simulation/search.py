"""Looking for a broken promise in many random dialogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sayso.consent.answer import Reading, interpret
from sayso.consent.call import Call
from sayso.consent.promises import BrokenPromiseError
from sayso.consent.question import Question
from sayso.consent.question import phrase as make_question
from sayso.consent.settings import Settings
from sayso.consent.simulation.dialogue import Dialogue, rehearse
from sayso.consent.simulation.scenario import Scenario
from sayso.consent.simulation.shrinking import shrink
from sayso.consent.simulation.stage import Phrase, Read, Stage
from sayso.consent.simulation.tally import Tally


@dataclass(frozen=True, slots=True)
class Found:
    """A broken promise, and the shortest dialogue that breaks it."""

    number: int
    """Which of the dialogues it was, from 0."""
    broken: BrokenPromiseError
    scenario: Scenario


class Memory:
    """The real questions and readings, each worked out once: most dialogues say what others said before."""

    def __init__(self, phrase: Phrase = make_question, read: Read = interpret) -> None:
        self._phrase = phrase
        self._read = read
        self._questions: dict[tuple[str, Settings, bool, int], Question] = {}
        self._readings: dict[tuple[str, str, bool, float | None], Reading] = {}

    def phrase(self, call: Call, settings: Settings, destructive: bool, nth: int = 1) -> Question:
        key = (call.digest, settings, destructive, nth)
        known = self._questions.get(key)
        if known is None:
            known = self._questions[key] = self._phrase(call, settings, destructive, nth)
        return known

    def read(
        self,
        answer: str,
        question: Question | str = "",
        strict: bool = False,
        *,
        confidence: float | None = None,
        duration: float | None = None,
        **more: str,
    ) -> Reading:
        key = (answer, question if isinstance(question, str) else question.text, strict, confidence)
        known = self._readings.get(key)
        if known is None:
            more_of_it = {**more, "confidence": confidence, "duration": duration}
            known = self._readings[key] = self._read(answer, question, strict, **more_of_it)
        return known


def dialogue(seed: int | str, number: int) -> Random:
    """The chance that decides one dialogue. Each has its own, so that any can be had without those before it."""
    return Random(f"{seed}/{number}")  # noqa: S311 -- a game of dice that can be played again, and nothing secret


def search(
    dialogues: int,
    seed: int | str,
    tally: Tally,
    *,
    memory: Memory | None = None,
    going: Callable[[int], None] | None = None,
) -> Found | None:
    """Plays so many random dialogues, or until one breaks a promise."""
    memory = memory or Memory()
    for number in range(dialogues):
        stage = Stage(memory.phrase, memory.read, tally)
        tally.dialogues += 1
        try:
            Dialogue(dialogue(seed, number), stage).play()
        except BrokenPromiseError as broken:
            return Found(number, broken, shortest(stage, broken, memory))
        if going is not None:
            going(number + 1)
    return None


def shortest(stage: Stage, broken: BrokenPromiseError, memory: Memory) -> Scenario:
    steps = shrink(stage.steps, broken.promise, lambda steps: rehearse(steps, memory.phrase, memory.read))
    again = rehearse(steps, memory.phrase, memory.read)
    return Scenario(str(again or broken), steps, broken.promise)

"""How many events a second the gate takes, alone: no watcher, no reading of words, no wording of questions.

Repeat it with: python -m benchmarks.gate

The events are those of random dialogues (`sayso simulate`), made before the clock starts. What the words mean and what
the question says is looked up in a table, so that the time is the gate's own; its effects are thrown away.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from functools import partial

from sayso.consent.answer import Kind, Reading, Verdict
from sayso.consent.call import Call
from sayso.consent.events import Event
from sayso.consent.gate import Gate
from sayso.consent.question import Question
from sayso.consent.settings import Grant, Settings
from sayso.consent.simulation import Dialogue, Stage
from sayso.consent.simulation.search import dialogue
from sayso.consent.simulation.stage import PERSON
from sayso.consent.simulation.words import SAID

DIALOGUES = 2000
ROUNDS = 7
WANTED = 100_000
"""Events a second."""
MEANT: dict[str, tuple[Verdict, Kind]] = {
    "yes": ("approve", "yes"),
    "no": ("deny", "no"),
    "stop": ("deny", "stop"),
    "edit": ("unclear", "edit"),
    "condition": ("unclear", "condition"),
    "yes and more": ("unclear", "yes and more"),
    "side question": ("unclear", "side question"),
    "repeat": ("unclear", "repeat"),
    "details": ("unclear", "details"),
    "wait": ("unclear", "wait"),
    "later": ("unclear", "later"),
    "someone else": ("unclear", "someone else"),
    "echo": ("unclear", "echo"),
}
READINGS = {
    text: Reading(*MEANT.get(said, ("unclear", "chatter")), f"table: {said}", text)
    for said, texts in SAID.items()
    for text in texts
}
UNKNOWN = Reading("unclear", "chatter", "table: not in it", "")
TEXT = "Shall I do what was asked for here please?"
GRANTS: tuple[Grant, ...] = ("call", "turn", "session")
QUESTIONS = {grant: Question(TEXT, 8, "All of it.", grant=grant) for grant in GRANTS}


def read(answer: str, *_: object, **__: object) -> Reading:
    return READINGS.get(answer, UNKNOWN)


def phrase(_: Call, settings: Settings, destructive: bool, __: int) -> Question:
    return QUESTIONS["call" if destructive else settings.grant]


def keep(events: list[Event], event: Event, _: object) -> None:
    events.append(event)


def prepared() -> list[list[Event]]:
    """The events of each dialogue."""
    dialogues: list[list[Event]] = []
    for number in range(DIALOGUES):
        events: list[Event] = []
        stage = Stage(phrase, read, show=partial(keep, events))
        Dialogue(dialogue("benchmark", number), stage).play()
        dialogues.append(events)
    return dialogues


def measured(dialogues: Sequence[Sequence[Event]]) -> tuple[float, float]:
    """Seconds of this process and of the clock for all of them, each at a gate of its own."""
    gc.collect()
    used, passed = time.process_time(), time.perf_counter()
    for events in dialogues:
        handle = Gate("s1", PERSON, phrase=phrase, read=read).handle
        for event in events:
            handle(event)
    return time.process_time() - used, time.perf_counter() - passed


def main() -> int:
    dialogues = prepared()
    events = sum(len(events) for events in dialogues)
    rounds = [measured(dialogues) for _ in range(ROUNDS)]
    best = min(used for used, _ in rounds)
    print(f"{events:,} events of {DIALOGUES:,} dialogues, the best of {ROUNDS} rounds")
    for what, seconds in (("processor", best), ("clock", min(passed for _, passed in rounds))):
        print(f"by the {what:10} {seconds:6.3f} s  {events / seconds:>9,.0f} events a second")
    enough = events / best >= WANTED
    print(f"wanted: {WANTED:,} a second{'' if enough else ': too slow'}")
    return 0 if enough else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""The people of a scenario: each step waits for its moment, and is then done by one of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from sayso.rehearsal.conversation import Conversation
from sayso.rehearsal.expecting import Broken, compare
from sayso.rehearsal.scenario import REACTION, Moment, Step
from sayso.rehearsal.seeing import seen_in

WORD = 0.12
"""Seconds that the person takes for a word."""

SHORTEST = 0.3
"""Seconds of the shortest speech."""


JOINED = 0.3
"""Seconds from when somebody has joined in another's place until they speak."""


class NeverCameError(Exception):
    """What a step waited for did not happen."""


class Person:
    """Does what the steps say, each at its moment."""

    def __init__(self, talk: Conversation, patience: float) -> None:
        self._talk = talk
        self._patience = patience
        self._acted: int | None = None
        """Where in the log the last step was, if it is to be answered."""
        self._from = 0
        """From where in the log the next step looks for its moment."""
        self.broken: list[Broken] = []
        """What was not so when it had to be."""

    async def plays(self, steps: tuple[Step, ...]) -> None:
        for number, step in enumerate(steps, start=1):
            await self._within(f"step {number}", step.after, step.at_latest)
            await asyncio.sleep(self._pause(step))
            self._from = max(self._from, len(self._talk.log))
            if step.so_far is not None:
                broken = compare(step.so_far, seen_in(self._talk))
                self.broken += [Broken(f"step {number}, so_far.{one.key}", one.what) for one in broken]
            await self._do(step)
        await self._within("the end", Moment("answered"))

    def _pause(self, step: Step) -> float:
        """Who waited for an answer takes a moment; who talks over something does not."""
        return step.wait or (REACTION if step.after == Moment("answered") else 0.0)

    async def _within(self, who: str, moment: Moment, at_latest: float | None = None) -> None:
        if at_latest is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(at_latest):
                    await self._wait(moment)
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._wait(moment)
        except TimeoutError:
            last = "; ".join(str(entry).strip() for entry in self._talk.log.entries[-4:])
            raise NeverCameError(f'{who} waited {self._patience:g} s for "{moment}"; last: {last}') from None

    async def _wait(self, moment: Moment) -> None:
        talk = self._talk
        match moment.name:
            case "now":
                return
            case "rests":
                await talk.rests()
            case "answered":
                await talk.rests(self._acted)
            case "heard":
                await self._heard(moment.words)
            case _:
                while (place := talk.log.find(moment.name, moment.words, self._from)) is None:
                    if talk.closed.is_set():
                        raise NeverCameError(f'the session closed before "{moment}"')
                    await talk.log.news()
                self._from = place

    async def _heard(self, words: str) -> None:
        """The loudspeaker has played the question that began up to the end of these words."""
        talk = self._talk
        while (place := talk.log.find("question begins", words, self._from)) is None:
            await talk.log.news()
        self._from = place
        text = talk.log.entries[place - 1].text
        if not talk.speaks:
            return
        seconds = (text.lower().index(words.lower()) + len(words)) * talk.pace
        while talk.loudspeaker.position < seconds:
            if talk.log.find("question ends", "", place) or talk.log.find("question cut", "", place):
                return
            await talk.log.news()

    async def _do(self, step: Step) -> None:
        talk = self._talk
        words = tuple(text.replace("{question}", talk.gate.last) for text in step.words)
        match step.does:
            case "say" | "noise" if talk.speaks:
                if talk.room is not None and talk.room.speaker != step.by:
                    talk.room.speaks(step.by)
                    await asyncio.sleep(JOINED)
                await self._speak(step, words)
            case "say" | "type":
                for text in words:
                    talk.types(step.by, text)
            case "press":
                talk.presses(step.by, approve=words[0] == "yes")
            case "hang_up":
                talk.session.shutdown(drain=False)
            case "close":
                talk.session.shutdown(drain=True)
            case "fault":
                talk.fails(words[0])
            case _:
                pass
        if not (step.does == "say" and talk.speaks):
            self._acted = self._from if step.answered else None
        if step.does in ("hang_up", "close"):
            await talk.closed.wait()

    async def _speak(self, step: Step, words: tuple[str, ...]) -> None:
        """Opens the mouth, has the words recognised as they come, and closes it."""
        talk = self._talk
        count = sum(len(text.split()) for text in words)
        lasts = step.lasts if step.lasts is not None else max(SHORTEST, WORD * count)
        began = time.time()

        def recognise(text: str, final: bool) -> Callable[[], None]:
            def deed() -> None:
                nonlocal began
                now = time.time()
                talk.ears.recognise(text, final=final, began=began, ended=now, confidence=step.confidence)
                if final and not step.revises:
                    began = now  # the next goes on from here

            return deed

        def mouth(speaking: bool) -> Callable[[], None]:
            return lambda: setattr(talk.mouth, "speaking", speaking and step.detected)

        pieces = len(step.interims) + len(words)
        parts = [*((text, False) for text in step.interims), *((text, True) for text in words)]
        plan: list[tuple[float, Callable[[], None]]] = [(0.0, mouth(True)), (lasts, mouth(False))]
        for index, (text, final) in enumerate(parts, start=1):
            at = lasts + step.final_after if index == pieces else lasts * index / pieces
            plan.append((max(0.0, at), recognise(text, final)))
        if step.taken_over is not None and talk.room is not None:
            plan.append((step.taken_over, partial(talk.room.speaks, "person" if step.by == "other" else "other")))
        start = time.monotonic()
        for at, deed in sorted(plan, key=lambda item: item[0]):
            await asyncio.sleep(max(0.0, start + at - time.monotonic()))
            if index_of_last(plan, at):
                self._acted = len(talk.log) if step.answered else None
            deed()


def index_of_last(plan: list[tuple[float, Callable[[], None]]], at: float) -> bool:
    """Whether nothing of the plan comes later."""
    return all(other <= at for other, _ in plan)

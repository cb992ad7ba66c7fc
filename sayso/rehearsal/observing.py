"""Every event of a gate and every effect, as the log has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.consent import events as told
from sayso.consent.effects import Ask, Effect, Refuse, Run, Tell
from sayso.consent.gate import Gate
from sayso.rehearsal.log import Log

Seen = Callable[[told.Event, Sequence[Effect]], object]


def observe(gate: Gate, before: Callable[[told.Event], object], after: Seen) -> None:
    """Sees what a gate is told, and what it wants then."""
    handle = gate.handle

    def observed(event: told.Event) -> list[Effect]:
        before(event)
        effects = handle(event)
        after(event, effects)
        return effects

    gate.handle = observed  # type: ignore[method-assign]  # nobody else is told of a gate's events


class GateLog:
    """Puts into the log what a scenario can wait for, and keeps the questions that began to be heard."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._asks: dict[int, Ask] = {}
        self.questions: list[str] = []
        self.last = ""
        """The question that was put last."""

    def see(self, event: told.Event, effects: Sequence[Effect]) -> None:
        match event:
            case told.QuestionStarted(asking=asking) if asking in self._asks:
                self.questions.append(self._asks[asking].text)
                self._log.add("question begins", self._asks[asking].text)
            case told.QuestionEnded(asking=asking, cut=cut) if asking in self._asks:
                self._log.add("question cut" if cut else "question ends", self._asks[asking].text)
            case told.Heard(final=True, text=text):
                self._log.add("person", text)
            case told.RunEnded(outcome=outcome):
                self._log.add("ended", outcome)
        for effect in effects:
            match effect:
                case Ask():
                    self._asks[effect.asking] = effect
                    self.last = effect.text
                    self._log.add("question due", effect.text)
                case Run():
                    self._log.add("decided", "approve")
                case Refuse():
                    self._log.add("decided", effect.reason)
                case Tell():
                    self._log.add("agent tells", effect.text)

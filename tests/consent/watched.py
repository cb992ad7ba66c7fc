"""A gate that can be made to lie, and the watcher that must notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.consent.call import Call
from sayso.consent.effects import Ask, Effect, Record, Run
from sayso.consent.events import Event, Heard, Proposed, QuestionEnded, QuestionStarted, Recorded, RunStarted
from sayso.consent.gate import Gate
from sayso.consent.policy import Policy
from sayso.consent.settings import Settings
from sayso.consent.simulation.stage import Phrase
from sayso.consent.watching import Watcher
from tests.consent.talk import ANA, ORDINARY, call, read_plainly, short_question

Lie = Callable[[list[Effect]], Sequence[Effect]]


def honest(effects: list[Effect]) -> list[Effect]:
    return effects


class Watched:
    """Tells the real gate what happens, and the watcher what the gate wants, true or not."""

    def __init__(self, *, settings: Settings | None = None, phrase: Phrase = short_question) -> None:
        self.gate = Gate("s1", ANA, phrase=phrase, read=read_plainly)
        self.watcher = Watcher(ANA, read=read_plainly)
        self.settings = settings or Settings(answer_mode="fast")
        self.now = 0.0
        self.asking = 0

    def tell(self, event: Event, lie: Lie = honest) -> list[Effect]:
        self.watcher.event(event)
        effects = self.gate.handle(event)
        for effect in effects:
            if isinstance(effect, Ask):
                self.asking = effect.asking
        for effect in lie(effects):
            self.watcher.effect(effect)
        self.watcher.settle()
        return effects

    def later(self, seconds: float = 1.0) -> float:
        self.now += seconds
        return self.now

    def propose(
        self,
        id_: str = "1",
        wanted: Call | None = None,
        policy: Policy = ORDINARY,
        lie: Lie = honest,
        *,
        read_only: bool = False,
    ) -> list[Effect]:
        return self.tell(Proposed(self.later(), id_, wanted or call(), policy, self.settings, read_only), lie)

    def play(self) -> None:
        self.tell(QuestionStarted(self.later(0.2), self.asking))
        self.tell(QuestionEnded(self.later(), self.asking))

    def asked(self, id_: str = "1", wanted: Call | None = None, policy: Policy = ORDINARY) -> Watched:
        self.propose(id_, wanted, policy)
        self.play()
        return self

    def says(self, text: str, lie: Lie = honest, *, who: str = ANA, lasted: float = 0.3) -> list[Effect]:
        at = self.later()
        return self.tell(Heard(at, text, who, at - lasted), lie)

    def written(self, id_: str = "1", lie: Lie = honest) -> list[Effect]:
        return self.tell(Recorded(self.later(0.1), id_), lie)

    def running(self, id_: str = "1", wanted: Call | None = None) -> Watched:
        """Asked, approved, on disk, sent."""
        self.asked(id_, wanted)
        self.says("yes")
        self.written(id_)
        self.tell(RunStarted(self.later(0.1), id_))
        return self


def add(*effects: Effect) -> Lie:
    return lambda true: [*true, *effects]


def instead(*effects: Effect) -> Lie:
    return lambda _: effects


def without(kind: type[Effect]) -> Lie:
    return lambda true: [effect for effect in true if not isinstance(effect, kind)]


def approve(id_: str = "1", *, confirm: bool = True, **fields: object) -> Record:
    return Record("decided", 0.0, id_, {"decision": "approve", "rule": "a lie", **fields}, confirm)


def refusal(id_: str, reason: str) -> Record:
    return Record("decided", 0.0, id_, {"decision": "refuse", "reason": reason})


def sent(id_: str = "1", wanted: Call | None = None) -> tuple[Record, Run]:
    it = wanted or call()
    return Record("sent", 0.0, id_, {"digest": it.digest}), Run(id_, it)


def proposed_and_sent() -> tuple[Record, Record, Run]:
    record, run = sent()
    return Record("proposed", 0.0, "1", {"digest": call().digest}), record, run

"""A conversation with the gate in short words: what happens goes in, what it wants comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sayso.consent.answer import Kind, Reading, Verdict
from sayso.consent.call import Call, freeze
from sayso.consent.effects import Ask, Effect, LetModelAnswer, Refuse, Run, Swallow, Tell
from sayso.consent.events import (
    Channel,
    Decided,
    Event,
    Heard,
    Outcome,
    Proposed,
    QuestionEnded,
    QuestionHeard,
    QuestionShown,
    QuestionStarted,
    Recorded,
    RunEnded,
    RunStarted,
    TimePassed,
)
from sayso.consent.gate import Gate
from sayso.consent.policy import Policy
from sayso.consent.question import Question
from sayso.consent.settings import Settings

ANA, BEN = "PA_ana", "PA_ben"
ORDINARY = Policy(True, "asks: require_approval is always", False, "mcp.json says destructive is false")
DESTRUCTIVE = Policy(True, "asks: require_approval is always", True, "mcp.json says destructive is true")
RUNS = Policy(False, "runs: listed under never", False, "mcp.json says destructive is false")

E = TypeVar("E", bound=Effect)


def call(tool: str = "send_note", server: str = "notes", definition: str = "d1", **arguments: object) -> Call:
    return freeze(server, tool, definition, arguments or {"text": "hello"})


MEANT: dict[str, tuple[Verdict, Kind]] = {
    "yes": ("approve", "yes"),
    "yes please": ("approve", "yes"),
    "yes yes": ("approve", "yes"),
    "no": ("deny", "no"),
    "no because it is late": ("deny", "no"),
    "yes no": ("deny", "no"),
    "stop": ("deny", "stop"),
    "cancel": ("unclear", "stop"),
    "no the other one": ("unclear", "edit"),
    "yes the other one": ("unclear", "edit"),
    "later": ("unclear", "later"),
    "if it is free": ("unclear", "condition"),
    "yes and the weather": ("unclear", "yes and more"),
    "what is in it": ("unclear", "side question"),
    "details": ("unclear", "details"),
    "say that again": ("unclear", "repeat"),
    "one moment": ("unclear", "wait"),
    "honey come here": ("unclear", "someone else"),
    "shall i": ("unclear", "echo"),
}
"""What the words of these tests mean, so that they are about the gate and not about the reading of words."""


def read_plainly(answer: str, question: Question | str = "", strict: bool = False, **_: object) -> Reading:
    verdict, kind = MEANT.get(answer, ("unclear", "chatter"))
    return Reading(verdict, kind, f"plain {kind}", answer)


def short_question(call: Call, settings: Settings, destructive: bool, nth: int) -> Question:
    """Six words, of which the first five count."""
    text = f"{'Shall' if nth == 1 else 'Now shall'} I {call.tool} {call.arguments_json} here please?"
    words = len(text.split())
    grant = "call" if destructive else settings.grant
    return Question(text, words - 1, f"All of it is {call.arguments_json}.", grant=grant)


class Talk:
    """One gate and the clock that its events carry."""

    def __init__(
        self,
        *,
        policy: Policy = ORDINARY,
        settings: Settings | None = None,
        records: bool = True,
        phrase: Callable[[Call, Settings, bool, int], Question] = short_question,
        read: Callable[..., Reading] = read_plainly,
    ) -> None:
        self.gate = Gate("s1", ANA, phrase=phrase, read=read)
        self.policy = policy
        self.settings = settings or Settings()
        self.records = records
        """Whether every record that waits for the disk gets there at once."""
        self.now = 0.0
        self.effects: list[Effect] = []
        """All so far."""
        self.latest: list[Effect] = []
        """Those of the last step."""

    def tell(self, event: Event) -> list[Effect]:
        self.latest = self._tell(event)
        return self.latest

    def _tell(self, event: Event) -> list[Effect]:
        effects = self.gate.handle(event)
        self.effects += effects
        for effect in list(effects):
            if self.records and getattr(effect, "confirm", False):
                effects = effects + self._tell(Recorded(self.now, getattr(effect, "id", "")))
        return effects

    def after(self, seconds: float) -> Talk:
        self.now += seconds
        return self

    def propose(
        self,
        id_: str = "1",
        wanted: Call | None = None,
        *,
        policy: Policy | None = None,
        settings: Settings | None = None,
        read_only: bool = False,
    ) -> list[Effect]:
        return self.tell(
            Proposed(self.now, id_, wanted or call(), policy or self.policy, settings or self.settings, read_only)
        )

    def started(self) -> list[Effect]:
        """The last question begins to be played."""
        return self.tell(QuestionStarted(self.now, self.ask.asking))

    def plays(self, words: int | None = None) -> list[Effect]:
        """So many words of the last question have been played; all of them where no number is given."""
        text = self.ask.text.split()
        return self.tell(QuestionHeard(self.now, self.ask.asking, " ".join(text[:words])))

    def shown(self) -> list[Effect]:
        return self.tell(QuestionShown(self.now, self.ask.asking))

    def ended(self, *, cut: bool = False) -> list[Effect]:
        return self.tell(QuestionEnded(self.now, self.ask.asking, cut))

    def asked(self, id_: str = "1", wanted: Call | None = None, settings: Settings | None = None) -> Talk:
        """Proposes, and plays the whole question."""
        self.propose(id_, wanted, settings=settings)
        self.whole_question()
        return self

    def whole_question(self) -> None:
        self.after(0.2).started()
        self.after(2.0).ended()

    def hears(
        self,
        text: str,
        *,
        began: float | None = None,
        who: str = ANA,
        final: bool = True,
        channel: Channel = "voice",
        confidence: float | None = None,
    ) -> list[Effect]:
        """Words, begun half a second after what happened last and final another half later."""
        if began is None:
            began = self.now + (0.5 if channel == "voice" else 1.0)
            self.now += 1.0
        return self.tell(Heard(self.now, text, who, began, final, channel, confidence))

    def presses(self, approve: bool, id_: str = "1", who: str = ANA) -> list[Effect]:
        return self.tell(Decided(self.now, id_, approve, who, "button"))

    def waits(self, seconds: float) -> list[Effect]:
        """Nothing happens but time."""
        self.now += seconds
        return self.tell(TimePassed(self.now))

    def runs_to_its_end(self, id_: str = "1", outcome: Outcome = "ok") -> list[Effect]:
        self.tell(RunStarted(self.now, id_))
        return self.tell(RunEnded(self.now, id_, outcome))

    @property
    def ask(self) -> Ask:
        return self.of(Ask)[-1]

    def of(self, kind: type[E]) -> list[E]:
        """All effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def now_of(self, kind: type[E]) -> list[E]:
        """Those of the last step."""
        return [effect for effect in self.latest if isinstance(effect, kind)]

    @property
    def ran(self) -> list[str]:
        return [effect.id for effect in self.of(Run)]

    @property
    def refused(self) -> dict[str, str]:
        return {effect.id: effect.reason for effect in self.of(Refuse)}

    @property
    def told(self) -> list[str]:
        return [effect.text for effect in self.of(Tell)]

    def state(self, id_: str = "1") -> str:
        views = [*self.gate.waiting(), *self.gate.running()]
        return next((view.state for view in views if view.id == id_), "gone")

    def swallowed(self) -> bool:
        """Whether the last words were kept from the model: exactly one of the two is always said."""
        kept, passed = self.now_of(Swallow), self.now_of(LetModelAnswer)
        assert len(kept) + len(passed) == 1
        return bool(kept)

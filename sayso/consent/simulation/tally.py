"""What was seen in many dialogues, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from sayso.consent.answer import Kind
from sayso.consent.effects import Effect, Reason
from sayso.consent.events import Event
from sayso.consent.states import FOLLOWS, State


@dataclass(slots=True)
class Tally:
    """Counts by name. What must be seen is known, so that what was never seen shows."""

    dialogues: int = 0
    events: Counter[type] = field(default_factory=Counter)
    effects: Counter[type] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    """What answers were read as."""
    moves: Counter[tuple[State, State]] = field(default_factory=Counter)

    def moved(self, _: str, before: State, after: State) -> None:
        self.moves[before, after] += 1

    @property
    def states(self) -> Counter[str]:
        """How often each state was entered."""
        entered: Counter[str] = Counter()
        for (before, after), times in self.moves.items():
            entered[after] += times
            if before == "proposed":
                entered[before] += times
        return entered

    def tables(self) -> dict[str, dict[str, int]]:
        """All of it by name, with a zero for what was never seen."""
        return {
            "states": whole(get_args(State), self.states),
            "events": whole(names(get_args(Event)), named(self.events)),
            "effects": whole(names(get_args(Effect)), named(self.effects)),
            "refusals": whole(get_args(Reason), self.reasons),
            "readings": whole(get_args(Kind), self.kinds),
            "moves": whole(all_moves(), {f"{a} -> {b}": times for (a, b), times in self.moves.items()}),
        }

    def missing(self, *tables: str) -> list[str]:
        """What these tables know of and was never seen."""
        found = self.tables()
        return [f"{table}: {name}" for table in tables for name, times in found[table].items() if not times]


def whole(all_: tuple[str, ...], seen: Mapping[str, int]) -> dict[str, int]:
    return {name: seen.get(name, 0) for name in all_}


def names(kinds: tuple[type, ...]) -> tuple[str, ...]:
    return tuple(kind.__name__ for kind in kinds)


def named(counted: Mapping[type, int]) -> dict[str, int]:
    return {kind.__name__: times for kind, times in counted.items()}


def all_moves() -> tuple[str, ...]:
    return tuple(pairs())


def pairs() -> Iterator[str]:
    for state, following in FOLLOWS.items():
        yield from (f"{state} -> {after}" for after in following)

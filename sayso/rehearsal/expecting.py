"""What was seen, held against what must be so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.calls import written
from sayso.rehearsal.record import Received
from sayso.rehearsal.scenario import Expect, ExpectedCall


@dataclass(frozen=True)
class Seen:
    """All that an expectation can be about."""

    asked: tuple[str, ...] = ()
    """The questions that began to be heard."""
    said: tuple[str, ...] = ()
    calls: tuple[Received, ...] = ()
    cancelled: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    ledger: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    waiting: int = 0
    running: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Broken:
    """One expectation that was not met."""

    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.key}: {self.what}"


def compare(expect: Expect, seen: Seen) -> list[Broken]:
    return list(differences(expect, seen))


def differences(expect: Expect, seen: Seen) -> Iterator[Broken]:
    if expect.asked is not None and not each_holds(expect.asked, seen.asked):
        yield differs("asked", expect.asked, seen.asked)
    if not in_order(expect.said, seen.said):
        yield differs("said", expect.said, seen.said)
    if not in_order(expect.told, seen.told):
        yield differs("told", expect.told, seen.told)
    for words in expect.said_once:
        if (times := sum(text.lower().count(words.lower()) for text in seen.said)) != 1:
            yield Broken("said_once", f'"{words}" was said {times} times in {listed(seen.said)}')
    for key, never, all_ in (
        ("never_said", expect.never_said, seen.said),
        ("never_told", expect.never_told, seen.told),
    ):
        for words in never:
            yield from (Broken(key, f'"{text}" has "{words}" in it') for text in all_ if holds(words, text))
    if expect.calls is not None and not same_calls(expect.calls, seen.calls):
        yield differs("calls", [shown(call) for call in expect.calls], [str(call) for call in seen.calls])
    for key in ("cancelled", "decisions", "ledger", "waiting", "running", "requests"):
        wanted = getattr(expect, key)
        if wanted is not None and wanted != getattr(seen, key):
            yield differs(key, wanted, getattr(seen, key))


def differs(key: str, wanted: Any, got: Any) -> Broken:
    return Broken(key, f"expected {listed(wanted)}, and there was {listed(got)}")


def listed(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    return "[" + ", ".join(f'"{item}"' for item in value) + "]"


def holds(words: str, text: str) -> bool:
    """Whether a text has these words in it, in any case of letters."""
    return words.lower() in text.lower()


def each_holds(wanted: Sequence[str], got: Sequence[str]) -> bool:
    return len(wanted) == len(got) and all(holds(words, text) for words, text in zip(wanted, got, strict=True))


def in_order(wanted: Sequence[str], got: Sequence[str]) -> bool:
    """Whether texts with these words come in this order, others between them or not."""
    texts = iter(got)
    return all(any(holds(words, text) for text in texts) for words in wanted)


def same_calls(wanted: Sequence[ExpectedCall], got: Sequence[Received]) -> bool:
    return len(wanted) == len(got) and all(is_it(one, other) for one, other in zip(wanted, got, strict=True))


def is_it(wanted: ExpectedCall, got: Received) -> bool:
    return (
        wanted.tool == got.tool
        and wanted.server in (None, got.server)
        and (wanted.arguments is None or dict(wanted.arguments) == got.arguments)
    )


def shown(call: ExpectedCall) -> str:
    server = f"{call.server}." if call.server else ""
    arguments = "..." if call.arguments is None else written(call.arguments)
    return f"{server}{call.tool}({arguments})"

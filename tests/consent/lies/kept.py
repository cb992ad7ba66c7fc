"""The lies that a gate could tell, each with the promise that it would break."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sayso.consent.effects import Swallow
from tests.consent.talk import call

Lying: TypeAlias = Callable[[], None]
LIES: dict[str, list[Lying]] = {}
OTHER = call("pay", "desk")
SWALLOW = Swallow("a lie")


def breaks(promise: str) -> Callable[[Lying], Lying]:
    """What follows breaks this promise."""

    def keep(lying: Lying) -> Lying:
        LIES.setdefault(promise, []).append(lying)
        return lying

    return keep

"""What must hold of the figures. A change that lets one fall is not merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.consent.data import Wrong
from benchmarks.consent.figures import WRONGS, Figures, percent

TRUE_APPROVALS = {"sgd": 90.0, "tm4_coffee": 96.0, "star": 66.0, "clinc150": 75.0}
"""Per cent, at least."""
REFUSALS_READ = {"sgd": 92.0, "nlupp": 92.0, "clinc150": 92.0}
"""Per cent, at least."""
YES_READ_AS_NO = {"sgd": 0.1, "tm4_coffee": 0.1, "nlupp": 0.1, "clinc150": 0.1, "hwu64": 0.1, "star": 0.3}
"""Per cent, at most."""
MORE_APPROVED = {"sgd": 0.25}
"""A yes with anything more that was approved, in per cent of all answers of the set, at most. Label errors count here:
read, those that are left are plain yeses, word for word like hundreds that their source has as such."""
NONE_APPROVED: dict[str, tuple[Wrong, ...]] = {
    "sgd": ("no", "change", "yes+more"),
    "star": ("no", "change"),
    "tm4_coffee": WRONGS,
    "nlupp": WRONGS,
    "clinc150": WRONGS,
    "hwu64": WRONGS,
}
"""What may not be approved even once, label errors aside."""
IN_PROCESS = 20_000
"""Answers in a second of processor time, at least."""
BY_COMMAND = 10_000
"""The same through `sayso interpret`, its start included."""


def fallen(sets: Mapping[str, Figures]) -> Iterator[str]:
    """Each figure that is worse than its floor, in words."""
    for name, floor in TRUE_APPROVALS.items():
        yield from below(f"{name}: true approvals", sets[name].true_approvals, floor)
    for name, floor in REFUSALS_READ.items():
        yield from below(f"{name}: refusals read as such", sets[name].refusals_read, floor)
    for name, most in YES_READ_AS_NO.items():
        yield from above(f"{name}: approvals read as refusals", sets[name].yes_read_as_no, most)
    for name, most in MORE_APPROVED.items():
        share = percent(sets[name].approved["yes+more"], sets[name].read.total())
        yield from above(f"{name}: a yes with more approved", share, most)
    for name, wrongs in NONE_APPROVED.items():
        for wrong in wrongs:
            if approved := sets[name].wrongly_approved(wrong):
                yield f"{name}: {wrong}: {approved} approved, may be none"


def too_slow(in_process: float, by_command: float) -> Iterator[str]:
    for how, reached, floor in (("in process", in_process, IN_PROCESS), ("by command", by_command, BY_COMMAND)):
        if reached < floor:
            yield f"{how}: {reached:,.0f} answers a second, must be {floor:,}"


def below(what: str, reached: float | None, floor: float) -> Iterator[str]:
    if reached is None or reached < floor:
        yield f"{what}: {shown(reached)}, must be {floor:g}%"


def above(what: str, reached: float | None, most: float) -> Iterator[str]:
    if reached is None or reached > most:
        yield f"{what}: {shown(reached)}, may be {most:g}%"


def shown(reached: float | None) -> str:
    return "nothing to count" if reached is None else f"{reached:.2f}%"

"""What came out of one set, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from benchmarks.consent.data import Gold, Row, Wrong
from sayso.consent.answer import Verdict

WRONGS: tuple[Wrong, ...] = ("no", "change", "yes+more", "unrelated")


@dataclass(slots=True)
class Figures:
    """Counts of answers, not of rows: a row that was said five times counts five times."""

    read: Counter[tuple[Gold, Verdict]] = field(default_factory=Counter)
    there: Counter[Wrong] = field(default_factory=Counter)
    approved: Counter[Wrong] = field(default_factory=Counter)
    """Approved though they should not be, label errors included."""
    mislabelled: Counter[Wrong] = field(default_factory=Counter)
    """Those of them whose label is wrong."""
    refusals: Counter[Verdict] = field(default_factory=Counter)
    """How answers were read that only refuse."""

    def all_of(self, gold: Gold) -> int:
        return sum(n for (of, _), n in self.read.items() if of == gold)

    @property
    def true_approvals(self) -> float | None:
        return percent(self.read["approve", "approve"], self.all_of("approve"))

    @property
    def yes_read_as_no(self) -> float | None:
        return percent(self.read["approve", "deny"], self.all_of("approve"))

    @property
    def refusals_read(self) -> float | None:
        return percent(self.refusals["deny"], self.refusals.total())

    def wrongly_approved(self, wrong: Wrong) -> int:
        return self.approved[wrong] - self.mislabelled[wrong]


def percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def count(read: Iterable[tuple[Row, Verdict]], mislabelled: Collection[str] = ()) -> Figures:
    """The figures of one set; `mislabelled` are the marks of its rows with a wrong label."""
    figures = Figures()
    for row, verdict in read:
        figures.read[row.gold, verdict] += row.count
        if row.only_refuses:
            figures.refusals[verdict] += row.count
        if row.wrong is None:
            continue
        figures.there[row.wrong] += row.count
        if verdict == "approve":
            figures.approved[row.wrong] += row.count
            if row.mark in mislabelled:
                figures.mislabelled[row.wrong] += row.count
    return figures

"""The table of the README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.consent.data import Wrong
from benchmarks.consent.figures import WRONGS, Figures

HEADS = (
    "set",
    "read by",
    "yes read as yes",
    "no approved",
    "change approved",
    "yes and more approved",
    "unrelated approved",
    "no read as no",
    "yes read as no",
)


def table(ours: Mapping[str, Figures], words: Mapping[str, Figures]) -> str:
    """Two lines a set: Sayso, and the word match."""
    lines = [HEADS, tuple("---" if i < 2 else "---:" for i in range(len(HEADS)))]
    for name in ours:
        lines += [
            (name, "Sayso", *cells(ours[name])),
            ("", "word match", *cells(words[name])),
        ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(figures: Figures) -> Iterator[str]:
    yield share(figures.true_approvals, 1)
    for wrong in WRONGS:
        yield approved(figures, wrong)
    yield share(figures.refusals_read, 1)
    yield share(figures.yes_read_as_no, 2)


def share(per_cent: float | None, digits: int) -> str:
    return "" if per_cent is None else f"{per_cent:.{digits}f}%"


def approved(figures: Figures, wrong: Wrong) -> str:
    if not figures.there[wrong]:
        return ""
    errors = figures.mislabelled[wrong]
    aside = f" ({errors} mislabelled)" if errors else ""
    return f"{figures.approved[wrong]:,} of {figures.there[wrong]:,}{aside}"

"""Prints the README's table, the rows with a wrong label, and the speed; exits 1 when a figure has fallen."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from benchmarks.consent import speed
from benchmarks.consent.data import NoDataError, Row, folder, read
from benchmarks.consent.figures import Figures, count
from benchmarks.consent.floors import fallen, too_slow
from benchmarks.consent.label_errors import LabelError, label_errors
from benchmarks.consent.table import table
from benchmarks.consent.word_match import match
from sayso.consent.answer import Verdict, interpret

Verdicts = Mapping[str, Sequence[tuple[Row, Verdict]]]


def main() -> int:
    try:
        rows = read(folder())
    except NoDataError as missing:
        print(missing, file=sys.stderr)
        return 2
    errors = label_errors()
    read_ = read_strictly(rows)
    ours = figures(read_, errors)
    print(table(ours, word_match(rows)))
    for name, of_set in ours.items():
        if more := of_set.approved["yes+more"]:
            with_more, others = of_set.there["yes+more"], of_set.all_of("deny") + of_set.all_of("other")
            print(f"\n{name}: {more} approved of those that its source has as a yes with more, label errors included:")
            print(
                f"{100 * more / with_more:.2f}% of these, {100 * more / others:.2f}% of all that are no approvals, ",
                end="",
            )
            print(f"{100 * more / of_set.read.total():.2f}% of all")
    print("\nApproved though their source has them otherwise, and rightly so when read:")
    for error in errors:
        print(f"  {error.set} {error.row} {verdict_of(error, read_)}: {error.reason}")
    (new, in_process), by_command = speed.in_process(rows["sgd"]), speed.by_command(rows["sgd"])
    print(
        f"\nAnswers in a second of one processor: {in_process:,.0f} in process"
        f" ({new:,.0f} while every word is new to it), {by_command:,.0f} by command"
    )
    fallen_ = [*fallen(ours), *too_slow(in_process, by_command)]
    for line in fallen_:
        print(f"FALLEN: {line}")
    return 1 if fallen_ else 0


def read_strictly(rows: Mapping[str, Sequence[Row]]) -> Verdicts:
    return {
        name: [(row, interpret(row.answer, row.question, strict=True).verdict) for row in of_set]
        for name, of_set in rows.items()
    }


def figures(read_: Verdicts, errors: Sequence[LabelError]) -> dict[str, Figures]:
    return {name: count(of_set, {e.row for e in errors if e.set == name}) for name, of_set in read_.items()}


def word_match(rows: Mapping[str, Sequence[Row]]) -> dict[str, Figures]:
    return {name: count((row, match(row.answer)) for row in of_set) for name, of_set in rows.items()}


def verdict_of(error: LabelError, read_: Verdicts) -> str:
    found = {verdict for row, verdict in read_[error.set] if row.mark == error.row}
    return " and ".join(sorted(found)) or "not in this data"


if __name__ == "__main__":
    raise SystemExit(main())

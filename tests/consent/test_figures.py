"""How real replies are read must not get worse. The replies are not part of the repository: see benchmarks/consent."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.consent.__main__ import Verdicts, figures, read_strictly, word_match
from benchmarks.consent.data import NoDataError, Row, folder, read
from benchmarks.consent.floors import fallen
from benchmarks.consent.label_errors import label_errors
from benchmarks.consent.table import table
from benchmarks.consent.word_match import match
from sayso.consent.answer import interpret

Rows = Mapping[str, Sequence[Row]]
README = Path(__file__).parents[2] / "README.md"
MOST_TIMES_A_WORD_MATCH = 200
"""Some sixty when every word was met before; a slip in the reading (a question taken apart each time) shows."""


@pytest.fixture(scope="module")
def replies() -> Rows:
    try:
        return read(folder())
    except NoDataError as missing:
        pytest.skip(str(missing).splitlines()[0])


@pytest.fixture(scope="module")
def readings(replies: Rows) -> Verdicts:
    return read_strictly(replies)


def test_no_figure_of_real_replies_has_fallen(readings: Verdicts) -> None:
    assert list(fallen(figures(readings, label_errors()))) == []


def test_every_row_that_is_listed_as_a_label_error_is_approved(readings: Verdicts) -> None:
    """A list that names more would hide the next error."""
    approved = {
        (name, row.mark) for name, read_ in readings.items() for row, v in read_ if v == "approve" and row.wrong
    }
    known = {row.mark for rows in readings.values() for row, _ in rows}
    listed = {(error.set, error.row) for error in label_errors() if error.row in known}
    assert listed - approved == set()


def test_a_word_match_does_what_the_readme_says_of_it(replies: Rows) -> None:
    sgd = word_match(replies)["sgd"]
    assert sgd.approved["change"] > sgd.there["change"] / 2
    assert sgd.approved["no"] > 0
    assert sgd.true_approvals is not None
    assert sgd.true_approvals < 70


def test_the_readme_has_the_table_that_the_benchmark_prints(replies: Rows, readings: Verdicts) -> None:
    printed = table(figures(readings, label_errors()), word_match(replies))
    assert printed in README.read_text(encoding="utf-8")


@pytest.mark.realtime
def test_reading_an_answer_takes_a_bounded_multiple_of_a_word_match(replies: Rows) -> None:
    """In turns, in one run, so that the machine cancels out. `python -m benchmarks.consent` gives the figures."""
    rows = replies["sgd"][:4000]
    ratios = []
    for _ in range(3):
        began = time.process_time()
        for row in rows:
            interpret(row.answer, row.question, strict=True)
        between = time.process_time()
        for row in rows:
            match(row.answer)
        ratios.append((between - began) / (time.process_time() - between))
    assert min(ratios) < MOST_TIMES_A_WORD_MATCH

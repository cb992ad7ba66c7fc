"""Every answer of tests/consent/answers is read as the person meant it."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from sayso.consent.answer import Kind, Verdict
from tests.consent.answer_rows import Row, rows

ROWS = list(rows())
NOT_A_YES = [row for row in ROWS if "approve" not in row.verdicts]


@pytest.mark.parametrize("row", NOT_A_YES, ids=str)
def test_what_is_no_yes_never_approves(row: Row) -> None:
    """The error that matters, apart from all others."""
    reading = row.read()
    assert reading.verdict != "approve", f"APPROVED by {reading.why}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_answer_is_read_as_it_was_meant(row: Row) -> None:
    reading = row.read()
    got = f"{reading.verdict} ({reading.kind}), by {reading.why}"
    assert reading.verdict in row.verdicts, f"not {' or '.join(row.verdicts)} but {got}"
    # Another verdict that is right as well may have kinds of its own.
    if row.kinds and reading.verdict == row.verdicts[0]:
        assert reading.kind in row.kinds, f"not {' or '.join(row.kinds)} but {got}"


def test_the_rows_name_verdicts_and_kinds_that_there_are() -> None:
    assert {verdict for row in ROWS for verdict in row.verdicts} == set(get_args(Verdict))
    assert {kind for row in ROWS for kind in row.kinds} <= set(get_args(Kind))


def test_no_row_is_there_twice() -> None:
    seen = Counter((r.question, r.answer, r.strict, r.language, str(r.given)) for r in ROWS)
    assert [row for row, times in seen.items() if times > 1] == []


def test_each_theme_has_rows_in_number() -> None:
    counted = Counter(row.theme for row in ROWS)
    assert len(counted) >= 20
    assert {theme: count for theme, count in counted.items() if count < 15} == {}

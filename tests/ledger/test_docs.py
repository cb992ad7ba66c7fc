"""docs/ledger.md says what is in a ledger."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from sayso.consent.effects import RecordKind
from sayso.consent.plain import LONGEST_TEXT, MOST_CHARACTERS
from sayso.ledger.mending import MOST_FILES
from sayso.ledger.settings import ARGUMENTS, FOLDER, WORDS
from sayso.ledger_file import LedgerFile
from tests.ledger.conversation import entries

DOCS = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()


def firsts(heading: str) -> list[str]:
    """The first column of the table with this heading."""
    rows = DOCS.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_every_key_of_a_line_is_documented_in_its_order(tmp_path: Path) -> None:
    with LedgerFile(tmp_path) as file:
        path = file.path
    assert firsts("Key | Value") == list(entries(path)[0])


def test_every_kind_is_documented() -> None:
    assert set(firsts("Kind | What it says")) == {*get_args(RecordKind), "opened", "mended"}


def test_every_variable_and_bound_is_documented() -> None:
    assert firsts("Variable | Value") == [FOLDER, ARGUMENTS, WORDS]
    for number in (LONGEST_TEXT, MOST_CHARACTERS, MOST_FILES):
        assert f"{number:,}" in DOCS

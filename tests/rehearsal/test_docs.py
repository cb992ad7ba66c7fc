"""docs/scenarios.md documents every key and every moment of the format, and none besides."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from sayso.rehearsal import form
from tests.repository.files import ROOT

TEXT = (ROOT / "docs" / "scenarios.md").read_text()


def rows(heading: str, column: str) -> list[str]:
    """The first cells of the first table with this column below a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = section.split(f"| {column} |")[1].split("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("The file", form.TOP),
        ("`[session]`", form.SESSION),
        ("`[[model]]`", form.MODEL),
        ("`[[step]]`", form.STEP),
        ("`[expect]`", form.EXPECT),
    ],
)
def test_every_key_is_documented_in_its_order(heading: str, keys: Mapping[str, str]) -> None:
    assert rows(heading, "Key") == list(keys)


def test_every_moment_is_documented_as_the_format_has_it() -> None:
    assert rows("`[[step]]`", "Moment") == list(form.MOMENTS)
    for name, when in form.MOMENTS.items():
        assert f"| `{name}` | {when} |" in TEXT


def test_every_fault_is_documented_as_the_format_has_it() -> None:
    assert rows("`[[step]]`", "Fault") == list(form.FAULTS)
    for name, what in form.FAULTS.items():
        assert f"| `{name}` | {what} |" in TEXT

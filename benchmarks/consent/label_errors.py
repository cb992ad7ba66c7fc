"""Rows whose label is wrong when they are read, named without quoting them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).with_name("label_errors.toml")


@dataclass(frozen=True, slots=True)
class LabelError:
    """One row that we approve, and rightly, though its source has it otherwise."""

    set: str
    row: str
    """The first 16 digits of the SHA-256 of its question, a zero byte and its answer."""
    reason: str


def label_errors() -> tuple[LabelError, ...]:
    listed = tomllib.loads(PATH.read_text(encoding="utf-8")).get("error", [])
    return tuple(LabelError(**entry) for entry in listed)

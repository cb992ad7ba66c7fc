"""A tool's arguments from what was said. What isn't said is left out; what is required and missing is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .answer import fill_answer
from .choose import Known
from .cued import fill_codes, fill_cued, fill_quotes
from .filling import Filling, overlap
from .heard import Heard
from .kinds import TYPED, kind_of
from .moments import fill_moments
from .names import fill_names
from .request import read_request
from .schema import Field, Path, build, faults
from .texts import fill_said, fill_searches, fill_texts
from .typed import fill_fixed, fill_numbers, fill_options, fill_written, fill_yes_no, fill_zones

_LOCAL = re.compile(r"\buse ['\"`]([\w/+-]+)['\"`].*\b(?:if|when) no\b", re.IGNORECASE)
"""A server of others says so what to take where no zone is said: "Use 'Europe/Berlin' as local timezone if no ..."."""


@dataclass(frozen=True)
class Filled:
    """What was found for a tool. Complete arguments always satisfy the tool's schema."""

    values: Mapping[Path, Any]
    missing: tuple[Field, ...]
    typed: int
    """How many values had a form of their own, such as a date: they speak for the tool."""
    worded: int

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def arguments(self) -> dict[str, Any]:
        return build(self.values)


def fill(
    heard: Heard, tool: Known, now: datetime, known: Mapping[Path, Any] | None = None, asked: Field | None = None
) -> Filled:
    """Fill a tool's fields. `known` are values from before, `asked` is the field that the words answer."""
    before = dict(known or {})
    filling = Filling(heard, read_request(heard), tool, now, dict(before), asked=asked)
    fill_written(filling)
    fill_options(filling)
    fill_yes_no(filling)
    fill_codes(filling)
    fill_moments(filling)
    fill_zones(filling)
    fill_numbers(filling)
    if asked is not None:
        fill_answer(filling, asked)
    for step in (fill_quotes, fill_said, fill_cued, fill_texts, fill_searches, fill_names):
        # An answer is about what was asked; more than that only where it says so.
        if asked is None or step in (fill_quotes, fill_cued, fill_names):
            step(filling)
    fill_fixed(filling)
    values = _settled(filling, tool)
    new = [one for one in tool.fields if one.path in values and one.path not in before]
    typed = sum(1 for one in new if kind_of(one) in TYPED)
    return Filled(values, _missing(tool, values), typed, len(new) - typed)


def _settled(filling: Filling, tool: Known) -> dict[Path, Any]:
    """The values that may stay: half an optional object is dropped, and so is what the tool's schema refuses."""
    values = dict(filling.values)
    for one in tool.fields:
        if one.required and not any(overlap(one.path, path) for path in values):
            if "default" in one.schema:
                values[one.path] = one.schema["default"]
            elif one.nullable:
                values[one.path] = None
            elif kind_of(one) == "zone" and (found := _LOCAL.search(one.description)):
                values[one.path] = found.group(1)
            elif kind_of(one) == "object" and not faults({"value": {}}, {"properties": {"value": one.schema}}):
                values[one.path] = {}
    required = {one.path for one in tool.fields if one.required}
    for _ in range(len(values) + 1):
        wrong = faults(build(values), tool.facts.parameters) if required <= values.keys() else []
        bad = [path for path in values if any(overlap(path, fault) for fault in wrong)]
        optional = [path for path in bad if path not in required]
        dropped = optional or [path for path in bad if any(fault and path[: len(fault)] == fault for fault in wrong)]
        if not wrong or not dropped:
            break
        for path in dropped:
            del values[path]
    return values


def _missing(tool: Known, values: Mapping[Path, Any]) -> tuple[Field, ...]:
    """What must still be asked for, once for each path: a union has a field for each of its forms."""
    missing: dict[Path, Field] = {}
    for one in tool.fields:
        if one.required and not any(overlap(one.path, path) for path in values):
            missing.setdefault(one.path, one)
    return tuple(missing.values())


def valid(filled: Filled, tool: Known) -> bool:
    """Whether the arguments satisfy the tool's own schema as a whole."""
    return filled.complete and not faults(filled.arguments, tool.facts.parameters)

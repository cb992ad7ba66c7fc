"""What was measured, as numbers and as tables."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

HOW = """\
The server speaks streamable HTTP on loopback and notes when each request reaches it, by the clock that both processes
share. Real sessions, with doubles behind VAD, STT, TTS and LLM: the person speaks for 0.3 s, the VAD tells of the end
after 0.2 s of silence, the final transcript comes 0.3 s after the end, the model takes no time where no other is named.
Endpointing and preemptive generation are LiveKit's defaults; Sayso's ledger is on disk. The ways take turns, ten
rounds in a session, in an order that changes. A call that needs no approval is timed from the model's request that
proposes it to the one that has its result. `word match` is the idea of Azure's Voice Live sample on the event
`user_input_transcribed`; `no gate` acts in `stt_node` on every final transcript, the earliest that a session has it.\
"""
PACKAGES = ("livekit-agents", "mcp")


@dataclass(frozen=True)
class Spread:
    """Some measurements, in few numbers."""

    p5: float
    p50: float
    p95: float
    count: int


def spread(values: Sequence[float]) -> Spread:
    return Spread(quantile(values, 0.05), quantile(values, 0.5), quantile(values, 0.95), len(values))


def quantile(values: Sequence[float], share: float) -> float:
    """Between the two that are next to it, in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    name: str
    spread: Spread
    unit: str = "ms"
    ratio: float | None = None
    """Its median by that of the line which it is held against."""


@dataclass(frozen=True)
class Target:
    """What a figure is to be."""

    text: str
    value: float
    most: float

    @property
    def reached(self) -> bool:
        return self.value <= self.most


@dataclass
class Table:
    """One thing that was measured."""

    title: str
    against: str
    """The line that the ratios are held against."""
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, values: Sequence[float], unit: str = "ms") -> None:
        self.rows.append(Row(name, spread(values), unit))

    def compared(self) -> Table:
        """The same with the ratios."""
        base = next((row.spread.p50 for row in self.rows if row.name == self.against), None)
        rows = [Row(r.name, r.spread, r.unit, r.spread.p50 / base if base else None) for r in self.rows]
        return Table(self.title, self.against, rows)


@dataclass
class Result:
    """Everything of one run."""

    tables: list[Table]
    targets: list[Target]
    facts: dict[str, str]
    command: str
    """What it was measured by, with the options that were given."""

    def as_json(self) -> dict[str, Any]:
        targets = [{**asdict(target), "reached": target.reached} for target in self.targets]
        return {
            "command": self.command,
            "facts": self.facts,
            "tables": [asdict(table) for table in self.tables],
            "targets": targets,
        }

    def as_markdown(self) -> str:
        facts = "; ".join(f"{name}: {value}" for name, value in self.facts.items())
        parts = ["# The gate in a live conversation", f"`{self.command}`", f"{facts}.", HOW]
        for table in self.tables:
            lines = [HEADS, ("---", "---:", "---:", "---:", "---:", "---:"), *(cells(row) for row in table.rows)]
            parts += [f"## {table.title}", "\n".join(f"| {' | '.join(line)} |" for line in lines)]
        listed = [f"- {told(target)}" for target in self.targets]
        return "\n\n".join([*parts, "## Wanted", "\n".join(listed)]) + "\n"


HEADS = ("", "p50", "p5", "p95", "ratio of p50", "measured")


def cells(row: Row) -> tuple[str, ...]:
    s = row.spread
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.name, *(number(value, row.unit) for value in (s.p50, s.p5, s.p95)), ratio, f"{s.count:,}")


def number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if abs(value) >= 100 else f"{value:.2f} {unit}"


def told(target: Target) -> str:
    verdict = "reached" if target.reached else "NOT REACHED"
    return f"{target.text}: {target.value:.2f}, at most {target.most:g}: {verdict}"


def command(program: str, given: Sequence[str]) -> str:
    """The line that repeats what was done, as it would be typed."""
    return " ".join([program, *map(shlex.quote, given)])


def facts(load_before: float) -> dict[str, str]:
    """When and on what it was measured; nothing that names a machine."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": ".".join(map(str, sys.version_info[:3])),
        **{package: version(package) for package in PACKAGES},
        "load average before and after": f"{load_before:.1f}, {os.getloadavg()[0]:.1f}",
    }

"""`sayso check`: what is there, what is wrong, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.commands.app import Part, Parts
from sayso.commands.survey import Found, survey, transport_name
from sayso.problems import Problem, SaysoError

if TYPE_CHECKING:
    from sayso.config import Config

SLOW_LIST = 5.0
"""Seconds after which a person who waits for a first answer would have hung up."""


def run_check(path: Path | None, *, parts: Parts | None, connect: bool, as_json: bool) -> int:
    from sayso.config import load

    rows: Sequence[Part] = ()
    problems: list[Problem] = []
    try:
        rows = parts() if parts is not None else ()
    except SaysoError as error:
        problems += error.problems
    config: Config | None = None
    try:
        config = load(path)
    except SaysoError as error:
        problems += error.problems
    found = survey(config.servers) if config is not None and connect else []
    problems += [f.problem for f in found if f.problem is not None]
    warnings = [*(config.notes if config is not None else ()), *slow_lists(found)]
    if as_json:
        print(json.dumps(as_data(config, rows, found, problems, warnings), ensure_ascii=False))
    else:
        print_tables(config, rows, found, problems, warnings)
    return 2 if problems else 0


def slow_lists(found: Sequence[Found]) -> list[Problem]:
    return [
        Problem(
            "server-slow",
            f.server.where,
            f"connecting and listing its tools took {f.seconds:.1f} s",
            "a caller waits that long for its tools; start it beforehand, or look into its log",
        )
        for f in found
        if f.seconds is not None and f.seconds > SLOW_LIST
    ]


def as_data(
    config: Config | None,
    rows: Sequence[Part],
    found: Sequence[Found],
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
) -> dict[str, Any]:
    tried = {f.server.label: f for f in found}
    servers: list[dict[str, Any]] = []
    for server in config.servers if config is not None else ():
        f = tried.get(server.label)
        servers.append(
            {
                "label": server.label,
                "transport": transport_name(server),
                "state": f.state if f is not None else "not tried",
                "tools": len(f.tools) if f is not None else None,
                "asks": f.asks if f is not None else None,
                "seconds": round(f.seconds, 3) if f is not None and f.seconds is not None else None,
                "problem": str(f.problem) if f is not None and f.problem is not None else None,
            }
        )
    servers += [
        {"label": label, "state": "disabled", "tools": None, "asks": None, "problem": None}
        for label in (config.disabled if config is not None else ())
    ]
    return {
        "file": str(config.path) if config is not None else None,
        "parts": [{"part": r.part, "chosen": r.chosen, "model": r.model, "why": r.why} for r in rows],
        "servers": servers,
        "problems": [str(p) for p in problems],
        "warnings": [str(w) for w in warnings],
    }


def print_tables(
    config: Config | None,
    rows: Sequence[Part],
    found: Sequence[Found],
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=False)
    if rows:
        table = Table(title="Pipeline", title_justify="left", box=None, padding=(0, 2, 0, 0))
        for name in ("part", "chosen", "model", "why"):
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(escape(text) for text in (row.part, row.chosen, row.model, row.why)))
        console.print(table, "")
    if config is not None:
        table = Table(title=f"Servers in {config.path}", title_justify="left", box=None, padding=(0, 2, 0, 0))
        for name in ("server", "transport", "state", "tools", "ask", "took"):
            table.add_column(name, overflow="fold", justify="right" if name in ("tools", "ask", "took") else "left")
        tried = {f.server.label: f for f in found}
        for server in config.servers:
            f = tried.get(server.label)
            cells = [server.label, transport_name(server), f.state if f is not None else "not tried"]
            if f is not None and f.problem is None:
                cells += [str(len(f.tools)), str(f.asks), f"{f.seconds:.1f} s" if f.seconds is not None else ""]
            table.add_row(*(escape(cell) for cell in cells))
        for label in config.disabled:
            table.add_row(escape(label), "", "disabled")
        console.print(table, "")
    # Long lines stay whole, so that each can be copied and searched for.
    for warning in warnings:
        print(f"warning: {warning}")
    for problem in problems:
        print(f"error: {problem}")
    if not problems:
        print("All is well." if found or config is None else "The file and the environment are well.")

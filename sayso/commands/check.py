"""`sayso check`: what is there, what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.commands.app import Part, Parts
from sayso.commands.cautions import cautions
from sayso.commands.printing import json_line, one_line, show
from sayso.commands.survey import Found, survey, transport_name
from sayso.problems import Problem, SaysoError

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from sayso.config.load import Config
    from sayso.servers.declared import DeclaredServer

SLOW_LIST = 5.0
"""Seconds after which a person who waits for a first answer would have hung up."""

NOT_TRIED: dict[str, Any] = {
    "label": "",
    "transport": None,
    "state": "not tried",
    "tools": None,
    "asks": None,
    "seconds": None,
    "problem": None,
}


def run_check(path: Path | None, *, parts: Parts | None, connect: bool, as_json: bool) -> int:
    from sayso.config.load import load

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
    warnings = [*(config.notes if config is not None else ()), *cautions(found), *slow_lists(found)]
    if as_json:
        print(json_line(as_data(config, rows, found, problems, warnings)))
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
    servers = [server_data(server, tried.get(server.label)) for server in (config.servers if config else ())]
    servers += [{**NOT_TRIED, "label": label, "state": "disabled"} for label in (config.disabled if config else ())]
    return {
        "file": str(config.path) if config is not None else None,
        "parts": [{"part": r.part, "chosen": r.chosen, "model": r.model, "why": r.why} for r in rows],
        "servers": servers,
        "problems": [str(p) for p in problems],
        "warnings": [str(w) for w in warnings],
    }


def server_data(server: DeclaredServer, found: Found | None) -> dict[str, Any]:
    data = {**NOT_TRIED, "label": server.label, "transport": transport_name(server)}
    if found is None:
        return data
    return {
        **data,
        "state": found.state,
        "tools": len(found.tools),
        "asks": found.asks,
        "seconds": round(found.seconds, 3) if found.seconds is not None else None,
        "problem": str(found.problem) if found.problem is not None else None,
    }


def print_tables(
    config: Config | None,
    rows: Sequence[Part],
    found: Sequence[Found],
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
) -> None:
    if rows:
        table = make_table("part", "chosen", "model", "why")
        for row in rows:
            table.add_row(row.part, row.chosen, row.model, row.why)
        show(heading("Pipeline"), table, "")
    if config is not None:
        table = make_table("server", "transport", "state", "tools", "ask", "took")
        tried = {f.server.label: f for f in found}
        for server in config.servers:
            f = tried.get(server.label)
            cells = [one_line(server.label), transport_name(server), f.state if f is not None else "not tried"]
            if f is not None and f.problem is None:
                cells += [str(len(f.tools)), str(f.asks), f"{f.seconds:.1f} s" if f.seconds is not None else ""]
            table.add_row(*cells)
        for label in config.disabled:
            table.add_row(one_line(label), "", "disabled")
        show(heading(f"Servers in {config.path}"), table, "")
    # Long lines stay whole, so that each can be copied and searched for.
    for warning in warnings:
        print(f"warning: {one_line(str(warning))}")
    for problem in problems:
        print(f"error: {one_line(str(problem))}")
    if not problems:
        print("All is well." if found or config is None else "The file and the environment are well.")


def heading(text: str) -> Text:
    from rich.text import Text

    return Text(one_line(text), "bold")


def make_table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(name, overflow="fold", justify="right" if name in ("tools", "ask", "took") else "left")
    return table

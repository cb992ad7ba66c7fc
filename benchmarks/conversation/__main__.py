"""Measures everything in one run: `python -m benchmarks.conversation [--quick] [--rounds N] [--json] [--write]`.

Exits 1 where a figure is not what it is to be.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Sheet

from benchmarks.conversation import answering, closing, unasked, weight
from benchmarks.conversation.figures import HEADS, Result, Table, Target, cells, command, facts, quantile, told
from benchmarks.conversation.shop import Shop, open_shop
from benchmarks.conversation.ways import FLOOR
from benchmarks.conversation.weight import Weight
from sayso.consent.settings import Settings
from sayso.rehearsal.scenario import TurnDetection

PROGRAM = "python -m benchmarks.conversation"
RESULTS = Path(__file__).with_name("results.md")
DETECTED: Mapping[TurnDetection, str] = {"vad": "turn detection by the VAD", "local": "the local turn detector"}
FAST, CAREFUL = "Sayso, fast", "Sayso, careful"


def main(given: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if given is None else given
    options = arguments().parse_args(given)
    # A line in the log for every session is no part of what is measured, and drowns the table.
    logging.disable(logging.INFO)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder, open_shop(Path(folder)) as shop:
        tables, targets = measure(shop, Path(folder) / "ledger", options)
    result = Result(tables, targets, facts(load), command(PROGRAM, given))
    if options.json:
        print(json.dumps(result.as_json(), indent=2))
    else:
        show(result)
    if options.write:
        RESULTS.write_text(result.as_markdown())
    return 0 if all(target.reached for target in targets) else 1


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="answers of each way with each turn detection (100)")
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of calls that need no approval (2000)")
    parser.add_argument("--closings", type=int, default=30, help="closings of each kind (30)")
    parser.add_argument("--repeats", type=int, default=5, help="processes with and without the gate (5)")
    parser.add_argument("--turns", type=int, default=20, help="turns of the conversation in each of them (20)")
    parser.add_argument("--seed", type=int, default=1, help="for the order in which the ways take turns")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--write", action="store_true", help="write benchmarks/conversation/results.md")
    quick = "a few of each, to see that it runs"
    parser.add_argument("--quick", action="store_true", help=quick)
    return parser


def measure(shop: Shop, folder: Path, options: argparse.Namespace) -> tuple[list[Table], list[Target]]:
    if options.quick:
        options.rounds, options.pairs, options.closings, options.repeats, options.turns = 2, 20, 2, 1, 1
    detections = list(DETECTED)
    answers = asyncio.run(answering.measure(shop, folder, options.rounds, detections, options.seed))
    pairs = asyncio.run(unasked.measure(shop, folder, options.pairs))
    closings = asyncio.run(closing.measure(shop, folder, options.closings))
    weights = weight.measure(shop, folder, options.repeats, options.turns)
    tables = [of_answers(answers, detection) for detection in detections]
    more = [ours - theirs for ours, theirs in zip(pairs[unasked.OURS], pairs[unasked.THEIRS], strict=True)]
    tables += [of_values("A call that needs no approval", unasked.THEIRS, pairs)]
    tables += [of_values("What ours takes more of in a pair of such calls", "", {"ours less theirs": more})]
    tables += [of_values("Closing, with five calls that wait and three that run", "", closings)]
    tables += of_weights(weights)
    targets = [target for detection in detections for target in wanted(answers, detection)]
    targets += [
        Target("a call that needs no approval, ms more at the median of the pairs", median(more), 0.1),
        Target("the gate's own part of closing, ms at p95", quantile(closings[closing.GATE], 0.95), 100),
        Target("closing of a whole session, ms at p95", quantile(closings[closing.SESSION], 0.95), 500),
    ]
    return [table.compared() for table in tables], targets


def of_answers(answers: Mapping[answering.Key, Sequence[float]], detection: TurnDetection) -> Table:
    table = Table(f'From the final transcript of "yes" to the request at the server, {DETECTED[detection]}', FLOOR)
    for (name, by), values in answers.items():
        if by == detection:
            table.add(name, values)
    return table


def of_values(title: str, against: str, measured: Mapping[str, Sequence[float]]) -> Table:
    table = Table(title, against)
    for name, values in measured.items():
        table.add(name, values)
    return table


def of_weights(weights: Mapping[str, Sequence[Weight]]) -> list[Table]:
    turns = next(iter(weights.values()))[0].turns
    against = weight.CASES["toolset"]
    conversation = Table(f"Processor time of a conversation of {turns} turns, each with a call unasked", against)
    turn = Table("Processor time of one of these turns", against)
    lasted = Table("How long such a conversation lasts by the clock", against)
    memory = Table("Memory of the session's process", against)
    for case, values in weights.items():
        name = weight.CASES[case]
        conversation.add(name, [1000 * value.processor for value in values])
        turn.add(name, [1000 * value.processor / value.turns for value in values])
        lasted.add(name, [value.lasted for value in values], "s")
        memory.add(name, [value.memory for value in values], "MB")
    adds = Table("What the gate adds: with it, less the conversation without it that took turns with that one", "")
    pairs = list(zip(weights["gate"], weights["toolset"], strict=True))
    adds.add("processor time, a conversation", [1000 * (gate.processor - bare.processor) for gate, bare in pairs])
    adds.add(
        "processor time, a turn",
        [1000 * (gate.processor / gate.turns - bare.processor / bare.turns) for gate, bare in pairs],
    )
    adds.add("memory", [gate.memory - bare.memory for gate, bare in pairs], "MB")
    return [conversation, turn, lasted, memory, adds]


def wanted(answers: Mapping[answering.Key, Sequence[float]], detection: TurnDetection) -> list[Target]:
    floor, fast, careful = (answers[name, detection] for name in (FLOOR, FAST, CAREFUL))
    grace = 1000 * Settings().grace
    by = DETECTED[detection]
    return [
        Target(f"fast adds to the floor, ms at the median, {by}", median(fast) - median(floor), 2),
        Target(f"fast, ms at p95, {by}", quantile(fast, 0.95), 10),
        Target(f"careful adds to its grace, ms at the median, {by}", median(careful) - grace, 10),
    ]


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def show(result: Result) -> None:
    console = Console()
    for table in result.tables:
        sheet = Sheet(title=table.title, title_justify="left")
        for head in HEADS:
            sheet.add_column(head, justify="left" if head == "" else "right")
        for row in table.rows:
            sheet.add_row(*cells(row))
        console.print(sheet)
    for target in result.targets:
        console.print(told(target), style="" if target.reached else "bold red", highlight=False)
    console.print("; ".join(f"{name}: {value}" for name, value in result.facts.items()), highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m benchmarks.conversation` measures everything that it is for. How long anything takes is not looked at."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.conversation import hanging_up
from benchmarks.conversation.__main__ import RESULTS, of_weights
from benchmarks.conversation.figures import Result, Table, Target, command, quantile
from benchmarks.conversation.ways import APPROVES, WAYS
from benchmarks.conversation.weight import Weight
from tests.repository.files import ROOT

SMALL = ("--rounds=1", "--pairs=2", "--closings=1", "--repeats=1", "--turns=1", "--json")


@pytest.mark.realtime
def test_one_run_measures_every_way_with_both_turn_detections_and_all_the_rest() -> None:
    program = [sys.executable, "-m", "benchmarks.conversation", *SMALL]
    done = subprocess.run(program, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout.startswith("{"), done.stderr[-2000:]
    result = json.loads(done.stdout)
    rows = [[row["name"] for row in table["rows"]] for table in result["tables"]]
    assert rows == [
        list(WAYS),
        list(WAYS),
        ["Sayso's toolset, gate attending", "livekit's MCPToolset"],
        ["ours less theirs"],
        ["the gate's own part", "the whole session"],
        *[["without anything of Sayso", "without the gate", "with the gate"]] * 4,
        ["processor time, a conversation", "processor time, a turn", "memory"],
    ]
    assert result["command"] == f"python -m benchmarks.conversation {' '.join(SMALL)}"
    assert all(row["spread"]["count"] > 0 for table in result["tables"] for row in table["rows"])
    assert len(result["targets"]) == 9
    assert (done.returncode == 0) == all(target["reached"] for target in result["targets"])


def test_a_quantile_lies_between_the_values_next_to_it() -> None:
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile([1, 2], 0.5) == 1.5
    assert quantile(range(101), 0.95) == 95
    assert quantile([7], 0.95) == 7


def test_a_result_in_markdown_has_every_line_with_its_ratio_and_says_what_was_not_reached() -> None:
    table = Table("Answers", "floor")
    table.add("floor", [2.0, 2.0])
    table.add("ours", [3.0, 3.0])
    targets = [Target("ours", 3, 2), Target("floor", 2, 2)]
    written = Result([table.compared()], targets, {"cores": "2"}, "python -m this --rounds=3").as_markdown()
    assert "`python -m this --rounds=3`" in written
    assert "| ours | 3.00 ms | 3.00 ms | 3.00 ms | 1.50 | 2 |" in written
    assert "- ours: 3.00, at most 2: NOT REACHED" in written
    assert "- floor: 2.00, at most 2: reached" in written


def test_a_command_is_told_as_it_would_be_typed_again() -> None:
    assert command("python -m this", ["--rounds", "3", "a b"]) == "python -m this --rounds 3 'a b'"
    assert command("python -m this", []) == "python -m this"


def test_what_the_gate_adds_is_the_same_turns_with_it_less_those_without_it_however_long_they_lasted() -> None:
    weights = {
        "livekit": [Weight(1.0, 10, 4, 150), Weight(1.0, 10, 4, 150)],
        "toolset": [Weight(2.0, 10, 4, 159), Weight(4.0, 10, 4, 159)],
        "gate": [Weight(2.4, 60, 4, 166), Weight(4.4, 60, 4, 166)],
    }
    conversation, turn, lasted, memory, adds = (table.compared() for table in of_weights(weights))
    assert "of 4 turns" in conversation.title
    found = [[round(row.spread.p50, 6) for row in table.rows] for table in (conversation, turn, lasted, memory, adds)]
    assert found == [[1000, 3000, 3400], [250, 750, 850], [10, 10, 60], [150, 159, 166], [400, 100, 7]]
    assert [row.ratio for row in adds.rows] == [None] * 3
    assert [row.unit for row in adds.rows] == ["ms", "ms", "MB"]


def test_how_long_hanging_up_takes_is_kept_with_its_date_and_command() -> None:
    about = {"date": "2026-11-27", "cores": "2"}
    lines = hanging_up.result([100.0, 200.0, 300.0], ["--rounds=3", "--write"], about).splitlines()
    assert lines[0] == "2026-11-27: python -m benchmarks.conversation.hanging_up --rounds=3 --write"
    assert lines[1] == "cores: 2"
    assert [line.split() for line in lines[4:]] == [
        ["callers", "3"],
        ["p50", "200", "ms"],
        ["p5", "110", "ms"],
        ["p95", "290", "ms"],
    ]


def test_the_readme_tells_what_was_measured_last() -> None:
    tables = [part.splitlines() for part in RESULTS.read_text().split("\n## ")[1:]]
    measured = {table[0]: [cells(line) for line in table if line.startswith("| ")][2:] for table in tables}
    answers = [rows for title, rows in measured.items() if title.startswith("From the final transcript")]
    readme = (ROOT / "README.md").read_text()
    _, _, told = readme.partition("| p50, p95 with the VAD |")
    lines = [cells(line) for line in told.partition("\n\n")[0].splitlines()[2:]]
    assert len(lines) == len(answers[0]) == len(answers[1]) == 6
    for line, *both in zip(lines, *answers, strict=True):
        for told_p50_p95, (_, p50, _, p95, *_) in zip(line[1::2], both, strict=True):
            quiet = 400 if "careful" in line[0] else 0
            wanted = [round(number_in(value) - quiet, 9) for value in (p50, p95)]
            for said, was in zip(told_p50_p95.removesuffix(" ms").split(", "), wanted, strict=True):
                places = len(said.partition(".")[2])
                assert abs(number_in(said) - was) <= 0.5000001 * 10**-places, line[0]
    (ours, theirs), ((_, more, *_),) = measured["A call that needs no approval"], measured[MORE]
    flat = " ".join(readme.split())
    assert f"takes {ours[1]} through the gate and {theirs[1]} through LiveKit's own" in flat
    assert f"the median of the difference is {more}" in flat


MORE = "What ours takes more of in a pair of such calls"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def number_in(text: str) -> float:
    return float(text.removesuffix(" ms").replace(",", ""))


@pytest.mark.parametrize("words", ["Yes.", "ok", "I approve", "yes, but not that one"])
def test_the_word_match_approves_whatever_has_a_word_of_consent_in_it(words: str) -> None:
    assert APPROVES.search(words)


def test_the_word_match_does_not_approve_a_plain_no() -> None:
    assert not APPROVES.search("No, leave it.")

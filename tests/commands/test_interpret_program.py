"""`sayso interpret` as a program in a pipe and at a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.program import Program, at_terminal, outcome, program, run
from tests.waiting import until

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

COMMAND = ("-m", "sayso", "interpret")


async def answers(reader: Program, number: int) -> None:
    """So many answers have come, to the end of the line."""
    await until(lambda: reader.output.count("\n") == number, 30)


async def test_each_answer_comes_before_the_next_line_is_given(tmp_path: Path) -> None:
    async with program(*COMMAND, cwd=tmp_path) as reader:
        for number, answer in enumerate(["yes", "no", "yes please"], start=1):
            reader.write(json.dumps({"answer": answer}) + "\n")
            await answers(reader, number)
        assert [event["verdict"] for event in reader.events] == ["approve", "deny", "approve"]
        reader.end_input()
        assert await reader.ends() == 0


async def test_half_a_line_is_answered_when_the_rest_has_come(tmp_path: Path) -> None:
    async with program(*COMMAND, cwd=tmp_path) as reader:
        reader.write('{"answer": "no"}\n{"answer": "y')
        await answers(reader, 1)
        reader.write('es"}')
        reader.end_input()
        assert await reader.ends() == 0
        assert [event["verdict"] for event in reader.events] == ["deny", "approve"]


async def test_many_lines_at_once_are_all_answered(tmp_path: Path) -> None:
    answers = ["yes", "no", "wait"] * 3000
    done = await run(*COMMAND, cwd=tmp_path, given="".join(f"{json.dumps({'answer': a})}\n" for a in answers))
    assert outcome(done) == (0, [])
    meant = {"yes": "approve", "no": "deny", "wait": "unclear"}
    assert [event["verdict"] for event in done.events] == [meant[answer] for answer in answers]


async def test_at_a_terminal_it_says_what_to_type_and_ends_quietly(tmp_path: Path) -> None:
    async with at_terminal(*COMMAND, cwd=tmp_path) as reader:
        await reader.says("Type one object a line, as in {")
        reader.write('{"answer": "yes"}\n')
        await reader.says('"verdict": "approve"')
        reader.write("\x03")
        assert await reader.ends() == 130
        assert "Traceback" not in reader.output

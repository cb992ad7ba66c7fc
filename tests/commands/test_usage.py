"""Help, wrong usage, and what must not take long."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.__main__ import main as agent
from agent.livekit_help import ABOUT
from sayso.commands import main as sayso
from tests.commands.program import ROOT, environment, write_config

Capture = pytest.CaptureFixture[str]
Run = Callable[[list[str]], int]

COMMANDS = ["check", "tools", "interpret", "simulate", "rehearse", "chat", *ABOUT, "ledger"]
HEAVY = ("livekit", "mcp", "aiohttp", "openai", "numpy", "httpx2")
"""Pydantic (40 ms) is not among them: typer uses it to read the parameters."""


@pytest.mark.parametrize("run", [sayso, agent])
def test_without_arguments_the_help_is_shown(run: Run, capsys: Capture) -> None:
    assert run([]) == 0
    alone = capsys.readouterr()
    assert run(["--help"]) == 0
    assert alone == capsys.readouterr()
    assert "Usage: " in alone.out
    assert alone.err == ""


def test_the_help_has_each_command_with_a_whole_sentence(capsys: Capture) -> None:
    agent(["--help"])
    commands = capsys.readouterr().out.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in commands] == COMMANDS
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_its_description(command: str, capsys: Capture) -> None:
    agent(["--help"])
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(f"  {command} "))
    assert agent([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert line.removeprefix(f"  {command}").strip() in out
    assert "deprecated" not in out.lower()


@pytest.mark.parametrize("run", [sayso, agent])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "no such command 'nonsense'"),
        (["--nonsense"], "no such option: --nonsense"),
        (["check", "--nonsense"], "no such option: --nonsense"),
        (["tools", "extra"], "got unexpected extra argument(s) (extra)"),
        (["check", "--config"], "option '--config' requires an argument"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_code_2(
    run: Run, arguments: list[str], said: str, capsys: Capture
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith(f"error: {said}")
    assert line.endswith("--help [bad-usage]")


def test_help_and_what_needs_no_livekit_import_nothing_heavy(tmp_path: Path) -> None:
    """This keeps both under half a second; a clock in a test would say more about the machine."""
    calls = [
        [],
        ["--help"],
        *([name, "--help"] for name in COMMANDS),
        ["check", "--no-connect"],
        ["interpret", "yes"],
        ["nonsense"],
    ]
    code = "import sys\nfrom agent.__main__ import main\n"
    code += f"codes = [main(list(arguments)) for arguments in {calls!r}]\n"
    code += f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules], codes[:-1])"
    # The default mcp.json, and parts that need no Debian package.
    parts = {"OPENAI_API_KEY": "key", "SAYSO_STT": "openai", "SAYSO_TTS": "openai"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(**parts), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"heavy: [] {[0] * (len(calls) - 1)}"


@pytest.mark.parametrize("arguments", [["tools"], ["check"], ["tools", "--json"], ["--help"]])
@pytest.mark.realtime
async def test_a_reader_that_goes_away_leaves_no_stack_trace(arguments: list[str], tmp_path: Path) -> None:
    write_config(tmp_path, gone={"url": "http://127.0.0.1:9/mcp", "allowed_tools": []})
    reading, writing = os.pipe()
    os.close(reading)
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sayso",
        *arguments,
        cwd=tmp_path,
        env=environment(),
        stdout=writing,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(writing)
    _, errors = await asyncio.wait_for(command.communicate(), 60)
    lines = errors.decode().splitlines()
    assert [line for line in lines if not line.startswith("error: ")] == []


def test_a_character_that_the_terminal_lacks_does_not_end_the_command(tmp_path: Path) -> None:
    write_config(tmp_path, **{"Büro ☎": {"command": "x", "disabled": True}})
    done = subprocess.run(
        [sys.executable, "-m", "sayso", "check", "--no-connect"],
        cwd=tmp_path,
        env=environment(PYTHONIOENCODING="ascii"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "B?ro ?" in done.stdout

"""`sayso check`: the pipeline, the file, every server, and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.__main__ import main as agent
from sayso.commands import check as checking
from sayso.commands import main as sayso
from sayso.commands.app import Part
from sayso.commands.check import run_check
from sayso.problems import Problem, SaysoError
from tests.commands.program import ROOT, odd, write_config

GONE = {"url": "http://127.0.0.1:9/mcp"}
"""Nothing listens on port 9 of loopback."""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def marked(tmp_path: Path) -> tuple[dict[str, Any], Path]:
    """A server that leaves a mark whenever it is started, and the file with its marks."""
    mark = tmp_path / "marks"
    code = "import runpy, sys\nopen(sys.argv.pop(), 'a').write('x')\n"
    code += "runpy.run_module('tests.servers.odd_server', run_name='__main__')"
    return {**odd(), "args": ["-c", code, str(mark)]}, mark


def checked(config: Path, *options: str) -> int:
    return sayso(["check", "--config", str(config), *options])


def test_it_shows_each_server_with_its_transport_state_tools_and_how_many_ask(tmp_path: Path, capsys: Capture) -> None:
    server = {**odd(), "require_approval": {"always": ["remove", "fail"], "never": ["words", "slow"]}}
    assert checked(write_config(tmp_path, odd=server)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["server", "transport", "state", "tools", "ask", "took"]
    # Of its eight tools two are listed under never; what is not listed asks as well.
    assert lines[2].split()[:5] == ["odd", "stdio", "ready", "8", "6"]
    assert lines[-1] == "All is well."


def test_a_server_that_can_not_be_reached_is_one_line_with_its_cure_and_exit_code_2(
    tmp_path: Path, capsys: Capture
) -> None:
    config = write_config(tmp_path, odd=odd(), gone=GONE)
    assert checked(config) == 2
    lines = capsys.readouterr().out.splitlines()
    assert ["gone", "streamable", "HTTP", "failed"] in [line.split() for line in lines]
    assert lines[-1] == (
        f"error: {config}: mcpServers.gone: nothing answers at 127.0.0.1:9; "
        "start the server, or correct its url [server-not-running]"
    )


def test_it_connects_every_time(tmp_path: Path, marked: tuple[dict[str, Any], Path]) -> None:
    config = write_config(tmp_path, odd=marked[0])
    assert [checked(config), checked(config)] == [0, 0]
    assert marked[1].read_text() == "xx"


def test_without_connecting_it_reads_only_the_file_and_the_environment(
    tmp_path: Path, marked: tuple[dict[str, Any], Path], capsys: Capture
) -> None:
    config = write_config(tmp_path, odd=marked[0], gone=GONE)
    assert checked(config, "--no-connect") == 0
    assert not marked[1].exists()
    out = capsys.readouterr().out
    assert out.count("not tried") == 2
    assert out.endswith("The file and the environment are well.\n")


def test_a_slow_list_is_a_warning_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert checking.SLOW_LIST == 5
    monkeypatch.setattr(checking, "SLOW_LIST", 0.0)
    config = write_config(tmp_path, odd={**odd(), "allowed_tools": ["words"]})
    assert checked(config) == 0
    (warning,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]
    assert warning.startswith(f"warning: {config}: mcpServers.odd: connecting and listing its tools took ")
    assert warning.endswith("[server-slow]")


def test_a_missing_file_is_one_line_and_exit_code_2(tmp_path: Path, capsys: Capture) -> None:
    missing = tmp_path / "none.json"
    assert checked(missing) == 2
    cure = "create it, or name another file by --config or SAYSO_CONFIG"
    assert capsys.readouterr().out == f"error: {missing}: there is no such file; {cure} [config-missing]\n"


def test_the_file_is_the_one_that_sayso_config_names_and_else_mcp_json_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    write_config(tmp_path, here=GONE)
    (tmp_path / "other").mkdir()
    other = write_config(tmp_path / "other", there=GONE)
    assert sayso(["check", "--no-connect"]) == 0
    assert "here" in capsys.readouterr().out
    monkeypatch.setenv("SAYSO_CONFIG", str(other))
    assert sayso(["check", "--no-connect"]) == 0
    assert "there" in capsys.readouterr().out


def test_everything_that_is_wrong_is_said_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("SAYSO_LLM", "nonsense")
    monkeypatch.setenv("SAYSO_HTTP_PORT", "99999")
    config = write_config(tmp_path, a={"comand": "x"})
    assert agent(["check", "--config", str(config)]) == 2
    codes = [line.rsplit("[", 1)[1] for line in capsys.readouterr().out.splitlines() if line.startswith("error: ")]
    assert {"unknown-choice]", "bad-number]", "unknown-key]"} <= set(codes)


def test_the_worker_shows_each_part_of_its_pipeline_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for name in ("STT", "TTS"):  # nothing that a Debian package would be needed for
        monkeypatch.setenv(f"SAYSO_{name}", "openai")
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    assert agent(["check", "--no-connect", "--config", str(write_config(tmp_path))]) == 0
    out = capsys.readouterr().out
    rows = {line.split("  ")[0]: line for line in out.splitlines()}
    assert set(rows) >= {"vad", "stt", "llm", "tts", "turn detection"}
    assert "OPENAI_API_KEY is set" in rows["llm"]
    assert "SAYSO_STT names it" in rows["stt"]
    assert "secret-key" not in out


def test_json_is_one_object_with_everything_that_the_table_says(tmp_path: Path, capsys: Capture) -> None:
    config = write_config(tmp_path, odd=odd(), gone=GONE, off={"command": "x", "disabled": True})
    part = Part("llm", "openai", "gpt-4.1", "OPENAI_API_KEY is set")
    assert run_check(config, parts=lambda: [part], connect=True, as_json=True) == 2
    (line,) = capsys.readouterr().out.splitlines()
    data = json.loads(line)
    assert set(data) == {"file", "parts", "servers", "problems", "warnings"}
    assert data["parts"] == [{"part": "llm", "chosen": "openai", "model": "gpt-4.1", "why": "OPENAI_API_KEY is set"}]
    ready, failed, off = data["servers"]
    assert all(set(server) == set(checking.NOT_TRIED) for server in data["servers"])
    assert (ready["label"], ready["state"], ready["tools"], ready["asks"], ready["problem"]) == (
        "odd",
        "ready",
        8,
        0,
        None,
    )
    assert ready["seconds"] > 0
    assert (failed["state"], failed["tools"]) == ("failed", 0)
    assert failed["problem"].endswith("[server-not-running]")
    assert data["problems"] == [failed["problem"]]
    assert (off["label"], off["state"], off["tools"]) == ("off", "disabled", None)


def test_json_says_also_what_is_wrong_with_the_file_and_the_pipeline(tmp_path: Path, capsys: Capture) -> None:
    def broken() -> list[Part]:
        raise SaysoError(Problem("some-code", "SAYSO_LLM", "is not well", "cure it"))

    assert run_check(tmp_path / "none.json", parts=broken, connect=True, as_json=True) == 2
    data = json.loads(capsys.readouterr().out)
    assert (data["file"], data["servers"]) == (None, [])
    assert [problem.rsplit(" ", 1)[1] for problem in data["problems"]] == ["[some-code]", "[config-missing]"]


@pytest.mark.parametrize("columns", [80, 120])
def test_the_tables_fit_into_the_terminal(
    columns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    config = write_config(tmp_path, **{"A server whose label is rather long, as labels of people are": GONE, "b": GONE})
    monkeypatch.chdir(tmp_path)
    assert agent(["check", "--no-connect", "--config", config.name]) in (0, 2)
    lines = capsys.readouterr().out.splitlines()
    tables = [line for line in lines if not line.startswith(("error: ", "warning: "))]
    assert max(len(line) for line in tables) <= columns
    head = next(line for line in tables if line.startswith("server "))
    row = next(line for line in tables if line.startswith("b "))
    assert row.index("streamable") == head.index("transport")
    assert row.index("not tried") == head.index("state")


@pytest.mark.parametrize("command", ["check", "tools"])
def test_no_server_drives_the_terminal_or_forges_a_line(command: str, tmp_path: Path, capsys: Capture) -> None:
    evil = {"command": sys.executable, "args": ["-m", "tests.commands.evil_server"], "cwd": str(ROOT)}
    config = write_config(tmp_path, evil={**evil, "allowed_tools": ["there is no such tool"]})
    assert sayso([command, "--config", str(config)]) == 2
    write_config(tmp_path, evil=evil)
    assert sayso([command, "--config", str(config)]) == 0
    shown = "".join(capsys.readouterr())
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert not [line for line in shown.splitlines() if line.startswith("error: forged")]


@pytest.mark.parametrize("run", [sayso, agent])
def test_the_agent_has_every_sayso_command(run: Callable[[list[str]], int], tmp_path: Path, capsys: Capture) -> None:
    config = write_config(tmp_path, odd=odd())
    assert run(["tools", "--config", str(config), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["servers"][0]["label"] == "odd"

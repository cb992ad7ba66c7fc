"""Every refusal: its message, and the exit code of a command that meets it."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import sayso.config
from sayso.commands import main
from sayso.config.environment import ConfigError
from sayso.config.load import load
from tests.config.cases import CASES, Case

ENVIRONMENT = {"TOKEN_WITH_LINE_BREAK": "s3cret\n"}

each_case = pytest.mark.parametrize("case", CASES, ids=[case.name.replace(" ", "_") for case in CASES])


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def write(case: Case) -> None:
    data = case.text if isinstance(case.text, bytes) else case.text.encode()
    Path("mcp.json").write_bytes(data)


@each_case
def test_a_refusal_is_one_line_with_the_file_the_key_and_the_cure(case: Case) -> None:
    write(case)
    with pytest.raises(ConfigError) as refused:
        load()
    assert tuple(str(problem) for problem in refused.value.problems) == case.lines


@each_case
def test_a_command_that_meets_a_refusal_prints_it_and_exits_with_2(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    write(case)
    assert main(["check", "--no-connect", "--config", "mcp.json"]) == 2
    captured = capsys.readouterr()
    printed = (captured.out + captured.err).splitlines()
    for line in case.lines:
        assert [row for row in printed if row.endswith(line)], line


@each_case
def test_a_secret_is_in_no_message(case: Case) -> None:
    write(case)
    with pytest.raises(ConfigError) as refused:
        load()
    assert "s3cret" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError) as refused:
        load(Path("nowhere.json"))
    cure = "create it, or name another file by --config or SAYSO_CONFIG"
    assert str(refused.value) == f"nowhere.json: there is no such file; {cure} [config-missing]"
    assert main(["check", "--no-connect", "--config", "nowhere.json"]) == 2


def test_a_folder_in_place_of_the_file_is_refused() -> None:
    Path("mcp.json").mkdir()
    with pytest.raises(ConfigError) as refused:
        load()
    cure = "correct its permissions, or name another file by --config or SAYSO_CONFIG"
    assert str(refused.value) == f"mcp.json: can't be read: Is a directory; {cure} [config-unreadable]"
    assert main(["check", "--no-connect"]) == 2


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_no_file_can_have_is_refused(path: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(Path(path))
    assert [problem.code for problem in refused.value.problems] == ["config-unreadable"]


def test_a_path_with_a_line_break_stays_on_one_line() -> None:
    with pytest.raises(ConfigError) as refused:
        load(Path("a\nb.json"))
    assert str(refused.value).startswith('"a\\nb.json": there is no such file; ')


def test_the_file_is_named_as_the_user_named_it(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("[]")
    with pytest.raises(ConfigError) as refused:
        load(environment={"SAYSO_CONFIG": os.fspath(path)})
    assert str(refused.value).startswith(f"{path}: must be an object")


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"A=\xff", "is not UTF-8 text, or has a null character in it"), (None, "there is no such file")],
)
def test_an_environment_file_of_a_server_that_cannot_be_read_is_refused(data: bytes | None, what: str) -> None:
    if data is None:
        Path("a.env").mkdir()
    else:
        Path("a.env").write_bytes(data)
    Path("mcp.json").write_text('{"servers": {"x": {"command": "c", "envFile": "a.env"}}}')
    with pytest.raises(ConfigError) as refused:
        load()
    assert str(refused.value).startswith(f"mcp.json: servers.x.envFile: {what}; ")
    assert main(["check", "--no-connect"]) == 2


def test_every_code_of_the_configuration_has_a_case() -> None:
    written: set[object] = set()
    for path in Path(sayso.config.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                assert isinstance(node.args[0], ast.Constant)
                written.add(node.args[0].value)
    shown = {line.rpartition("[")[2].removesuffix("]") for case in CASES for line in case.lines}
    on_the_disk = {"config-missing", "config-unreadable", "env-file-unreadable"}
    notes = {"key-ignored", "tool-ignored", "timeout-long", "variable-unbraced", "say-shared"}
    assert written == shown | on_the_disk | notes

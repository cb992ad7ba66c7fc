"""`./run` on machines that have this or that, played by a Python that is none."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.repository.files import ROOT

# Answers what ./run asks of a Python, and writes down what it was told to do.
FAKE_PYTHON = """#!/bin/sh
PATH=/usr/bin:/bin
here=$(dirname "$0")
case "$1 $2" in
"-c import sys"*) echo "${FAKE_VERSION:-3.12.9}"; exit "${FAKE_PROBE:-0}" ;;
"-c import os"*) readlink -f "$3" ;;
"-I -S") [ -d "$5/lib" ] ;;
"-m venv")
    echo "venv $4" >>"$FAKE_LOG"
    rm -rf "$4"; mkdir -p "$4/bin" "$4/lib"; cp "$0" "$4/bin/python" ;;
"-m pip")
    [ "$3" != --version ] || exit 0
    for extras; do :; done
    echo "install $extras" >>"$FAKE_LOG"
    echo "Collecting things"; echo "  Downloading livekit-1.1.21-py3-none-any.whl (11.8 MB)"
    echo "  Downloading tiny-1.0-py3-none-any.whl (11 kB)"; echo "  Downloading small-1.0-py3-none-any.whl (1.8 MB)"
    [ -z "$FAKE_FIFO" ] || { echo installing >"$FAKE_FIFO"; exec sleep 600; }
    [ -z "$FAKE_NO_NETWORK" ] || { echo "ERROR: no network" >&2; exit 1; } ;;
"-m agent") echo "agent: $* in $PWD"; cat ;;
"-m pytest") echo "pytest: $*" ;;
*) echo "python: $*" ;;
esac
"""


@dataclass
class Machine:
    """A folder with a copy of what ./run needs, and a PATH that holds only what is in `bin`."""

    repository: Path
    bin: Path
    home: Path
    log: Path

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": str(self.bin), "HOME": str(self.home), "FAKE_LOG": str(self.log), **more}

    def run(
        self, *arguments: str, script: Path | None = None, stdin: str = "", cwd: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(script or self.repository / "run"), *arguments],
            env=self.environment(**more),
            input=stdin,
            cwd=cwd or self.home,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self) -> list[str]:
        """What the fake Python was told since the last look."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    repository = tmp_path / "a clone"
    machine = Machine(repository, tmp_path / "bin", tmp_path / "home", tmp_path / "log")
    for folder in (repository, machine.bin, machine.home):
        folder.mkdir()
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, repository)
    # Whatever Python the real machine has outside of PATH must not be found.
    text = (ROOT / "run").read_text().replace(" /usr/", f" {tmp_path}/usr/").replace(" /opt/", f" {tmp_path}/opt/")
    executable(repository / "run", text)
    executable(machine.bin / "python3", FAKE_PYTHON)
    return machine


def executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",), ("-h",)])
def test_without_a_command_it_explains_itself_and_installs_nothing(
    machine: Machine, arguments: tuple[str, ...]
) -> None:
    result = machine.run(*arguments)
    assert result.returncode == 0
    assert all(f"./run {command}" in result.stdout for command in ("chat", "test", "lint", "soak"))
    assert machine.told() == []


def test_the_first_start_makes_the_environment_and_says_so_and_the_second_costs_nothing(machine: Machine) -> None:
    first = machine.run("chat", "--json")
    venv = machine.repository / ".venv"
    assert machine.told() == [f"venv {venv}", "install .[offline]"]
    assert f"Making {venv} with {machine.bin}/python3 (3.12.9)" in first.stdout
    assert "minutes" in first.stdout
    assert "livekit (11.8 MB)" in first.stdout
    assert "Collecting" not in first.stdout
    assert "tiny" not in first.stdout
    assert "small" not in first.stdout
    assert first.returncode == 0
    second = machine.run("chat", "--json")
    assert machine.told() == []
    assert second.stdout == f"agent: -m agent chat --json in {machine.repository}\n"


def test_tests_and_lint_bring_the_development_packages_and_chat_keeps_them(machine: Machine) -> None:
    machine.run("chat")
    machine.told()
    result = machine.run("test", "tests/config", "-k", "duplicate")
    assert machine.told() == ["install .[offline,dev]"]
    assert result.stdout.endswith("pytest: -m pytest tests/config -k duplicate\n")
    machine.run("chat")
    machine.run("lint")
    assert machine.told() == []


def test_a_changed_lock_installs_again_what_was_there(machine: Machine) -> None:
    machine.run("test", "--version")
    machine.told()
    with (machine.repository / "requirements.lock").open("a") as lock:
        lock.write("another==1.0\n")
    machine.run("chat")
    assert machine.told() == ["install .[offline,dev]"]
    machine.run("chat")
    assert machine.told() == []


def test_a_failed_installation_ends_in_one_line_and_is_tried_again(machine: Machine) -> None:
    result = machine.run("chat", FAKE_NO_NETWORK="1")
    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == "ERROR: no network"
    assert result.stderr.endswith("[install-failed]\n")
    assert "agent:" not in result.stdout
    machine.told()
    assert machine.run("chat").returncode == 0
    assert machine.told()[-1] == "install .[offline]"


def test_an_interrupted_installation_is_repaired_and_a_running_one_left_alone(machine: Machine, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    environment = machine.environment(FAKE_FIFO=str(fifo))
    command = [str(machine.repository / "run"), "chat"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True) as installing:
        try:
            assert fifo.read_text() == "installing\n"  # waits until it is
            meanwhile = machine.run("chat")
        finally:
            os.killpg(installing.pid, signal.SIGKILL)
    assert meanwhile.returncode == 2
    assert meanwhile.stderr == (
        f"run: another ./run (process {installing.pid}) is installing; "
        "try again when it has finished [install-running]\n"
    )
    machine.told()
    result = machine.run("chat")
    assert "did not finish; starting again" in result.stdout
    assert machine.told() == [f"venv {machine.repository}/.venv", "install .[offline]"]
    machine.run("chat")
    assert machine.told() == []


def test_a_moved_folder_gets_a_new_environment(machine: Machine) -> None:
    machine.run("chat")
    machine.told()
    machine.repository = machine.repository.rename(machine.repository.parent / "moved")
    machine.run("chat")
    assert machine.told() == [f"venv {machine.repository}/.venv", "install .[offline]"]


def test_an_environment_that_is_a_link_to_another_place_is_left_as_it_is(machine: Machine, tmp_path: Path) -> None:
    machine.run("chat", SAYSO_VENV=str(tmp_path / "theirs"))
    machine.told()
    theirs = (tmp_path / "theirs" / "sayso-installed").read_text()
    venv = machine.repository / ".venv"
    venv.symlink_to(tmp_path / "theirs")
    result = machine.run("chat")
    assert result.returncode == 2
    assert result.stderr == (
        f"run: {venv} is a link to another place, where others may be using it; "
        "remove the link, or name a folder of your own with SAYSO_VENV [venv-link]\n"
    )
    assert machine.told() == []
    assert (tmp_path / "theirs" / "sayso-installed").read_text() == theirs


def test_the_environment_of_another_copy_of_the_repository_is_left_as_it_is(machine: Machine, tmp_path: Path) -> None:
    machine.run("chat")
    machine.told()
    other = tmp_path / "another clone"
    shutil.copytree(machine.repository, other, ignore=shutil.ignore_patterns(".venv"))
    theirs = machine.repository / ".venv"
    before = (theirs / "sayso-installed").read_text()
    result = machine.run("test", script=other / "run", SAYSO_VENV=str(theirs))
    assert result.returncode == 2
    assert result.stderr == (
        f"run: {theirs} belongs to another copy of this repository; "
        "name a folder of your own with SAYSO_VENV [venv-foreign]\n"
    )
    assert machine.told() == []
    assert (theirs / "sayso-installed").read_text() == before


def test_soak_brings_the_development_packages_and_hands_on_what_is_typed(machine: Machine) -> None:
    result = machine.run("soak", "--rounds", "1")
    assert machine.told()[-1] == "install .[offline,dev]"
    assert result.stdout.endswith("python: -m benchmarks.soak --rounds 1\n")


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.run("chat")
    machine.told()
    python = machine.repository / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("gone")
    machine.run("chat")
    assert machine.told() == [f"venv {machine.repository}/.venv", "install .[offline]"]


def test_a_python_that_is_too_old_is_refused_in_one_line_that_names_what_is_needed(machine: Machine) -> None:
    result = machine.run("chat", FAKE_VERSION="3.10.12", FAKE_PROBE="3")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (
        "run: no Python 3.11, 3.12 or 3.13 here, python3 is 3.10.12; install one (Debian, Ubuntu: apt-get install "
        "python3 python3-venv) or name it with SAYSO_PYTHON=/path/to/python3 [python-missing]\n"
    ).replace("python3 is", f"{machine.bin}/python3 is")
    assert machine.told() == []


def test_a_python_that_was_named_is_the_only_one_tried(machine: Machine, tmp_path: Path) -> None:
    other = tmp_path / "other python"
    executable(other, FAKE_PYTHON.replace("${FAKE_VERSION:-3.12.9}", "3.14.0").replace("${FAKE_PROBE:-0}", "3"))
    result = machine.run("chat", SAYSO_PYTHON=str(other))
    assert result.returncode == 2
    assert result.stderr == (
        f"run: SAYSO_PYTHON={other} is not a Python 3.11, 3.12 or 3.13, {other} is 3.14.0 [python-unsuitable]\n"
    )


def test_a_python_without_its_venv_module_names_the_debian_package(machine: Machine) -> None:
    result = machine.run("chat", FAKE_PROBE="4")
    assert result.returncode == 2
    assert result.stderr == (
        f"run: {machine.bin}/python3 has no venv module; "
        "install it (Debian, Ubuntu: apt-get install python3-venv) [venv-module-missing]\n"
    )


def test_python_is_found_where_path_is_empty(machine: Machine) -> None:
    hidden = machine.home / ".pyenv" / "versions" / "3.12.9" / "bin" / "python"
    hidden.parent.mkdir(parents=True)
    (machine.bin / "python3").rename(hidden)
    assert machine.run("chat").returncode == 0
    assert machine.told()[0].startswith("venv ")


def test_it_works_from_any_folder_through_a_link_and_hands_on_what_is_typed(machine: Machine, tmp_path: Path) -> None:
    link = tmp_path / "sayso"
    link.symlink_to(machine.repository / "run")
    result = machine.run("chat", "two words", script=link, cwd=tmp_path, stdin="what is there tomorrow?\n")
    assert f"agent: -m agent chat two words in {machine.repository}" in result.stdout
    assert result.stdout.endswith("what is there tomorrow?\n")


def test_the_programs_of_the_environment_come_first_and_a_shell_is_always_found(machine: Machine) -> None:
    machine.run("chat")
    executable(machine.repository / ".venv" / "bin" / "python", '#!/bin/sh\necho "$PATH"\n')
    first = f"{machine.repository}/.venv/bin:{machine.bin}"
    assert machine.run("chat").stdout.splitlines()[-1] == f"{first}:/usr/bin:/bin"
    (machine.bin / "sh").symlink_to("/bin/sh")
    assert machine.run("chat").stdout.splitlines()[-1] == first


def test_the_environment_can_live_elsewhere(machine: Machine, tmp_path: Path) -> None:
    machine.run("chat", SAYSO_VENV=str(tmp_path / "kept" / "venv"))
    assert machine.told()[0] == f"venv {tmp_path}/kept/venv"
    assert not (machine.repository / ".venv").exists()


@pytest.mark.parametrize(
    ("probe", "named"),
    [("0", "{bin}/python3"), ("4", "{bin}/python3"), ("3", ">=3.11,<3.14")],
    ids=["good", "bare", "old"],
)
def test_uv_is_used_where_it_is_there_with_a_python_of_the_machine_if_one_will_do(
    machine: Machine, probe: str, named: str
) -> None:
    executable(
        machine.bin / "uv",
        f"""#!/bin/sh
case "$1 $2" in
"venv "*)
    echo "uv venv $4" >>"$FAKE_LOG"
    for venv; do :; done
    FAKE_LOG=/dev/null /bin/sh "{machine.bin}/python3" -m venv --clear "$venv" ;;
"pip install") for extras; do :; done; echo "uv install $extras" >>"$FAKE_LOG" ;;
esac
""",
    )
    assert machine.run("chat", FAKE_PROBE=probe).returncode == 0
    assert machine.told() == [f"uv venv {named.format(bin=machine.bin)}", "uv install .[offline]"]


def test_all_tests_run_in_their_passes_and_their_figures_are_added(machine: Machine) -> None:
    machine.run("lint")
    executable(
        machine.repository / ".venv" / "bin" / "python",
        """#!/bin/sh
case $* in
*"-c import"*) ;;
*"not realtime"*) echo "$@"; echo "40 39 1" >>"$SAYSO_TEST_TALLY"; exit "$FIRST" ;;
*realtime*) echo "$@"; echo "2 2 0" >>"$SAYSO_TEST_TALLY" ;;
esac
""",
    )
    for status in ("0", "1"):
        result = machine.run("test", FIRST=status)
        assert result.stdout.splitlines() == [
            "-m pytest -q -m not realtime -n 2",
            "-m pytest -q -m realtime and not alone -n 3 --maxschedchunk 1",
            "-m pytest -q -m realtime and alone and not room and not sound",
            "-m pytest -q -m realtime and alone and room -n 2 --maxschedchunk 1",
            "-m pytest -q -m realtime and alone and sound -n 2 --maxschedchunk 1 tests/sound tests",
            "all tests: collected 48, passed 47, skipped 1",
        ]
        assert str(result.returncode) == status


def test_a_test_that_fails_in_a_room_fails_them_all(machine: Machine) -> None:
    machine.run("lint")
    executable(
        machine.repository / ".venv" / "bin" / "python",
        '#!/bin/sh\ncase $* in\n*"-c import"*) ;;\n*"alone and room"*) echo a room failed; exit 1 ;;\nesac\n',
    )
    result = machine.run("test")
    assert "a room failed" in result.stdout
    assert result.returncode == 1


def test_lint_runs_every_check_and_fails_if_one_does(machine: Machine) -> None:
    machine.run("lint")
    executable(machine.repository / ".venv" / "bin" / "python", '#!/bin/sh\necho "$@"\n[ "$3" != check ]\n')
    result = machine.run("lint")
    assert result.stdout.splitlines()[-3:] == ["-m ruff check .", "-m ruff format --check .", "-m mypy"]
    assert result.returncode == 1

"""What CI installs is what tests say they need."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.programs import LIVEKIT_SERVER, livekit_server
from tests.repository.files import ROOT

CI = ROOT / ".ci" / "run"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"


def test_ci_installs_every_debian_package_that_a_test_would_skip_for() -> None:
    listed = re.search(r"^PACKAGES=\((.*)\)$", CI.read_text(), re.MULTILINE)
    assert listed
    code = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    needed = {
        name for names in re.findall(r'skip\([^)]*apt-get install ([a-z0-9 -]+)"', code) for name in names.split()
    }
    assert {"flite", "git"} <= needed
    assert needed <= set(listed[1].split())


def test_ci_builds_the_livekit_server_that_tests_ask_for() -> None:
    version = re.search(r"^SERVER_VERSION=(.*)$", CI.read_text(), re.MULTILINE)
    assert version
    assert LIVEKIT_SERVER.endswith(f"@v{version[1]}")


def test_both_scripts_can_be_read_by_their_shells() -> None:
    for shell, script in (("/bin/sh", ROOT / "run"), ("bash", CI)):
        subprocess.run([shell, "-n", str(script)], check=True)
        assert script.stat().st_mode & 0o111, f"chmod +x {script}"


def test_whoever_follows_the_instructions_gets_the_server_where_tests_look_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SAYSO_LIVEKIT_SERVER", raising=False)
    written = re.search(rf"^GOBIN=~/(\S+) go install {LIVEKIT_SERVER}$", CONTRIBUTING.read_text(), re.MULTILINE)
    assert written
    server = tmp_path / written[1] / "server"
    server.parent.mkdir(parents=True)
    server.touch(0o755)
    assert livekit_server() == server


def test_no_setting_of_the_machine_reaches_what_ci_tests_but_where_the_data_is() -> None:
    loop = re.search(r'^for name in "\$.*?^done\n', CI.read_text(), re.MULTILINE | re.DOTALL)
    assert loop
    settings = {"SAYSO_CONSENT_DATA": "/a/folder", "SAYSO_CONFIG": "/a/file", "OPENAI_API_KEY": "a key"}
    script = f"{loop[0]}env"
    done = subprocess.run(["bash", "-uc", script], check=True, capture_output=True, text=True, env=settings)
    assert {line.split("=")[0] for line in done.stdout.splitlines()} & settings.keys() == {"SAYSO_CONSENT_DATA"}


# Bash functions of .ci/run, with programs of the test's own.


def ci_functions(tmp_path: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command after the definitions of .ci/run, with `bin` of this folder first on PATH."""
    definitions = CI.read_text().partition("# What could not be installed")[0].partition("install_packages() {")[2]
    script = (
        f"PYTHONS=() tools={tmp_path}/tools log={tmp_path} SAYSO_LIVEKIT_SERVER={tmp_path}/server SERVER_VERSION=1\n"
    )
    script += f"install_packages() {{{definitions}\n{command}"
    environment = {**os.environ, "PATH": f"{tmp_path}/bin:/usr/bin:/bin"}
    return subprocess.run(["bash", "-uc", script], check=False, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(("version", "taken"), [("go1.19.8", False), ("go1.21.0", True), ("go1.26", True)])
def test_ci_takes_the_go_that_is_there_when_it_can_fetch_newer_ones(tmp_path: Path, version: str, taken: bool) -> None:
    (tmp_path / "bin").mkdir()
    go = tmp_path / "bin" / "go"
    go.write_text(f"#!/bin/sh\necho {version}\n")
    go.chmod(0o755)
    assert (ci_functions(tmp_path, "find_go").stdout == "go\n") is taken


def test_ci_goes_on_when_something_could_not_be_installed_and_fails_in_the_end(tmp_path: Path) -> None:
    steps = CI.read_text().partition("# What could not be installed")[2].partition("\n")[2]
    names = ("install_packages", "install_livekit_server", "run_tests", "try_other_pythons")
    stubs = "".join(f"{name}() {{ echo ran {name}; [ {name} = run_tests ]; }}\n" for name in names)
    stubs += "lint() { echo ran lint; }\n"
    definition = re.search(r"^step\(\) \{\n.*?^\}\n", CI.read_text(), re.MULTILINE | re.DOTALL)
    assert definition
    script = f"log={tmp_path} failed=0 summary=()\n{definition[0]}{stubs}{steps.replace('./run lint', 'lint')}"
    done = subprocess.run(["bash", "-uc", script], check=False, capture_output=True, text=True)
    assert re.findall(r"^ran (\w+)$", done.stdout, re.MULTILINE) == [
        "install_packages",
        "install_livekit_server",
        "run_tests",
        "lint",
        "try_other_pythons",
    ]
    assert done.returncode == 1

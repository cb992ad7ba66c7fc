"""What CI installs is what tests say they need."""

from __future__ import annotations

import re
import subprocess

from tests.programs import LIVEKIT_SERVER
from tests.repository.files import ROOT

CI = ROOT / ".ci" / "run"


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

"""What `pip install sayso` gives to somebody who has an agent of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.repository.files import ROOT, committed

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(300)]

# As LiveKit's starter has it: a module `agent` in the folder where everything is started.
THEIR_AGENT = """
from livekit.agents import Agent, AgentServer

print("their own agent was imported")
server = AgentServer()

class Assistant(Agent):
    def __init__(self) -> None:
        super().__init__(instructions="You are a helpful voice AI assistant.")
"""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """What a command prints; the test fails with all that it said where it ends in an error."""
    words = [str(word) for word in command]
    result = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with Sayso from the wheel; the frameworks are those that are here already."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    programs = folder / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    here = Path(sysconfig.get_path("purelib"))
    there = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (there / "frameworks.pth").write_text(f"{here}\n")
    return programs


@pytest.fixture
def their_folder(installed: Path, tmp_path: Path) -> Path:
    """Where somebody works on an agent of their own, with an MCP server that others wrote."""
    (tmp_path / "agent.py").write_text(THEIR_AGENT)
    server = {"command": str(installed / "python"), "args": ["-m", "mcp_server_time", "--local-timezone", "UTC"]}
    patient = {**server, "connect_timeout": 60}
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": {"time": patient}}))
    return tmp_path


def example() -> str:
    """The README's library example."""
    found = re.search(r"<!-- library example -->\s*```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_wheel_holds_the_library_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    information = f"sayso-{wheel.name.split('-')[1]}.dist-info/"
    assert [name for name in names if not name.startswith(("sayso/", information))] == []
    assert {"sayso/__init__.py", "sayso/py.typed", f"{information}licenses/LICENSE"} <= set(names)
    kept = {str(path.relative_to(ROOT)) for path in committed() if path.is_relative_to(ROOT / "sayso")}
    assert {name for name in names if name.startswith("sayso/")} == kept


def test_the_library_example_of_the_readme_runs_beside_a_users_own_agent(installed: Path, their_folder: Path) -> None:
    script = "import sayso\nprint('from', sayso.__file__)\n" + example()
    (their_folder / "main.py").write_text(script)
    first, *printed = run(installed / "python", "main.py", cwd=their_folder).splitlines()
    assert first.startswith(f"from {installed.parent}/lib/")
    assert "their own agent was imported" not in printed
    assert printed, "the example prints nothing that could be checked"
    expected = re.search(
        r"<!-- library example prints -->\s*```\w*\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    if expected:
        assert printed == expected[1].splitlines()


def test_the_command_sayso_is_there_beside_a_users_own_agent(installed: Path, their_folder: Path) -> None:
    explained = run(installed / "sayso", "--help", cwd=their_folder)
    assert "check" in explained
    assert "tools" in explained


def test_the_command_sayso_lists_the_tools_of_a_server_that_others_wrote(installed: Path, their_folder: Path) -> None:
    assert "get_current_time" in run(installed / "sayso", "tools", "--json", cwd=their_folder)

"""The repository's files, for the tests that read them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("sayso", "agent", "mcp_servers")


@cache
def sources(*folders: str) -> dict[str, ast.Module]:
    """The Python files of these folders, parsed, by their path from the root."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


@cache
def committed() -> tuple[Path, ...]:
    """What git keeps, and what it would keep at the next `git add`."""
    if not shutil.which("git"):
        pytest.skip("needs git: apt-get install git")
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout: git clone")
    # Root, who may well run the tests in a container, need not own the files.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return tuple(path for path in (ROOT / name for name in names if name) if path.is_file())

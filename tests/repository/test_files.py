"""What may be committed, and what reads well."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.files import OURS, ROOT, committed, sources

REGISTRIES = [
    ".".join(parts)  # in parts, or this file would name them
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("proxy", "golang", "org"),
        ("index", "crates", "io"),
    ]
]
MACHINE = re.compile(r"""(?:^|[\s"'`=(:,])/(?:work|root|tmp/x)(?![\w-])""", re.MULTILINE)
LONGEST = 300
LONGEST_TEST = 400  # tables of cases
LONGER: dict[str, str] = {"tests/config/cases.py": "data: every refusal of mcp.json with its lines"}
"""Files that may be longer, each with the reason."""

COMPOSED = {"SAYSO_STT_MODEL", "SAYSO_INPUT_NAME"}
"""Variables whose names the code puts together: SAYSO_<part>_MODEL and SAYSO_INPUT_<name>."""

SETTING = re.compile(r"(?:CARTESIA|DEEPGRAM|HANDBOOK|LIVEKIT|OPENAI|SAYSO)_[A-Z0-9_]*[A-Z0-9]")


def text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore")


def test_no_committed_file_names_a_package_registry() -> None:
    naming = [f"{path}: {host}" for path in committed() for host in REGISTRIES if host in text_of(path)]
    assert naming == []


def test_no_committed_file_names_a_path_of_this_machine() -> None:
    naming = [str(path) for path in committed() if MACHINE.search(text_of(path))]
    assert naming == []


def test_a_path_of_a_machine_is_found_where_it_stands() -> None:
    assert MACHINE.search('open("/' + 'root/notes")')
    assert MACHINE.search("see /" + "work/main")
    assert not MACHINE.search("docs/work/plan.md and /workspace and https://example.com/work/")


def test_no_keys_data_or_caches_are_committed() -> None:
    unwanted = re.compile(r"(^|/)(\.env|\.env\.local|uv\.lock|\.venv.*|\.data|__pycache__|[^/]+\.sqlite3?)(/|$)")
    assert [str(path) for path in committed() if unwanted.search(str(path.relative_to(ROOT)))] == []


def test_files_are_short() -> None:
    python = [path.relative_to(ROOT) for path in committed() if path.suffix == ".py"]
    assert len(python) > 20
    long = {
        str(path)
        for path in python
        if len((ROOT / path).read_text().splitlines()) > (LONGEST_TEST if path.parts[0] == "tests" else LONGEST)
    }
    assert long == set(LONGER)


def settings_read() -> Iterator[str]:
    for tree in sources(*OURS).values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value):
                yield node.value


def test_every_variable_that_is_read_is_explained_in_the_example() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    explained = {
        match[1]
        for before, line in zip(["", *lines], lines, strict=False)
        if (match := re.match(r"#?\s*([A-Z][A-Z0-9_]*)=", line)) and ("# " in line[1:] or before.startswith("# "))
    }
    assert set(settings_read()) - explained == set()


def test_the_example_names_no_variable_that_nothing_reads() -> None:
    named = set(re.findall(r"^#?\s*([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    code = "\n".join(path.read_text() for folder in OURS for path in (ROOT / folder).rglob("*.py"))
    configured = (ROOT / "mcp.json").read_text()
    assert {name for name in named if name not in code and name not in configured} <= COMPOSED


def test_the_lock_pins_every_dependency_exactly() -> None:
    lines = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if not line.startswith("#")]
    pin = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [\w' .<>=!]+)?")
    assert [line for line in lines if not pin.fullmatch(line)] == []
    names = {line.partition("==")[0] for line in lines}
    wanted = re.findall(r'^    "([a-zA-Z0-9-]+)[><=]', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(wanted) > 15
    assert {name.lower() for name in wanted} - names == set()


def test_the_files_are_found_in_a_checkout_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = committed()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own, for its own tests
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):  # which may call every folder safe
        monkeypatch.setenv(name, os.devnull)
    refused = subprocess.run(["git", "ls-files"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert "dubious ownership" in refused.stderr
    assert committed.__wrapped__() == ours

"""What can be said of the worker image without building it, and of the file that LiveKit's `lk` reads."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import PurePosixPath

from tests.repository.files import ROOT, committed


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines()
    return [(name.upper(), rest.strip()) for name, _, rest in (line.partition(" ") for line in joined)]


def ignored(path: str) -> bool:
    """What .dockerignore says of a path: the last line that matches it, or a folder above it, decides."""
    out = False
    parts = PurePosixPath(path).parts
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        anywhere = pattern.removeprefix("**/")
        if (
            any(fnmatch(part, anywhere) for part in parts)
            if pattern != anywhere
            else any(fnmatch(a, pattern) for a in above)
        ):
            out = not line.startswith("!")
    return out


def copied() -> list[str]:
    return [source for name, rest in instructions() if name == "COPY" for source in rest.split()[:-1]]


def test_the_worker_runs_as_a_user_who_is_not_root() -> None:
    names = [name for name, _ in instructions()]
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users
    assert users[-1] not in ("root", "0")
    assert names.index("USER") < names.index("CMD")
    assert names[-1] == "CMD"
    created = next(rest for name, rest in instructions() if name == "RUN" and "useradd" in rest)
    assert created.endswith(users[-1])


def test_the_worker_is_started_without_a_shell_in_between() -> None:
    command = next(rest for name, rest in instructions() if name == "CMD")
    assert json.loads(command) == ["python", "-m", "agent", "start"]


def test_the_image_starts_from_a_python_that_is_supported_by_its_name_alone() -> None:
    assert re.fullmatch(r"python:3\.1[123]-slim(-\w+)?", next(rest for name, rest in instructions() if name == "FROM"))


def test_the_image_installs_exactly_what_the_lock_says() -> None:
    assert any("pip install -c requirements.lock" in rest for name, rest in instructions() if name == "RUN")
    assert "requirements.lock" in copied()


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    assert copied()
    assert [source for source in copied() if not (ROOT / source).exists() or ignored(source)] == []


def test_every_file_of_the_packages_reaches_the_image_and_nothing_private_does() -> None:
    kept = [str(path.relative_to(ROOT)) for path in committed()]
    packages = [path for path in kept if path.split("/")[0] in ("sayso", "agent", "mcp_servers")]
    assert packages
    assert [path for path in packages if ignored(path)] == []
    private = [".env", ".env.local", ".git/config", ".venv/bin/python", ".data/desk.sqlite", "tests/conftest.py"]
    assert [path for path in [*private, "mcp_servers/desk/.data/desk.sqlite"] if not ignored(path)] == []


def test_livekit_toml_has_the_form_that_lk_reads() -> None:
    read = tomllib.loads((ROOT / "livekit.toml").read_text())
    assert read == {"project": {"subdomain": ""}, "agent": {"id": ""}}

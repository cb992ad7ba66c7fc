"""The worker's own module, as a job process has it."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.choices import choose
from agent.settings import Settings
from sayso.config.load import Config


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The worker's module, which reads its settings as it is imported and hands them down in the environment."""
    before = dict(os.environ)
    monkeypatch.setattr("agent.settings.stand_in_project", lambda: None)
    monkeypatch.setattr(
        "agent.settings.read_settings", lambda: Settings(Config(Path("mcp.json"), ()), choose({}, audio=False))
    )
    monkeypatch.setattr(sys, "argv", ["worker"])
    sys.modules.pop("agent.worker", None)
    yield importlib.import_module("agent.worker")
    sys.modules.pop("agent.worker", None)
    os.environ.clear()
    os.environ.update(before)

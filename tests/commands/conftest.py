"""No .env file of the person who runs the tests may reach the commands."""

from __future__ import annotations

import pytest

from tests.commands.program import KEPT, VARIABLES


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, KEPT.get(name, ""))
    monkeypatch.delenv("COLUMNS", raising=False)

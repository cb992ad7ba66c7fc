from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test reads an mcp.json of its own, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

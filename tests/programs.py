"""Where the programs are that tests start and pip does not install."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

LIVEKIT_SERVER = "github.com/livekit/livekit-server/cmd/server@v1.13.5"


def livekit_server() -> Path:
    """LiveKit's own server: SAYSO_LIVEKIT_SERVER, on PATH, or where .ci/run keeps it. Skips where it is missing."""
    named = os.environ.get("SAYSO_LIVEKIT_SERVER")
    kept = Path.home() / ".cache" / "sayso" / "tools" / "server"
    for found in (named, shutil.which("livekit-server"), str(kept)):
        if found and os.access(found, os.X_OK):
            return Path(found)
    pytest.skip(f"needs livekit-server: GOBIN={kept.parent} go install {LIVEKIT_SERVER}")

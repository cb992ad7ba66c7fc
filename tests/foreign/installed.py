"""Servers from npm as programs of their own: npx would look for them again at every start."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from pathlib import Path

VERSION = "2026.8.31"
FIRST_DOWNLOAD = 180
"""Seconds."""


@lru_cache(maxsize=1)
def files_program() -> tuple[str, str]:
    """node, and the program of @modelcontextprotocol/server-filesystem."""
    programs = Path(sys.executable).parent
    package = f"@modelcontextprotocol/server-filesystem@{VERSION}"
    command = [str(programs / "npx"), "-y", "-p", package, "-c", "command -v mcp-server-filesystem"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=FIRST_DOWNLOAD, check=True)
    return str(programs / "node"), str(Path(found.stdout.strip()).resolve())

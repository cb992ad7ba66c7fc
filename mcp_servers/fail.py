"""How a server that can't start says so: one line on standard error, and exit code 2."""

from __future__ import annotations

import sys
from typing import NoReturn


def fail(code: str, text: str) -> NoReturn:
    """Say what is wrong and what to do about it; the code is the message's row in docs/troubleshooting.md."""
    print(f"{' '.join(text.split())} [{code}]", file=sys.stderr)
    raise SystemExit(2)

"""`.env.local` and `.env` of the current folder, where whoever starts the handbook by itself may write its settings."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from mcp_servers.fail import fail


def read_environment() -> None:
    """Set what the files say of the handbook. The process's own variables win, then `.env.local`; empty is not set."""
    for name in (".env.local", ".env"):
        path = Path(name)
        try:
            values = dotenv_values(path) if path.is_file() else {}
            for variable, value in values.items():
                # The others, keys of providers among them, are no business of this server.
                if variable.startswith("HANDBOOK_") and value and not os.environ.get(variable):
                    os.environ[variable] = value
        except OSError as error:
            fail("handbook-bad-env", f"{name} can't be read ({error.strerror}); correct its permissions")
        except ValueError:
            # A ValueError quotes what it stumbled over, which in this file is likely to be a secret.
            fail("handbook-bad-env", f"{name} is not UTF-8 text, or has a null character in it; save it as UTF-8")

"""The command line: `sayso check`, `sayso tools`.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from sayso.commands.app import build_app
from sayso.problems import SaysoError

__all__ = ["build_app", "main", "run_app"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0, or 2 when something is wrong and has been said."""
    return run_app(build_app(), sys.argv[1:] if argv is None else argv, name="sayso")


def run_app(app: typer.Typer, argv: Sequence[str], *, name: str) -> int:
    """Runs a typer app; problems become lines on standard error, never a stack trace."""
    from sayso.config import read_environment

    try:
        read_environment()
        code = app(args=list(argv), prog_name=name, standalone_mode=False)
    except SaysoError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 2
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`sayso tools | head`); nothing is left to say, not even at exit.
        sys.stdout = None
        return 0
    except Exception as error:
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        # One of click's usage errors. Typer carries a click of its own in some releases, so the class has no one name.
        error.show()
        return int(error.exit_code)
    return code if isinstance(code, int) else 0

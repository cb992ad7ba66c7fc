"""The command line: `sayso check`, `sayso tools`.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from sayso.commands.app import build_app
from sayso.commands.printing import be_lenient, flush, give_up, one_line
from sayso.problems import Problem, SaysoError

__all__ = ["build_app", "main", "run_app"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0, or 2 when something is wrong and has been said."""
    return run_app(build_app(), sys.argv[1:] if argv is None else argv, name="sayso")


def run_app(app: typer.Typer, argv: Sequence[str], *, name: str, prepare: Callable[[], None] = lambda: None) -> int:
    """Runs a typer app; problems become lines on standard error, never a stack trace.

    `prepare` is called when the environment files have been read, and may raise SaysoError.
    """
    from sayso.config.environment import read_environment

    be_lenient()
    try:
        need_output()
        read_environment()
        prepare()
        code = app(args=list(argv) or ["--help"], prog_name=name, standalone_mode=False)
        flush()
    except SaysoError as error:
        return refused(error)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        return 130
    except BrokenPipeError:
        give_up()
        return 1
    except Exception as error:
        if not hasattr(error, "format_message") or not hasattr(error, "exit_code"):
            raise
        # One of click's usage errors. Typer carries a click of its own in some releases, so the class has no one name.
        return refused(SaysoError(misused(error, name)))
    return code if isinstance(code, int) else 0


def need_output() -> None:
    """Python has no standard output at all where it was started without one, and everybody here prints."""
    if sys.stdout is None:
        cure = "leave it open, or throw away what is printed by > /dev/null"
        raise SaysoError(Problem("output-closed", "", "standard output is closed", cure))


def refused(error: SaysoError) -> int:
    """Says what is wrong, one line for each thing, and gives the exit code for it."""
    for problem in error.problems:
        print(f"error: {one_line(str(problem))}", file=sys.stderr)
    return 2


def misused(error: Any, name: str) -> Problem:
    path = error.ctx.command_path if getattr(error, "ctx", None) is not None else name
    message = one_line(error.format_message()).rstrip(".")
    return Problem("bad-usage", "", message[:1].lower() + message[1:], f"see {path} --help")

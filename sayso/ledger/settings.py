"""Where the ledger is, and how much it holds, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sayso.consent.ledger import Keep
from sayso.problems import Problem, SaysoError

FOLDER = "SAYSO_LEDGER_DIR"
ARGUMENTS = "SAYSO_LEDGER_ARGUMENTS"
WORDS = "SAYSO_LEDGER_WORDS"


class LedgerError(SaysoError):
    """The ledger can't be opened, read or written."""


@dataclass(frozen=True)
class LedgerSettings:
    """Where the ledger is written, and how much it holds."""

    folder: Path
    keep: Keep


def ledger_settings(environ: Mapping[str, str] | None = None) -> LedgerSettings:
    """The settings of the environment. Raises LedgerError with every value in it that can't be used."""
    environ = os.environ if environ is None else environ
    problems: list[Problem] = []
    folder = _folder(environ, problems)
    arguments = _chosen(environ, ARGUMENTS, ("full", "digest"), problems)
    words = _chosen(environ, WORDS, ("on", "off"), problems)
    if problems:
        raise LedgerError(problems)
    return LedgerSettings(folder, Keep("digest" if arguments == "digest" else "full", words != "off"))


def ledger_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where the ledgers are, for who only reads them."""
    problems: list[Problem] = []
    folder = _folder(os.environ if environ is None else environ, problems)
    if problems:
        raise LedgerError(problems)
    return folder


def _chosen(environ: Mapping[str, str], variable: str, values: tuple[str, str], problems: list[Problem]) -> str:
    """The value of a variable; the first of those that it may have where it is not set."""
    value = environ.get(variable, "").strip().lower() or values[0]
    if value not in values:
        cure = f"set it to {values[0]} or {values[1]}, or leave it out"
        problems.append(Problem("ledger-setting", variable, f'is "{value[:80]}"', cure))
    return value


def _folder(environ: Mapping[str, str], problems: list[Problem]) -> Path:
    named = environ.get(FOLDER, "").strip()
    state = environ.get("XDG_STATE_HOME", "")
    try:
        if named:
            folder = Path(named).expanduser()
        elif Path(state).is_absolute():  # the specification of these folders ignores any other
            folder = Path(state) / "sayso" / "ledger"
        else:
            folder = Path.home() / ".local" / "state" / "sayso" / "ledger"
        if "\0" not in str(folder):
            return folder.absolute()  # a program may go elsewhere while it runs
    except RuntimeError:  # there is no home, or no such user
        pass
    problems.append(Problem("ledger-setting", FOLDER, "leads to no folder", "set it to the full path of a folder"))
    return Path()

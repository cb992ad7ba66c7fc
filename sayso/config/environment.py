"""Environment files: .env.local and .env of a project, and the `envFile` of a server."""

from __future__ import annotations

import os
from pathlib import Path

from sayso.config.place import Place
from sayso.problems import Problem, SaysoError

FILES = (".env.local", ".env")


class ConfigError(SaysoError):
    """mcp.json or an environment file can't be used; carries one problem for everything that is wrong in it."""


def read_environment(folder: Path | None = None) -> None:
    """Put `.env.local` and `.env` of the folder (the current one if None) into the process's environment.

    A variable that is already set in the process is kept: a deployment wins over a file, as everywhere that
    python-dotenv is used. Between the files, `.env.local` wins over `.env`. One that is set to nothing counts as not
    set, in the process as in a file. A file that is missing is passed over.
    """
    from dotenv import dotenv_values, load_dotenv

    for name in FILES:
        path = (folder or Path()) / name
        try:
            if path.is_file():
                for variable in dotenv_values(path, interpolate=False):
                    if os.environ.get(variable) == "":
                        del os.environ[variable]
                # The earlier file has set its variables by now, and override=False keeps them.
                load_dotenv(path, override=False)
        except (OSError, ValueError) as error:
            raise ConfigError(_unreadable(Place(str(path)), error)) from error


def read_env_file(path: Path, place: Place) -> dict[str, str] | Problem:
    """The variables of a server's `envFile`; a problem when it can't be read."""
    from dotenv import dotenv_values

    try:
        if not path.is_file():
            return Problem("path-missing", str(place), "there is no such file", "create it, or correct the path")
        values = dotenv_values(path)
    except (OSError, ValueError) as error:
        return _unreadable(place, error)
    return {name: value for name, value in values.items() if value is not None and "\0" not in value}


def _unreadable(place: Place, error: OSError | ValueError) -> Problem:
    if isinstance(error, OSError):
        why = error.strerror or "the file can't be opened"
        return Problem(
            "env-file-unreadable", str(place), f"can't be read: {why}", "correct its permissions or its path"
        )
    # A ValueError quotes what it stumbled over, which in this file is likely to be a secret.
    what = "is not UTF-8 text, or has a null character in it"
    return Problem("env-file-unreadable", str(place), what, "save it as UTF-8")

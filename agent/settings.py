"""What the worker reads once: the environment, mcp.json, the pipeline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.choices import Choices, choose
from agent.snapshot import handed_down
from agent.variables import Variables
from sayso.config.environment import read_environment
from sayso.config.load import Config, load
from sayso.problems import Problem, SaysoError

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that this worker lives in."""

NOTHING: Mapping[str, str] = {}

# LiveKit kills a job process that takes longer than 10 s to load, for ever, and registers the worker all the same.
SLOWEST_START = 60.0

# Seen on two cores: with more than two talking rooms a core the VAD falls behind. The load is counted in conversations,
# because LiveKit's own measure is the machine's: at full load its server finds no worker and loses the dispatch.
JOBS_PER_CORE = 2


@dataclass(frozen=True)
class Settings:
    config: Config
    choices: Choices
    agent_name: str = ""
    """Empty: the worker is put into every new room."""
    server_options: Mapping[str, Any] = field(default_factory=dict)
    """What LiveKit's AgentServer is told beside its setup function."""
    interim: Mapping[str, Any] = field(default_factory=dict)
    """What the Gatekeeper is told of a model that takes long."""


def stand_in_project() -> None:
    """Reads the environment files, and takes the project's own mcp.json where the current folder has none.

    `python agent/worker.py` is run from anywhere, and the worker's servers are those of its project. A job process
    has inherited all this.
    """
    if handed_down() is not None:
        return
    read_environment()
    if Path.cwd() == PROJECT:
        return
    read_environment(PROJECT)
    if not os.environ.get("SAYSO_CONFIG") and not Path("mcp.json").exists() and (PROJECT / "mcp.json").exists():
        os.environ["SAYSO_CONFIG"] = str(PROJECT / "mcp.json")


def read_settings(config: Path | None = None, *, audio: bool = True, also: Mapping[str, str] = NOTHING) -> Settings:
    """Reads everything, and raises one SaysoError with all that is wrong.

    `also` are variables for mcp.json that will be set before it is used. A job process gets what its main process read,
    whatever has become of the files.
    """
    stand_in_project()
    problems: list[Problem] = []
    try:
        choices, options, interim = read_variables(audio=audio)
    except SaysoError as error:
        problems += error.problems
    try:
        loaded = handed_down() or load(config, {**os.environ, **also})
    except SaysoError as error:
        problems += error.problems
    if problems:
        raise SaysoError(problems)
    return Settings(loaded, choices, os.environ.get("SAYSO_AGENT_NAME", "").strip(), options, interim)


def read_variables(*, audio: bool = True) -> tuple[Choices, Mapping[str, Any], Mapping[str, Any]]:
    """The pipeline, the worker's own options and the gate's; or one SaysoError with all that is wrong with them."""
    variables = Variables(os.environ)
    options, interim = server_options(variables), interim_options(variables)
    try:
        choices = choose(os.environ, audio=audio)
    except SaysoError as error:
        raise SaysoError([*error.problems, *variables.problems]) from None
    if variables.problems:
        raise SaysoError(variables.problems)
    return choices, options, interim


def interim_options(variables: Variables) -> Mapping[str, Any]:
    """What is said while the model takes long, and after how long; nothing unless it is asked for."""
    options = {
        "interim_after": variables.number("SAYSO_INTERIM_AFTER", 0.1, 60, " seconds"),
        "interim": variables.text("SAYSO_INTERIM_SAY"),
    }
    return {name: value for name, value in options.items() if value}


def server_options(variables: Variables) -> Mapping[str, Any]:
    """What the environment says of the worker itself; LiveKit's own defaults hold where it says nothing."""
    options: dict[str, Any] = {"initialize_process_timeout": SLOWEST_START}
    port = variables.whole("SAYSO_HTTP_PORT", 0, 65535)
    if port is not None:
        options["port"] = port
    jobs = variables.whole("SAYSO_MAX_JOBS", 1, 1000) or JOBS_PER_CORE * (os.cpu_count() or 1)
    return {**options, "load_threshold": 1.0, "load_fnc": lambda server: len(server.active_jobs) / jobs}

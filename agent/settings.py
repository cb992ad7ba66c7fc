"""What the worker reads once: the environment, mcp.json, the pipeline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.choices import Choices, choose
from sayso.config import Config, load, read_environment
from sayso.problems import Problem, SaysoError


@dataclass(frozen=True)
class Settings:
    config: Config
    choices: Choices
    agent_name: str = ""
    """Empty: the worker is put into every new room."""
    server_options: Mapping[str, Any] = field(default_factory=dict)
    """What LiveKit's AgentServer is told beside its setup function."""


def read_settings(config: Path | None = None, *, audio: bool = True) -> Settings:
    """Reads everything, and raises one SaysoError with all that is wrong."""
    read_environment()
    problems: list[Problem] = []
    options: dict[str, Any] = {}
    try:
        choices = choose(os.environ, audio=audio)
    except SaysoError as error:
        problems += error.problems
    try:
        loaded = load(config)
    except SaysoError as error:
        problems += error.problems
    port = os.environ.get("SAYSO_HTTP_PORT", "").strip()
    if port:
        if port.isascii() and port.isdigit() and int(port) < 65536:
            options["port"] = int(port)
        else:
            cure = "give a port from 0 (any free one) to 65535"
            problems.append(Problem("bad-port", "SAYSO_HTTP_PORT", "is not a port", cure))
    if problems:
        raise SaysoError(problems)
    return Settings(loaded, choices, os.environ.get("SAYSO_AGENT_NAME", "").strip(), options)

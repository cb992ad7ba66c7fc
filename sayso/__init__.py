"""Sayso: MCP tools for LiveKit voice agents, run only on the caller's say-so.

Every public name is here, once. Each is imported when it is first used, because LiveKit takes seconds to import
and half of what Sayso does needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.config.environment import ConfigError as ConfigError
    from sayso.config.load import Config as Config
    from sayso.config.load import load
    from sayso.ledger_file import open_ledger as open_ledger
    from sayso.problems import Problem as Problem
    from sayso.problems import SaysoError as SaysoError
    from sayso.servers.events import CallEvent as CallEvent
    from sayso.servers.events import ServerEvent as ServerEvent
    from sayso.servers.toolset import ServerToolset as ServerToolset
    from sayso.servers.toolset import toolsets as toolsets
    from sayso.voice.asking import Asking as Asking
    from sayso.voice.events import DecisionEvent as DecisionEvent
    from sayso.voice.events import QuestionEvent as QuestionEvent
    from sayso.voice.gatekeeper import Gatekeeper as Gatekeeper

    load_config = load

_HOMES = {
    "Asking": ("sayso.voice.asking", "Asking"),
    "CallEvent": ("sayso.servers.events", "CallEvent"),
    "Config": ("sayso.config.load", "Config"),
    "ConfigError": ("sayso.config.environment", "ConfigError"),
    "DecisionEvent": ("sayso.voice.events", "DecisionEvent"),
    "Gatekeeper": ("sayso.voice.gatekeeper", "Gatekeeper"),
    "Problem": ("sayso.problems", "Problem"),
    "QuestionEvent": ("sayso.voice.events", "QuestionEvent"),
    "SaysoError": ("sayso.problems", "SaysoError"),
    "ServerEvent": ("sayso.servers.events", "ServerEvent"),
    "ServerToolset": ("sayso.servers.toolset", "ServerToolset"),
    "load_config": ("sayso.config.load", "load"),
    "open_ledger": ("sayso.ledger_file", "open_ledger"),
    "toolsets": ("sayso.servers.toolset", "toolsets"),
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)

"""Sayso: MCP tools for LiveKit voice agents, run only on the caller's say-so.

Every public name is here, once. Each is imported when it is first used, because LiveKit takes seconds to import
and half of what Sayso does needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.config import Config as Config
    from sayso.config import ConfigError as ConfigError
    from sayso.config import load
    from sayso.problems import Problem as Problem
    from sayso.problems import SaysoError as SaysoError
    from sayso.servers.events import CallEvent as CallEvent
    from sayso.servers.events import ServerEvent as ServerEvent
    from sayso.servers.toolset import ServerToolset as ServerToolset
    from sayso.servers.toolset import toolsets as toolsets

    load_config = load

_HOMES = {
    "CallEvent": ("sayso.servers.events", "CallEvent"),
    "Config": ("sayso.config", "Config"),
    "ConfigError": ("sayso.config", "ConfigError"),
    "Problem": ("sayso.problems", "Problem"),
    "SaysoError": ("sayso.problems", "SaysoError"),
    "ServerEvent": ("sayso.servers.events", "ServerEvent"),
    "ServerToolset": ("sayso.servers.toolset", "ServerToolset"),
    "load_config": ("sayso.config", "load"),
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

"""Sayso: MCP tools for LiveKit voice agents, run only on the caller's say-so.

Every public name is here, once. Each is imported when it is first used, because LiveKit takes seconds to import
and half of what Sayso does needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.calls import CallEvent as CallEvent
    from sayso.config.environment import ConfigError as ConfigError
    from sayso.config.load import Config as Config
    from sayso.config.load import load
    from sayso.ledger_file import open_ledger as open_ledger
    from sayso.problems import Problem as Problem
    from sayso.problems import SaysoError as SaysoError
    from sayso.servers.events import ServerEvent as ServerEvent
    from sayso.servers.toolset import ServerToolset as ServerToolset
    from sayso.servers.toolset import toolsets as toolsets
    from sayso.voice.asking import Asking as Asking
    from sayso.voice.events import DecisionEvent as DecisionEvent
    from sayso.voice.events import QuestionEvent as QuestionEvent
    from sayso.voice.events import RemarkEvent as RemarkEvent
    from sayso.voice.gatekeeper import Gatekeeper as Gatekeeper
    from sayso.voice.own_tools import asks as asks

    load_config = load

_HOMES = {
    "Asking": ("sayso.voice.asking", "Asking"),
    "CallEvent": ("sayso.calls", "CallEvent"),
    "Config": ("sayso.config.load", "Config"),
    "ConfigError": ("sayso.config.environment", "ConfigError"),
    "DecisionEvent": ("sayso.voice.events", "DecisionEvent"),
    "Gatekeeper": ("sayso.voice.gatekeeper", "Gatekeeper"),
    "RemarkEvent": ("sayso.voice.events", "RemarkEvent"),
    "Problem": ("sayso.problems", "Problem"),
    "QuestionEvent": ("sayso.voice.events", "QuestionEvent"),
    "SaysoError": ("sayso.problems", "SaysoError"),
    "ServerEvent": ("sayso.servers.events", "ServerEvent"),
    "ServerToolset": ("sayso.servers.toolset", "ServerToolset"),
    "asks": ("sayso.voice.own_tools", "asks"),
    "load_config": ("sayso.config.load", "load"),
    "open_ledger": ("sayso.ledger_file", "open_ledger"),
    "toolsets": ("sayso.servers.toolset", "toolsets"),
}

_ALONG = {"Asking": ("load_config", "open_ledger", "toolsets", "Gatekeeper")}
"""What a session needs is imported with its agent's class, before there is a call: MCP alone takes half a second, in
which a conversation would stand still, and of which LiveKit warns."""

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    for other in _ALONG.get(name, ()):
        import_module(_HOMES[other][0])
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)

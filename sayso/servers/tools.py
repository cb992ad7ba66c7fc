"""A server's tools as the model sees them: a name of their own, a description, a schema, and the policy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sayso.consent.policy import Hints, Policy, decide
from sayso.servers.declared import DeclaredServer

LONGEST_NAME = 64
"""What OpenAI and most other providers take as a function's name."""


@dataclass(frozen=True)
class ListedTool:
    """A tool as its server lists it, before any policy: untrusted text and hints."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True)
class ServerTool:
    """A tool that exists for the model."""

    name: str
    """Its name at its server."""
    model_name: str
    """Its name for the model: prefix__tool."""
    description: str
    parameters: Mapping[str, Any]
    hints: Hints
    policy: Policy


def choose_tools(server: DeclaredServer, listed: Iterable[ListedTool]) -> tuple[ServerTool, ...]:
    """The tools that `allowed_tools` lets through, each under its policy. A name listed twice counts once."""
    chosen: dict[str, ServerTool] = {}
    taken: set[str] = set()
    for tool in listed:
        if tool.name in chosen or (server.allowed is not None and not server.allowed.matches(tool.name, tool.hints)):
            continue
        name = model_name(server.prefix, tool.name, taken)
        taken.add(name)
        policy = decide(server.rules, tool.name, tool.hints)
        parameters = as_object_schema(tool.parameters)
        chosen[tool.name] = ServerTool(tool.name, name, tool.description, parameters, tool.hints, policy)
    return tuple(chosen.values())


def model_name(prefix: str, tool: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """prefix__tool in the letters and the length that every provider takes, unlike any name already taken."""
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", tool) or "tool"
    name = f"{prefix}__{plain}"
    if len(name) <= LONGEST_NAME and name not in taken:
        return name
    # A digest of the real name, so that two long names that begin alike stay apart and keep their names next time.
    mark = hashlib.sha256(tool.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 9]}_{mark}"


def as_object_schema(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema as providers want it: an object with properties. They refuse the whole request for less."""
    properties = schema.get("properties")
    return {**schema, "type": "object", "properties": properties if isinstance(properties, dict) else {}}

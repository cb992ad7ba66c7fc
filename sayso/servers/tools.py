"""A server's tools as the model sees them: a name of their own, a description, a schema, and the policy."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from sayso.consent.call import NotSendableError, canonical_json, digest_of
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
    definition: str
    """The digest of all that its server said of it: a tool that changes is another tool."""


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
        definition = definition_of(tool)
        chosen[tool.name] = ServerTool(tool.name, name, tool.description, parameters, tool.hints, policy, definition)
    return tuple(chosen.values())


_unwritable = itertools.count()


def definition_of(tool: ListedTool) -> str:
    """The digest of a tool as it was listed: name, description, input schema, annotations."""
    parts = tool.name, tool.description, _written(tool.parameters), canonical_json(astuple(tool.hints))
    return digest_of(parts)


def _written(schema: Mapping[str, Any]) -> str:
    """One text for one schema, even for one that no JSON can hold."""
    try:
        return canonical_json(schema)
    except NotSendableError:
        pass
    try:
        return repr(schema)
    except RecursionError:
        # Nested beyond what can be compared: never the same as any other, so that nothing granted before covers it.
        return f"unwritable {next(_unwritable)}"


def model_name(prefix: str, tool: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """prefix__tool in the letters and the length that every provider takes, unlike any name already taken."""
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", tool) or "tool"
    name = f"{prefix}__{plain}"
    if len(name) <= LONGEST_NAME and name not in taken:
        return name
    # A digest of both real names, so that two that begin alike stay apart and keep their names next time. It is counted
    # on where a server has listed a tool under just that name: two tools of one name would stop the whole session.
    for attempt in itertools.count():
        mark = hashlib.sha256(f"{prefix}\0{tool}\0{attempt}".encode(errors="replace")).hexdigest()[:8]
        marked = f"{name[: LONGEST_NAME - 9]}_{mark}"
        if marked not in taken:
            return marked
    raise AssertionError  # a count has no end


def as_object_schema(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema as providers want it: an object with properties. They refuse the whole request for less."""
    properties = schema.get("properties")
    named = properties if isinstance(properties, dict) else {}
    sound: dict[str, Any] = {name: value if isinstance(value, dict) else {} for name, value in named.items()}
    clean = {**schema, "type": "object", "properties": sound}
    if "required" in clean:
        required = clean["required"] if isinstance(clean["required"], list) else []
        clean["required"] = [name for name in required if isinstance(name, str) and name in sound]
    return clean

"""Calls of whatever tools there are, with arguments that their schemas allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from sayso.rehearsal.scenario import ModelCall
from sayso.servers.tools import ServerTool

NAMES = ("atlas", "bible", "globe")
SECONDS = (0.1, 0.5, 1.2, 3.0)
DEEPEST = 4


def call(rng: Random, tools: Sequence[ServerTool]) -> ModelCall:
    tool = rng.choice(tools)
    broken = "{name: atlas" if rng.random() < 0.03 else None
    return ModelCall(tool.model_name, arguments(rng, tool.parameters), broken)


def arguments(rng: Random, schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """All that the schema names, so that nothing is filled in by the server that was not asked."""
    named: Mapping[str, Any] = schema.get("properties") or {}
    return {name: value(rng, wanted, depth + 1) for name, wanted in named.items()}


def value(rng: Random, schema: Any, depth: int) -> Any:
    if not isinstance(schema, Mapping):
        return rng.choice(NAMES)
    if schema.get("enum"):
        return rng.choice(list(schema["enum"]))
    if "const" in schema:
        return schema["const"]
    for several in ("anyOf", "oneOf"):
        if schema.get(several):
            return value(rng, rng.choice(list(schema[several])), depth)
    kind = schema.get("type")
    match kind[0] if isinstance(kind, list) and kind else kind:
        case "integer":
            return rng.randint(1, 5)
        case "number":
            return rng.choice(SECONDS)
        case "boolean":
            return rng.random() < 0.5
        case "null":
            return None
        case "array":
            return [value(rng, schema.get("items"), depth + 1)] if depth < DEEPEST else []
        case "object":
            return arguments(rng, schema, depth) if depth < DEEPEST else {}
    return rng.choice(NAMES)

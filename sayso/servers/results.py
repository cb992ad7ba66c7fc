"""A tool's result as text for the model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.types import CallToolResult


def result_text(result: CallToolResult) -> str:
    """Text parts joined, structured content as compact JSON, anything else as one line about it."""
    parts = [part_text(part) for part in result.content]
    structured = result.structured_content
    if structured is not None and not any(same_json(part, structured) for part in parts):
        parts.append(json.dumps(structured, ensure_ascii=False, separators=(",", ":")))
    text = "\n".join(part for part in parts if part)
    return text or "(the tool ended without a result)"


def part_text(part: Any) -> str:
    """One content part: its text, or one line that says what it is."""
    kind = part.type
    if kind == "text":
        return str(part.text)
    if kind in ("image", "audio"):
        return f"[{kind}, {part.mime_type}, {size(part.data)}: not shown]"
    if kind == "resource_link":
        return f"[link to {part.name}: {part.uri}]"
    if kind == "resource":
        resource = part.resource
        text = getattr(resource, "text", None)
        if text is not None:
            return str(text)
        return f"[resource {resource.uri}, {size(resource.blob)}: not shown]"
    return f"[{kind}: not shown]"


def same_json(text: str, value: Any) -> bool:
    """Whether a text part only repeats the structured content, as MCP asks servers to do for older clients.

    A bare text comes wrapped: {"result": text} from Python's SDK, {"content": text} from npm's servers.
    """
    wrapped = isinstance(value, dict) and len(value) == 1 and text in value.values()
    try:
        return wrapped or bool(json.loads(text) == value)
    except (ValueError, RecursionError):
        return wrapped


def size(base64: str) -> str:
    """The size of what a base64 text holds, in words."""
    count = len(base64) * 3 // 4
    return f"{count} bytes" if count < 1000 else f"{round(count / 1000)} kB"

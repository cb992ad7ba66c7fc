"""Short ways to read a configuration from a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sayso.config.load import Config, load
from sayso.servers.declared import DeclaredServer, Http, Stdio

NOTHING: Mapping[str, str] = {}


def read(text: str | Mapping[str, Any], environment: Mapping[str, str] = NOTHING) -> Config:
    """The configuration of a file with this text, or this value, in the current folder."""
    Path("mcp.json").write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return load(Path("mcp.json"), environment)


def one(entry: Mapping[str, Any], environment: Mapping[str, str] = NOTHING) -> DeclaredServer:
    """The only server of a file with this entry."""
    (server,) = read({"mcpServers": {"x": entry}}, environment).servers
    return server


def local(entry: Mapping[str, Any], environment: Mapping[str, str] = NOTHING) -> Stdio:
    transport = one({"command": "c", **entry}, environment).transport
    assert isinstance(transport, Stdio)
    return transport


def remote(entry: Mapping[str, Any], environment: Mapping[str, str] = NOTHING) -> Http:
    address = {} if "connector_id" in entry else {"url": "https://h/mcp"}
    transport = one({**address, **entry}, environment).transport
    assert isinstance(transport, Http)
    return transport

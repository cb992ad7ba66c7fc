"""A server as the user declared it: plain values, checked by `sayso.config`, used by the connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sayso.consent.policy import Filter, Rules
from sayso.consent.settings import Settings

CONNECT_TIMEOUT = 5.0
CALL_TIMEOUT = 60.0


@dataclass(frozen=True)
class Stdio:
    """A server that runs as a child process and speaks over its standard input and output."""

    command: str
    args: tuple[str, ...] = field(default=(), repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: Path | None = None


@dataclass(frozen=True)
class Http:
    """A server that is reached by streamable HTTP."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Mention:
    """A tool's name as mcp.json wrote it; whether it exists is known only after connecting."""

    tool: str
    where: str
    """The file and the key: "mcp.json: mcpServers.files.require_approval.never[1]"."""


@dataclass(frozen=True)
class DeclaredServer:
    """One MCP server of mcp.json with everything that a connection and a policy need."""

    label: str
    """For display and speech, as the user wrote it."""
    prefix: str
    """The first half of its tools' names for the model: prefix__tool."""
    transport: Stdio | Http
    where: str = ""
    """The file and the key that declared it, for messages: "mcp.json: mcpServers.files"."""
    description: str = ""
    allowed: Filter | None = None
    """Which of its tools exist for the model; None means all of them."""
    rules: Rules = field(default_factory=Rules)
    connect_timeout: float = CONNECT_TIMEOUT
    timeout: float | None = CALL_TIMEOUT
    """Seconds that one call may take; None means no limit."""
    mentions: tuple[Mention, ...] = ()
    """Every tool that its entry names, for `sayso.servers.tool_names.missing_tools`."""
    settings: Settings = field(default_factory=Settings)
    """How asking goes for its tools."""
    tool_settings: Mapping[str, Settings] = field(default_factory=dict)
    """The same for the tools that have an entry of their own, complete."""

    def settings_for(self, tool: str) -> Settings:
        """How asking goes for this tool, by its name at the server."""
        return self.tool_settings.get(tool, self.settings)

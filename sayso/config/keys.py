"""The one table of keys: what Sayso does with each key that mcp.json, or another client's file, may hold.

A key is used, ignored with one line in `sayso check`, or refused with the reason. Only a key that stands in no table
is unknown. To add a key, add its row here, its property in mcp.schema.json (a test compares the two) and its reader in
entry.py. Where a client is named in a comment, the key was found in that client's documentation or source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from sayso.config.json_text import Json
from sayso.config.place import Place, Report, quoted
from sayso.problems import Problem


@dataclass(frozen=True)
class Used:
    """Read, under Sayso's own name for it: several spellings may mean one thing."""

    name: str
    null_counts: bool = False
    """Everywhere else null is the same as absent."""


@dataclass(frozen=True)
class Ignored:
    """Left aside with one line in `check`."""

    why: str


@dataclass(frozen=True)
class Refused:
    """An error, unless its value is empty and so says nothing."""

    why: str
    cure: str


Fate: TypeAlias = Used | Ignored | Refused

_NO_SIGN_IN = Ignored("Sayso does not sign in by OAuth: where the server wants a token, give it as authorization")
_NEVER_LOOSENS = Ignored("it never loosens anything here: what may run unasked is said by require_approval")
_FOR_EDITORS = Ignored("it is for the editor that shows the server")
_NO_SANDBOX = Ignored("Sayso starts the server without a sandbox")
_NOT_HERE = Ignored("it means nothing outside of the client that it was written for")
_COMMENT = Ignored("a comment")
_KEEP_LIST = Refused("Sayso cannot leave out single tools by name", "list the tools to keep in allowed_tools")

_COMMENTS: dict[str, Fate] = {"//": _COMMENT, "$comment": _COMMENT, "_comment": _COMMENT, "comment": _COMMENT}

ASKING: Mapping[str, Fate] = {
    "destructive": Used("destructive"),
    "grant": Used("grant"),
    "max_approvals": Used("max_approvals"),
    "expires_after": Used("expires_after"),
    "max_pending": Used("max_pending"),
    "max_reasks": Used("max_reasks"),
    "first_silence": Used("first_silence"),
    "final_silence": Used("final_silence"),
    "answer_mode": Used("answer_mode"),
    "grace": Used("grace"),
    "say": Used("say"),
    "announce": Used("announce"),
    "announce_after": Used("announce_after"),
    "first_stall": Used("first_stall"),
    "next_stall": Used("next_stall"),
    "max_stalls": Used("max_stalls"),
}
"""How asking goes, and what is said meanwhile: keys of the file, a server and a tool alike. asking.py reads them."""

TOP: Mapping[str, Fate] = {
    "mcpServers": Used("mcpServers"),  # Claude Desktop, Claude Code, Cursor, Windsurf, Cline, Copilot
    "servers": Used("servers"),  # VS Code
    "tools": Used("tools"),  # OpenAI Realtime, Azure Voice Live
    "inputs": Used("inputs"),  # VS Code
    "connectors": Used("connectors"),
    **ASKING,
    "$schema": Used("$schema"),
    **_COMMENTS,
    "globalShortcut": _NOT_HERE,  # Claude Desktop
    "preferences": _NOT_HERE,  # Claude Desktop
    "scale": _NOT_HERE,  # Claude Desktop
    "sandbox": _NO_SANDBOX,  # VS Code
    "mcp": Refused("VS Code's settings.json keeps its servers in here", "move servers and inputs one level up"),
    "session": Refused("OpenAI Realtime's session.update keeps its tools in here", "move the tools array one level up"),
    "mcp_servers": Refused("Sayso reads neither Codex's nor the Anthropic API's form", "name it mcpServers, an object"),
    "context_servers": Refused("Sayso does not read Zed's form", "name it mcpServers"),
}

SERVER: Mapping[str, Fate] = {
    # The transport.
    "type": Used("type"),  # Claude Code, Cursor, VS Code, Copilot, Cline; "mcp" in OpenAI and Azure
    "transport": Used("type"),  # FastMCP, LangChain
    "transportType": Used("type"),  # older Cline
    "command": Used("command"),
    "args": Used("args"),
    "env": Used("env"),
    "envFile": Used("envFile"),  # VS Code, Cursor
    "cwd": Used("cwd"),  # VS Code, Gemini CLI, Codex
    "url": Used("url"),
    "server_url": Used("url"),  # OpenAI, Azure
    "serverUrl": Used("url"),  # Windsurf
    "httpUrl": Used("url"),  # Gemini CLI
    "connector_id": Used("connector_id"),  # OpenAI
    "authorization": Used("authorization"),  # OpenAI, Azure
    "headers": Used("headers"),
    "http_headers": Used("headers"),  # Codex
    "allow_http": Used("allow_http"),
    # Seconds, as in Cline and Codex. Claude Code and Gemini CLI write `timeout` in milliseconds: entry.py refuses what
    # can only be meant so.
    "connect_timeout": Used("connect_timeout"),
    "startup_timeout_sec": Used("connect_timeout"),  # Codex
    "timeout": Used("timeout", null_counts=True),
    "tool_timeout_sec": Used("timeout"),  # Codex
    # What it is called, and whether it takes part.
    "server_label": Used("label"),  # OpenAI, Azure
    "server_description": Used("description"),  # OpenAI
    "description": Used("description"),  # Gemini CLI
    "disabled": Used("disabled"),  # Cline, Windsurf, Kiro
    "enabled": Used("enabled"),  # Codex, OpenCode
    "isActive": Used("enabled"),  # Cherry Studio
    # Which tools, and who is asked.
    "allowed_tools": Used("allowed_tools"),  # OpenAI, Azure
    "enabled_tools": Used("allowed_tools"),  # Codex
    "includeTools": Used("allowed_tools"),  # Gemini CLI
    "require_approval": Used("require_approval"),  # OpenAI, Azure
    "tools": Used("tools"),  # an array in Copilot's coding agent, an object by tool in Sayso
    "trusted": Used("trusted"),
    **ASKING,
    **_COMMENTS,
    # Approvals of other clients.
    "alwaysAllow": _NEVER_LOOSENS,  # Cline, Roo, Windsurf
    "autoApprove": _NEVER_LOOSENS,  # Cline, Kiro
    "trust": _NEVER_LOOSENS,  # Gemini CLI
    "default_tools_approval_mode": _NEVER_LOOSENS,  # Codex
    # Sign-in.
    "auth": _NO_SIGN_IN,  # Cursor, FastMCP
    "oauth": _NO_SIGN_IN,  # Claude Code, VS Code, Gemini CLI
    "scopes": _NO_SIGN_IN,  # Codex
    "oauth_resource": _NO_SIGN_IN,  # Codex
    "authProviderType": _NO_SIGN_IN,  # Gemini CLI
    "targetAudience": _NO_SIGN_IN,  # Gemini CLI
    "targetServiceAccount": _NO_SIGN_IN,  # Gemini CLI
    # How an editor shows, develops or confines the server.
    "name": _FOR_EDITORS,
    "title": _FOR_EDITORS,
    "icon": _FOR_EDITORS,
    "iconUrl": _FOR_EDITORS,
    "version": _FOR_EDITORS,  # VS Code
    "gallery": _FOR_EDITORS,  # VS Code
    "fromGalleryId": _FOR_EDITORS,  # Trae
    "registry": _FOR_EDITORS,  # Windsurf
    "chatMenu": _FOR_EDITORS,  # LibreChat
    "dev": Ignored("Sayso neither watches nor debugs a server"),  # VS Code
    "watchPaths": Ignored("Sayso neither watches nor debugs a server"),  # Roo
    "sandbox": _NO_SANDBOX,  # VS Code
    "sandboxEnabled": _NO_SANDBOX,  # VS Code
    # When a model sees the tools.
    "defer_loading": Ignored("every tool is loaded at the start"),  # OpenAI
    "alwaysLoad": Ignored("every tool is loaded at the start"),  # Claude Code
    "allowed_callers": Ignored("only the model calls tools here"),  # OpenAI
    "required": Ignored("a session goes on without a server that fails"),  # Codex
    "response_scheduling": _NOT_HERE,  # Azure
    "tool_configs": _NOT_HERE,  # Azure
    "extensionName": _NOT_HERE,  # Gemini CLI
    "source": _NOT_HERE,  # Zed
    "serverInstructions": _NOT_HERE,  # LibreChat
    "startup_timeout_ms": Ignored("write connect_timeout, in seconds"),  # older Codex
    "initTimeout": Ignored("write connect_timeout, in seconds"),  # LibreChat
    # What would be lost unseen if it were only ignored.
    "excludeTools": _KEEP_LIST,  # Gemini CLI
    "disabledTools": _KEEP_LIST,  # Windsurf, Roo, Kiro
    "disabled_tools": _KEEP_LIST,  # Codex
    "headersHelper": Refused("Sayso runs no program to get headers", "give headers or authorization"),  # Claude Code
    "bearer_token_env_var": Refused("Sayso reads tokens by variables", 'write "authorization": "${NAME}"'),  # Codex
    "env_http_headers": Refused("Sayso reads headers by variables", 'write "headers": {"X-Key": "${NAME}"}'),  # Codex
    "env_vars": Refused("Sayso hands on single variables by env", 'write "env": {"NAME": "${NAME}"}'),  # Codex
    "tunnel_id": Refused("OpenAI's tunnels do not exist outside of OpenAI", "give the server's address as server_url"),
    "project_connection_id": Refused(
        "Azure's project connections do not exist outside of Azure", "give the server's address as server_url"
    ),
}

TOOL: Mapping[str, Fate] = {
    **ASKING,
    **_COMMENTS,
    "approval_mode": _NEVER_LOOSENS,  # Codex
}

APPROVAL: Mapping[str, Fate] = {"always": Used("always"), "never": Used("never"), **_COMMENTS}

FILTER: Mapping[str, Fate] = {"tool_names": Used("tool_names"), "read_only": Used("read_only"), **_COMMENTS}

INPUT: Mapping[str, Fate] = {
    "id": Used("id"),
    "default": Used("default"),
    **_COMMENTS,
    # What VS Code asks with; Sayso reads the value from the environment.
    **{key: Used(key) for key in ("type", "description", "password", "options", "command", "args")},
}

Found: TypeAlias = dict[str, tuple[Json, Place]]
"""Sayso's name of a key to its value and to where it stands, in its user's spelling."""


def sort_keys(entry: Mapping[str, Json], table: Mapping[str, Fate], place: Place, report: Report) -> Found:
    """The keys that are used; what happens to the others goes into the report."""
    found: Found = {}
    for key, value in entry.items():
        fate = table.get(key)
        here = place / key
        if fate is None:
            report.add(Problem("unknown-key", str(here), "unknown key", _nearest(key, table)))
        elif isinstance(fate, Ignored):
            if value is not None:
                report.note(Problem("key-ignored", str(here), "ignored", fate.why))
        elif isinstance(fate, Refused):
            if value not in (None, False, "", [], {}):
                report.add(Problem("key-refused", str(here), fate.why, fate.cure))
        elif value is not None or fate.null_counts:
            if fate.name in found and found[fate.name][0] != value:
                other = quoted(str(found[fate.name][1].keys[-1]))
                what = f"says the same as {other} with another value"
                report.add(Problem("key-twice", str(here), what, "keep one of the two"))
            found.setdefault(fate.name, (value, here))
    return found


def _nearest(key: str, table: Mapping[str, Fate]) -> str:
    known = {name.lower(): name for name, fate in table.items() if isinstance(fate, Used)}
    near = get_close_matches(key[:64].lower(), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else "remove it"

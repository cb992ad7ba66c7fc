"""One server's entry, from any of the three forms, as a DeclaredServer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.config import labels
from sayso.config.address import Address
from sayso.config.approval import Approval
from sayso.config.environment import read_env_file
from sayso.config.json_text import Json
from sayso.config.keys import SERVER, Found, sort_keys
from sayso.config.place import Place, Report
from sayso.config.reading import Reader
from sayso.config.variables import Variables
from sayso.problems import Problem
from sayso.servers.declared import CALL_TIMEOUT, CONNECT_TIMEOUT, DeclaredServer, Http, Stdio

LONGEST_TIMEOUT = 3600
"""Seconds. What is longer is a number of milliseconds from Claude Code or Gemini CLI, or means null."""

STDIO_TYPES = ("stdio", "local")
HTTP_TYPES = ("http", "streamable-http", "streamable_http", "streamableHttp")
EITHER_TYPES = ("mcp",)
OTHER_TOOLS = ("function", "foundry_agent", "web_search", "file_search", "code_interpreter", "image_generation")
"""What else a `tools` array of OpenAI or Azure may hold; none of it is an MCP server."""

FORM = frozenset(
    {
        "unknown-key",
        "key-twice",
        "wrong-type",
        "null-character",
        "label-form",
        "label-missing",
        "env-name-form",
        "header-form",
        "approval-unknown",
        "tool-name-form",
    }
)
"""Codes of what is wrong whatever an entry is used for.

An entry that is switched off must have a sound form, and may lack everything else: that is why it is off.
"""


@dataclass(frozen=True)
class Surroundings:
    """What the entries of one file share."""

    folder: Path
    environment: Mapping[str, str]
    inputs: Mapping[str, str | None]
    connectors: Mapping[str, tuple[Json, Place]]


@dataclass(frozen=True)
class Entry:
    """What an entry turned out to be. Without a server it is switched off or has problems."""

    label: str
    place: Place
    disabled: bool
    server: DeclaredServer | None


def read_entry(name: str | None, value: Json, place: Place, around: Surroundings, report: Report) -> Entry | None:
    """One entry; `name` is its key in an object of servers. None when nothing can be said about it."""
    variables = Variables(around.environment, around.folder, around.inputs)
    own = Report()
    reader = Reader(own, variables)
    if not isinstance(value, dict):
        reader.wrong(value, place, "an object", 'write {"command": ...} or {"url": ...}')
        _merge(own, report)
        return None
    if name is None and value.get("type") in OTHER_TOOLS:
        what = "ignored: it is not an MCP server"
        report.note(Problem("tool-ignored", str(place), what, "Sayso runs the tools of MCP servers only"))
        return None
    found = sort_keys(value, SERVER, place, own)
    disabled = _disabled(found, reader)
    _read_env(found, reader, around.folder)
    label = _label(name, found, place, reader)
    server = _server(label or "", found, place, around, reader)
    if disabled:
        own = Report([problem for problem in own.problems if problem.code in FORM])
    sound = not own.problems
    _merge(own, report)
    if label is None:
        return None
    return Entry(label, place, disabled, server if sound and not disabled else None)


def _merge(own: Report, report: Report) -> None:
    for problem in own.problems:
        report.add(problem)
    for note in own.notes:
        report.note(note)


def _disabled(found: Found, reader: Reader) -> bool:
    flags = {key: reader.flag(*found[key]) for key in ("disabled", "enabled") if key in found}
    return flags.get("disabled") is True or flags.get("enabled") is False


def _label(name: str | None, found: Found, place: Place, reader: Reader) -> str | None:
    label = name
    if "label" in found:
        label = reader.text(*found["label"])
        place = found["label"][1]
    elif name is None:
        what, cure = "has no server_label", "add one: tools are shown and spoken under it"
        reader.report.add(Problem("label-missing", str(place), what, cure))
    if label is not None and (fault := labels.fault(label)):
        reader.report.add(Problem("label-form", str(place), *fault))
        return None
    return label


def _read_env(found: Found, reader: Reader, folder: Path) -> None:
    """Make the entry's own env known to its variables, before any other string is read."""
    variables = reader.variables
    if "env" in found:
        value, place = found["env"]
        own: dict[str, str] = {}
        for name, member, where in reader.members(value, place, "an object of strings"):
            if not name or "=" in name or "\0" in name:
                what = "is not a name that a variable can have"
                reader.report.add(Problem("env-name-form", str(where), what, "use letters, digits and underscores"))
            elif isinstance(member, int | float) and not isinstance(member, bool):
                own[name] = str(member)  # VS Code allows numbers here.
            elif isinstance(member, str):
                own[name] = member
            else:
                reader.wrong(member, where, "a string", "put it in double quotes")
        variables.own = own
        variables.own_place = place
    if "envFile" in found:
        value, place = found["envFile"]
        text = reader.text(value, place)
        if text is not None:
            read = read_env_file(_path(text, folder), place)
            if isinstance(read, Problem):
                reader.report.add(read)
            else:
                variables.from_file = read


def _server(label: str, found: Found, place: Place, around: Surroundings, reader: Reader) -> DeclaredServer | None:
    trusted = _flag(found, "trusted", reader)
    approval = Approval(reader, trusted)
    destructive = approval.destructive(found)
    allowed = approval.allowed(found)
    rules = approval.rules(found, destructive)
    connect_timeout = _seconds(found, "connect_timeout", CONNECT_TIMEOUT, reader)
    timeout = _seconds(found, "timeout", CALL_TIMEOUT, reader)
    description = reader.text(*found["description"]) if "description" in found else ""
    transport = _transport(found, place, around, reader)
    if transport is None or connect_timeout is None:
        return None
    server = DeclaredServer(label, labels.prefix_of(label), transport, str(place), description or "", allowed, rules)
    mentions = tuple(approval.mentions)
    return replace(server, connect_timeout=connect_timeout, timeout=timeout, mentions=mentions)


def _transport(found: Found, place: Place, around: Surroundings, reader: Reader) -> Stdio | Http | None:
    report = reader.report
    here = str(place)
    _check_forms(found, place, around, reader)
    kind = _type(found, reader)
    allow_http = _flag(found, "allow_http", reader)
    remote = [key for key in ("url", "connector_id") if key in found]
    if "command" in found and remote:
        what = f"has both command and {found[remote[0]][1].keys[-1]}"
        report.add(
            Problem("command-and-address", here, what, "keep command for a local server, the other for a remote one")
        )
        return None
    if len(remote) > 1:
        what = f"has both {found['url'][1].keys[-1]} and connector_id"
        report.add(Problem("address-twice", here, what, "keep one of the two"))
        return None
    if "command" not in found and not remote:
        what = "has no command, and neither server_url (or url) nor connector_id"
        report.add(Problem("address-missing", here, what, "add command for a local server, url for a remote one"))
        return None
    if (kind == "stdio" and remote) or (kind == "http" and not remote):
        wanted, given = ("command", "url") if remote else ("url", "command")
        what = f"says that the server has a {wanted}, and it has a {given}"
        report.add(Problem("type-mismatch", str(found["type"][1]), what, "remove type, or correct it"))
    if remote:
        _without_meaning(found, ("args", "cwd"), "a remote server is not started by Sayso", report)
        return Address(reader, around.connectors, place).read(found, allow_http)
    why = "a local server is not reached by HTTP: give it its secrets by env"
    _without_meaning(found, ("headers", "authorization", "allow_http"), why, report)
    return _stdio(found, around.folder, reader)


def _check_forms(found: Found, place: Place, around: Surroundings, reader: Reader) -> None:
    """Look at the keys of both transports, as an array of arguments is an array where it means nothing as well."""
    own = Report()
    apart = Reader(own, reader.variables)
    for key in ("type", "command", "cwd", "url", "connector_id"):
        if key in found:
            apart.text(*found[key])
    if "args" in found:
        apart.texts(*found["args"])
    Address(apart, around.connectors, place).headers(found)
    for problem in own.problems:
        if problem.code in FORM:
            reader.report.add(problem)


def _type(found: Found, reader: Reader) -> str | None:
    """ "stdio", "http", or None where the entry leaves it open."""
    if "type" not in found:
        return None
    value, place = found["type"]
    text = reader.text(value, place)
    if text in STDIO_TYPES:
        return "stdio"
    if text in HTTP_TYPES:
        return "http"
    if text == "sse":
        what = "the old SSE transport is not supported"
        cure = 'use the server\'s streamable HTTP address (it often ends in /mcp) with "type": "http"'
        reader.report.add(Problem("type-sse", str(place), what, cure))
    elif text is not None and text not in EITHER_TYPES:
        known = ", ".join((STDIO_TYPES[0], *HTTP_TYPES[:2], *EITHER_TYPES))
        reader.report.add(
            Problem("type-unknown", str(place), "is no transport that Sayso knows", f"use one of {known}")
        )
    return None


def _stdio(found: Found, folder: Path, reader: Reader) -> Stdio | None:
    command = reader.text(*found["command"])
    args = reader.texts(*found["args"]) if "args" in found else ()
    env = dict(reader.variables.from_file)
    for name in reader.variables.own:
        value = reader.own_variable(name, found["env"][1] / name)
        if value is not None:
            env[name] = value
    cwd: Path | None = folder
    if "cwd" in found:
        cwd = _directory(*found["cwd"], folder, reader)
    if command is not None and not command.strip():
        reader.report.add(Problem("command-empty", str(found["command"][1]), "is empty", "name a program"))
    if command is None or args is None or cwd is None:
        return None
    return Stdio(command, tuple(text for text, _ in args), env, cwd)


def _directory(value: Json, place: Place, folder: Path, reader: Reader) -> Path | None:
    text = reader.text(value, place)
    if text is None:
        return None
    path = _path(text, folder)
    try:
        there = path.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        what, cure = "there is no such folder", "create it, or correct the path"
        reader.report.add(Problem("path-missing", str(place), what, cure))
        return None
    return path


def _path(text: str, folder: Path) -> Path:
    """Relative to the file's folder; ~ is the user's home, as in a shell."""
    return folder / os.path.expanduser(text)  # noqa: PTH111 (Path.expanduser raises for a user who isn't there)


def _seconds(found: Found, key: str, default: float, reader: Reader) -> float | None:
    if key not in found:
        return default
    value, place = found[key]
    if value is None:
        return None  # Only `timeout` lets null through: no limit.
    if isinstance(value, bool) or not isinstance(value, int | float):
        reader.wrong(value, place, "a number of seconds", "write it without quotes")
        return default
    if value <= 0:
        cure = "write null for no limit" if key == "timeout" else "write a number of seconds"
        reader.report.add(Problem("timeout-form", str(place), "must be more than 0 seconds", cure))
        return default
    if value > LONGEST_TIMEOUT:
        what = "is more than an hour: time-outs are in seconds here, not in milliseconds as in Claude Code"
        cure = f"write {value / 1000:g}" if value <= 1000 * LONGEST_TIMEOUT else "write a smaller number"
        cure += ", or null for no limit" if key == "timeout" else ""
        reader.report.add(Problem("timeout-form", str(place), what, cure))
        return default
    if value >= 1000:
        what = f"is read as seconds ({value / 60:.0f} minutes)"
        reader.report.note(Problem("timeout-long", str(place), what, "divide it by 1000 if it meant milliseconds"))
    return float(value)


def _flag(found: Found, key: str, reader: Reader) -> bool:
    return key in found and reader.flag(*found[key]) is True


def _without_meaning(found: Found, keys: tuple[str, ...], why: str, report: Report) -> None:
    for key in keys:
        if key in found and found[key][0] not in ("", [], {}, False):
            report.note(Problem("key-ignored", str(found[key][1]), "ignored", why))

"""How a server is reached: a process of its own, or an address."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sayso.config.address import Address
from sayso.config.json_text import Json
from sayso.config.keys import Found
from sayso.config.place import Place, Report
from sayso.config.reading import Reader
from sayso.consent.settings import Settings
from sayso.problems import Problem
from sayso.servers.declared import Http, Stdio

STDIO_TYPES = ("stdio", "local")
HTTP_TYPES = ("http", "streamable-http", "streamable_http", "streamableHttp")
EITHER_TYPES = ("mcp",)

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
        "setting-unknown",
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
    settings: Settings = field(default_factory=Settings)
    """How asking goes where an entry says nothing itself."""
    destructive: bool | None = None
    """What the file says of every tool whose entry says nothing."""


def read_transport(found: Found, place: Place, around: Surroundings, reader: Reader) -> Stdio | Http | None:
    """How the server is reached; None when that can't be told, and the report says why."""
    report = reader.report
    here = str(place)
    _check_forms(found, place, around, reader)
    kind = _type(found, reader)
    allow_http = reader.flagged(found, "allow_http")
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
    path = resolve(text, folder)
    try:
        there = path.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        what, cure = "there is no such folder", "create it, or correct the path"
        reader.report.add(Problem("path-missing", str(place), what, cure))
        return None
    return path


def resolve(text: str, folder: Path) -> Path:
    """Relative to the file's folder; ~ is the user's home, as in a shell."""
    return folder / os.path.expanduser(text)  # noqa: PTH111 (Path.expanduser raises for a user who isn't there)


def _without_meaning(found: Found, keys: tuple[str, ...], why: str, report: Report) -> None:
    for key in keys:
        if key in found and found[key][0] not in ("", [], {}, False):
            report.note(Problem("key-ignored", str(found[key][1]), "ignored", why))

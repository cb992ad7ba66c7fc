"""One server's entry, from any of the three forms, as a DeclaredServer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sayso.config import labels
from sayso.config.approval import Approval
from sayso.config.asking import note_shared_say, read_settings
from sayso.config.environment import read_env_file
from sayso.config.json_text import Json
from sayso.config.keys import SERVER, Found, sort_keys
from sayso.config.place import Place, Report
from sayso.config.reading import Reader
from sayso.config.transport import FORM, Surroundings, read_transport, resolve
from sayso.config.variables import Variables
from sayso.problems import Problem
from sayso.servers.declared import CALL_TIMEOUT, CONNECT_TIMEOUT, DeclaredServer

LONGEST_TIMEOUT = 86_400
"""Seconds. Codex works for hours; more than a day is a number of milliseconds from Claude Code, or means null."""

OTHER_TOOLS = ("function", "foundry_agent", "web_search", "file_search", "code_interpreter", "image_generation")
"""What else a `tools` array of OpenAI or Azure may hold; none of it is an MCP server."""


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
            read = read_env_file(resolve(text, folder), place)
            if isinstance(read, Problem):
                reader.report.add(read)
            else:
                variables.from_file = read


def _server(label: str, found: Found, place: Place, around: Surroundings, reader: Reader) -> DeclaredServer | None:
    trusted = reader.flagged(found, "trusted")
    approval = Approval(reader, trusted)
    tools = approval.single_tools(found)
    allowed = approval.allowed(found)
    rules = approval.rules(found, tools, around.destructive)
    settings = read_settings(found, around.settings, reader)
    tool_settings = {tool: read_settings(keys, settings, reader) for tool, keys in tools.items()}
    note_shared_say(found, allowed, reader)
    connect_timeout = _seconds(found, "connect_timeout", CONNECT_TIMEOUT, reader)
    timeout = _seconds(found, "timeout", CALL_TIMEOUT, reader)
    description = reader.text(*found["description"]) if "description" in found else ""
    transport = read_transport(found, place, around, reader)
    if transport is None or connect_timeout is None:
        return None
    return DeclaredServer(
        label,
        labels.prefix_of(label),
        transport,
        str(place),
        description or "",
        allowed,
        rules,
        connect_timeout,
        timeout,
        tuple(approval.mentions),
        settings,
        tool_settings,
    )


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
        what = "is more than a day: time-outs are in seconds here, not in milliseconds as in Claude Code"
        cure = f"write {value / 1000:g}" if value <= 1000 * LONGEST_TIMEOUT else "write a smaller number"
        cure += ", or null for no limit" if key == "timeout" else ""
        reader.report.add(Problem("timeout-form", str(place), what, cure))
        return default
    if value >= 1000:
        what = f"is read as seconds ({value / 60:.0f} minutes)"
        reader.report.note(Problem("timeout-long", str(place), what, "divide it by 1000 if it meant milliseconds"))
    return float(value)

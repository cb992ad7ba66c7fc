"""The whole file: three forms side by side, every problem at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sayso.config import labels
from sayso.config.asking import note_shared_say, read_settings
from sayso.config.entry import Entry, read_entry
from sayso.config.environment import ConfigError
from sayso.config.json_text import BrokenJsonError, Json, parse
from sayso.config.keys import INPUT, TOP, Found, sort_keys
from sayso.config.place import Place, Report, quoted
from sayso.config.reading import Reader
from sayso.config.transport import Surroundings
from sayso.config.variables import Variables
from sayso.consent.settings import Settings
from sayso.problems import Problem
from sayso.servers.declared import DeclaredServer

DEFAULT = "mcp.json"
VARIABLE = "SAYSO_CONFIG"


@dataclass(frozen=True)
class Config:
    """What mcp.json declares."""

    path: Path
    servers: tuple[DeclaredServer, ...]
    disabled: tuple[str, ...] = ()
    """The labels of the servers that are switched off."""
    notes: tuple[Problem, ...] = ()
    """One for each key that was left aside, for `check`."""


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check mcp.json.

    Without a path it is the file that SAYSO_CONFIG names, else `mcp.json` in the current folder; without an
    environment it is the process's own. Raises ConfigError, with all that is wrong in the file, and nothing else.
    """
    environment = os.environ if environment is None else environment
    path = path or Path(environment.get(VARIABLE) or DEFAULT)
    report = Report()
    file = Place(str(path) if str(path).isprintable() else quoted(str(path)))
    return _declared(_read(path, file, report), file, path, environment, report)


def load_data(data: Mapping[str, Json], path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """What an mcp.json with this in it would declare, for a file that has it as a part; `path` is that file's."""
    environment = os.environ if environment is None else environment
    return _declared(dict(data), Place(str(path)), path, environment, Report())


def _declared(top: Json, file: Place, path: Path, environment: Mapping[str, str], report: Report) -> Config:
    servers: list[DeclaredServer] = []
    disabled: list[str] = []
    if isinstance(top, dict):
        entries = list(_entries(top, file, path, environment, report))
        disabled = [entry.label for entry in entries if entry.disabled]
        servers = [entry.server for entry in entries if entry.server is not None]
        _collisions([entry for entry in entries if not entry.disabled], report)
    elif not report.problems:
        wanted, cure = "an object", 'write {"mcpServers": {...}}, or {"tools": [...]} around an array'
        Reader(report, Variables(environment, path)).wrong(top, file, wanted, cure)
    if report.problems:
        raise ConfigError(report.problems)
    return Config(path, tuple(servers), tuple(disabled), tuple(report.notes))


def _read(path: Path, file: Place, report: Report) -> Json:
    """The file's value; None when there is none, and the report says why."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        cure = f"create it, or name another file by --config or {VARIABLE}"
        report.add(Problem("config-missing", str(file), "there is no such file", cure))
        return None
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "the path is not valid"
        cure = f"correct its permissions, or name another file by --config or {VARIABLE}"
        report.add(Problem("config-unreadable", str(file), f"can't be read: {why}", cure))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "is UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else f"is not UTF-8 (line {line})"
        report.add(Problem("config-not-utf8", str(file), what, "save it as UTF-8"))
        return None
    try:
        value, duplicates = parse(text)
    except BrokenJsonError as error:
        where = f"{file}: line {error.line}, column {error.column}"
        report.add(Problem("json-broken", where, error.what, "correct the JSON there or just before"))
        return None
    for duplicate in duplicates:
        lines = f"on lines {duplicate.first_line} and {duplicate.line}"
        if duplicate.first_line == duplicate.line:
            lines = f"on line {duplicate.line}"
        where = str(Place(file.file, duplicate.keys))
        report.add(Problem("json-duplicate-key", where, f"the key is written twice, {lines}", "keep one of the two"))
    return value


def _entries(
    top: dict[str, Json], file: Place, path: Path, environment: Mapping[str, str], report: Report
) -> Iterator[Entry]:
    found = sort_keys(top, TOP, file, report)
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 (without following links, as the user wrote it)
    reader = Reader(report, Variables(environment, folder))
    connectors: dict[str, tuple[Json, Place]] = {}
    if "connectors" in found:
        for name, url, place in reader.members(*found["connectors"], "an object of ids and URLs"):
            if isinstance(url, str):
                connectors[name] = (url, place)
            else:
                reader.wrong(url, place, "a string", 'write "https://..."')
    inputs = _inputs(found, reader)
    asking = Reader(report, Variables(environment, folder, inputs))
    settings = read_settings(found, Settings(), asking)
    note_shared_say(found, None, asking)
    destructive = asking.flag(*found["destructive"]) if "destructive" in found else None
    around = Surroundings(folder, environment, inputs, connectors, settings, destructive)
    for section in found:
        value, place = found[section]
        if section in ("mcpServers", "servers"):
            for name, member, here in reader.members(value, place, "an object of servers"):
                if entry := read_entry(name, member, here, around, report):
                    yield entry
        elif section == "tools":
            if not isinstance(value, list):
                reader.wrong(value, place, "an array of servers", "put it in [brackets]")
                continue
            for index, member in enumerate(value):
                if entry := read_entry(None, member, place / index, around, report):
                    yield entry


def _inputs(found: Found, reader: Reader) -> dict[str, str | None]:
    """VS Code's `inputs`: their ids, and the defaults that hold while SAYSO_INPUT_<ID> is not set."""
    inputs: dict[str, str | None] = {}
    if "inputs" not in found:
        return inputs
    value, place = found["inputs"]
    if not isinstance(value, list):
        reader.wrong(value, place, "an array of inputs", "put it in [brackets]")
        return inputs
    for index, member in enumerate(value):
        here = place / index
        if not isinstance(member, dict):
            reader.wrong(member, here, "an object", 'write {"id": "..."}')
            continue
        keys = sort_keys(member, INPUT, here, reader.report)
        name, default = keys.get("id", (None, here / "id"))[0], keys.get("default", (None, here))[0]
        if not isinstance(name, str):
            reader.wrong(name, here / "id", "a string", "give the input its id")
        elif default is not None and not isinstance(default, str):
            reader.wrong(default, here / "default", "a string", "put it in double quotes")
        else:
            inputs[name] = default
    return inputs


def _collisions(entries: list[Entry], report: Report) -> None:
    """Two labels whose tools would bear the same names."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        prefix = labels.prefix_of(entry.label)
        other = taken.setdefault(prefix, entry)
        if other is entry:
            continue
        if other.label == entry.label:
            what = f"the label {quoted(entry.label)} is taken by {other.place.path}"
            report.add(Problem("label-taken", str(entry.place), what, "give one of the two another label"))
        else:
            what = f"the tools of {quoted(entry.label)} and of {quoted(other.label)} would both begin with {prefix}__"
            report.add(Problem("label-collision", str(entry.place), what, "give one of the two another label"))

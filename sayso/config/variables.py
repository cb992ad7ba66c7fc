"""`${NAME}` and its relatives in the strings of mcp.json.

`${NAME}`, `${env:NAME}`   the server's own env, then its envFile, then the environment; unset is an error
`${NAME:-default}`         the default where the variable is unset or empty, as in a shell
`${input:id}`              SAYSO_INPUT_ID from the environment, else the default of that entry of `inputs`
`${workspaceFolder}`, `${userHome}`, `${pathSeparator}` and what else editors have: the table below
`$${`                      a plain `${`
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sayso.config.place import Place, Report, quoted
from sayso.problems import Problem

LONGEST = 100_000
"""A process takes some 128 KiB in one string. Values that contain each other could grow without end."""

DEEPEST = 10

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_INPUT = re.compile(r"[^A-Z0-9]+")

FROM_EDITORS: Mapping[str, Callable[[Path], str]] = {
    "workspaceFolder": str,
    "workspaceRoot": str,
    "workspaceFolderBasename": lambda folder: folder.name,
    "userHome": lambda _: os.path.expanduser("~"),  # noqa: PTH111 (Path.home() may raise)
    "pathSeparator": lambda _: os.sep,
    "/": lambda _: os.sep,
}
"""Variables of VS Code and Cursor. The workspace is the folder of mcp.json."""

EDITORS_ONLY = frozenset(
    [
        "file",
        "fileWorkspaceFolder",
        "relativeFile",
        "relativeFileDirname",
        "fileBasename",
        "fileBasenameNoExtension",
        "fileExtname",
        "fileDirname",
        "fileDirnameBasename",
        "lineNumber",
        "columnNumber",
        "selectedText",
        "execPath",
        "defaultBuildTask",
        "cwd",
    ]
)
"""Variables of VS Code that mean nothing without an editor."""


def input_variable(name: str) -> str:
    """The environment variable that holds the value of `${input:name}`."""
    return "SAYSO_INPUT_" + _INPUT.sub("_", name.upper()).strip("_")


@dataclass
class Variables:
    """What the variables of one server's entry stand for."""

    environment: Mapping[str, str]
    folder: Path
    inputs: Mapping[str, str | None] = field(default_factory=dict)
    """The ids of `inputs` and their defaults."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The server's own env as it is written."""
    own_place: Place | None = None
    from_file: Mapping[str, str] = field(default_factory=dict)
    """The variables of its envFile."""
    _resolved: dict[str, str | None] = field(default_factory=dict)
    _resolving: set[str] = field(default_factory=set)

    def expand(self, text: str, place: Place, report: Report) -> str | None:
        """The text with its variables replaced; None when that can't be done, and the report says why."""
        return _Expansion(self, place, report).text(text, 0)

    def lookup(self, name: str, report: Report) -> tuple[bool, str | None]:
        """Whether the variable is there, and its value: None when it is there but has a problem of its own."""
        if name in self.own and name not in self._resolving:
            if len(self._resolving) >= DEEPEST:
                what = f"leads through more than {DEEPEST} variables"
                report.add(Problem("variable-form", str(self.own_place), what, "write the value itself"))
                return True, None
            if name not in self._resolved:
                # A value that names itself ("PATH": "/opt/bin:${PATH}") means the variable outside.
                self._resolving.add(name)
                place = (self.own_place or Place("mcp.json")) / name
                self._resolved[name] = self.expand(self.own[name], place, report)
                self._resolving.discard(name)
            return True, self._resolved[name]
        value = self.from_file.get(name, self.environment.get(name))
        if value is None and name == "CLAUDE_PROJECT_DIR":
            value = str(self.folder)  # Claude Code sets it for the servers that it starts.
        return value is not None, value


@dataclass
class _Expansion:
    variables: Variables
    place: Place
    report: Report

    def text(self, text: str, depth: int) -> str | None:
        if depth > DEEPEST:
            self.malformed(f"has more than {DEEPEST} variables inside each other", "")
            return None
        parts: list[str] = []
        size = at = 0
        sound = True
        while at < len(text):
            start = text.find("${", at)
            if start < 0:
                start = len(text)
            escaped = start < len(text) and start > at and text[start - 1] == "$"
            parts.append(text[at : start - 1] + "${" if escaped else text[at:start])
            size += len(parts[-1])
            at = start
            if escaped:
                at += 2
            elif start < len(text):
                end = _closing(text, start + 2)
                if end is None:
                    self.malformed("has a ${ without its }", "close it, or write $${ for a plain ${")
                    return None
                value = self.variable(text[start + 2 : end], depth)
                sound = sound and value is not None
                parts.append(value or "")
                size += len(parts[-1])
                at = end + 1
            if size > LONGEST:
                self.malformed(f"grows beyond {LONGEST} characters", "")
                return None
        return "".join(parts) if sound else None

    def variable(self, inside: str, depth: int) -> str | None:
        name, has_default, default = inside.partition(":-")
        if name in FROM_EDITORS and not has_default:
            return FROM_EDITORS[name](self.variables.folder)
        if name in EDITORS_ONLY:
            self.malformed(f"has ${{{name}}}, which only an editor knows", "write the value itself")
            return None
        if name.startswith("input:"):
            return self.input(name.removeprefix("input:"))
        name = name.removeprefix("env:")
        if not _NAME.fullmatch(name):
            what = f"has the variable {quoted(name)}, which Sayso does not know"
            self.malformed(what, "write ${NAME}, ${NAME:-default} or ${input:id}, or $${ for a plain ${")
            return None
        there, value = self.variables.lookup(name, self.report)
        if has_default and not value:
            return self.text(default, depth + 1)
        if not there:
            self.unset(name, f"or write ${{{name}:-default}}")
        return value

    def input(self, name: str) -> str | None:
        variable = input_variable(name)
        value = self.variables.environment.get(variable)
        if value is None:
            value = self.variables.inputs.get(name)
        if value is None:
            self.unset(variable, f"${{input:{name}}} is read from it")
        return value

    def unset(self, name: str, hint: str) -> None:
        cure = f"set it in .env.local or in the environment ({hint})"
        self.report.add(Problem("variable-unset", str(self.place), f"the variable {name} is not set", cure))

    def malformed(self, what: str, cure: str) -> None:
        self.report.add(Problem("variable-form", str(self.place), what, cure))


def _closing(text: str, start: int) -> int | None:
    """Where the brace that was opened before `start` is closed; a default may hold variables itself."""
    depth, at = 1, start
    while at < len(text):
        if text.startswith("${", at):
            depth, at = depth + 1, at + 2
        elif text[at] == "}":
            depth, at = depth - 1, at + 1
            if depth == 0:
                return at - 1
        else:
            at += 1
    return None

"""The command line where a server's words, or its own surroundings, are odd."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from sayso.commands.tools import arguments_text
from sayso.servers.declared import DeclaredServer, Stdio
from sayso.servers.tools import ListedTool, ServerTool, choose_tools
from tests.repository.files import ROOT


@pytest.mark.parametrize(
    ("required", "shown"),
    [
        (None, "[day], [hour]"),
        (7, "[day], [hour]"),
        ("day", "[day], [hour]"),
        ([None, ["hour"], "day"], "day, [hour]"),
    ],
)
def test_a_schema_with_odd_required_arguments_is_listed_all_the_same(required: Any, shown: str) -> None:
    parameters = {"properties": {"day": {}, "hour": {}}, "required": required}
    assert arguments_text(tool(parameters)) == shown


@pytest.mark.parametrize("parameters", [{}, {"properties": None}, {"properties": 7, "required": ["day"]}])
def test_a_schema_without_properties_has_no_arguments(parameters: dict[str, Any]) -> None:
    assert arguments_text(tool(parameters)) == "none"


def tool(parameters: dict[str, Any]) -> ServerTool:
    """As a server lists it, and as it reaches everybody else."""
    (chosen,) = choose_tools(DeclaredServer("desk", "desk", Stdio("desk")), [ListedTool("book", "", parameters)])
    return chosen


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("agent.__main__", "chat"),
        ("agent.__main__", "chat --json"),
        ("agent.__main__", "check"),
        ("agent.__main__", "start"),
        ("sayso.commands", "tools"),
    ],
)
def test_a_closed_standard_output_is_refused_in_one_line(module: str, arguments: str) -> None:
    code = f"import sys; from {module} import main; sys.exit(main())"
    ended = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -c '{code}' {arguments} >&-"],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert ended.stderr == (
        "error: standard output is closed; "
        "leave it open, or throw away what is printed by > /dev/null [output-closed]\n"
    )
    assert ended.returncode == 2

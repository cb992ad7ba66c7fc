"""docs/livekit.md has everything that we lean on: what it names is there, and what we take is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.repository.files import ROOT, sources

DOCUMENT = (ROOT / "docs" / "livekit.md").read_text()
HERE = "tests/livekit_behaviour"
FILES = [file for file in (ROOT / HERE).glob("test_*.py") if file.name != "test_all_is_listed.py"]
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef

OURS = frozenset({"_deeds", "_sessions"})
"""Names of our own that one of our classes takes from another."""


def rows() -> list[list[str]]:
    """The cells of each table's rows."""
    lines = [line for line in DOCUMENT.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if row[-1] != "Its test"]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def found_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, FUNCTION) and node.name.startswith("test_")}


def found_here() -> set[str]:
    return {name for file in FILES for name in found_in(f"{HERE}/{file.name}")}


def is_private(name: str) -> bool:
    return name.startswith("_") and name != "__init__"


def taken(tree: ast.Module) -> Iterator[str]:
    """Every private name that a module takes from something that is not itself."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("livekit"):
                yield from filter(is_private, [*module.split("."), *(alias.name for alias in names)])
            case ast.Import(names=names):
                found = (part for alias in names if alias.name.startswith("livekit") for part in alias.name.split("."))
                yield from filter(is_private, found)
            case ast.Attribute(value=ast.Name(id="self" | "cls" | "os")):
                pass
            case ast.Attribute(attr=name) if is_private(name) and not name.startswith("__"):
                yield name


def all_taken() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, tree in sources("sayso", "agent").items():
        for name in set(taken(tree)) - OURS:
            found.setdefault(name, set()).add(path)
    return found


def test_every_private_name_that_we_take_from_livekit_is_listed_with_the_files_that_take_it_and_none_besides() -> None:
    listed = {code(row[0])[0]: set(code(row[2])) for row in rows() if len(row) == 4}
    assert listed == all_taken(), "docs/livekit.md lists what sayso/ and agent/ take, each with its test"


@pytest.mark.parametrize(
    "line",
    [
        "from livekit.agents.voice.agent import _something",
        "from livekit.agents.cli import _legacy",
        "from livekit.agents.cli._legacy import AgentsConsole",
        "import livekit.agents.cli._legacy",
        "x = session._something",
        "x = self.session._something",
        "getattr(x, 'y')._something()",
    ],
)
def test_a_private_name_is_found_however_it_is_taken(line: str) -> None:
    assert [name for name in taken(ast.parse(line)) if name in ("_something", "_legacy")]


def test_every_listed_file_and_test_is_there() -> None:
    here = found_here()
    for row in rows():
        for path in code(row[-2]):
            assert (ROOT / path).is_file(), path
        (test,) = code(row[-1])
        path, _, name = test.rpartition("::")
        if test.endswith(".py"):
            assert (ROOT / test).is_file(), test
        else:
            assert name in (found_in(path) if path else here), test


def test_every_test_of_livekits_behaviour_is_listed_and_says_first_who_leans_on_it() -> None:
    assert found_here() <= {name for row in rows() for name in code(row[-1])}
    for file in FILES:
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, FUNCTION) and node.name.startswith("test_"):
                assert re.match(r"(Why )?(sayso|agent)/", ast.get_docstring(node) or ""), node.name

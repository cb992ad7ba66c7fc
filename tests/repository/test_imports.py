"""Imports point downwards only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.repository.files import OURS, ROOT, sources

FLOORS = {
    "sayso.consent": 1,
    "sayso.ledger": 2,
    "sayso.calls": 2,
    # What the floors above write their ledger with.
    "sayso.ledger_file": 3,
    # Where what has tools finds the one who asks.
    "sayso.approval": 3,
    "sayso.servers": 4,
    "sayso.voice": 4,
    "sayso.config": 5,
    # For the tests of an agent of somebody's own.
    "sayso.testing": 6,
    "sayso.rehearsal": 6,
    "sayso.commands": 7,
    # The front doors, `import sayso` and `python -m sayso`: they may name everything, nothing inside may use them.
    "sayso": 8,
    "sayso.__main__": 8,
    "agent": 9,
    "mcp_servers": 0,
}


def house(module: str) -> str:
    """The part of the house that a module belongs to: sayso.config of sayso.config.keys, agent of agent.chat."""
    top, _, rest = module.partition(".")
    return f"{top}.{rest.split('.')[0]}" if top == "sayso" and rest else top


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imported(tree: ast.Module, package: str) -> Iterator[str]:
    """Every module that a file imports, wherever: at its top, inside a function, for type checking, by its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                origin = ".".join([*above, *([module] if module else [])])
                for alias in names:
                    yield f"{origin}.{alias.name}" if is_module(f"{origin}.{alias.name}") else origin
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def refusal(importer: str, target: str) -> str | None:
    """Why this module may not import that one, if so."""
    from_, to = house(importer), house(target)
    if from_ == "sayso.consent" and to != "sayso.consent":
        return None if to in sys.stdlib_module_names else "consent/ is standard library only"
    if to.split(".")[0] not in OURS or from_ == to or (to == "sayso.problems" and from_.startswith(("sayso", "agent"))):
        return None
    if from_ == "mcp_servers":
        return "the servers import neither sayso nor agent"
    if from_ == "sayso.problems":
        return "problems.py is imported by everything, so it imports nothing"
    if from_.startswith("sayso") and to in ("agent", "mcp_servers"):
        return "the library knows neither the worker nor the servers"
    if from_ != "agent" and FLOORS[from_] <= FLOORS[to]:
        return "imports point downwards only"
    return None


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    for path, tree in sources(*OURS).items():
        parts = path.removesuffix(".py").split("/")
        package = ".".join(parts[:-1])
        yield package if parts[-1] == "__init__" else ".".join(parts), package, tree


def test_imports_point_downwards_only() -> None:
    wrong = [
        f"{module} imports {target}: {why}"
        for module, package, tree in modules()
        for target in imported(tree, package)
        if (why := refusal(module, target))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_folder_of_the_library_stands_on_a_floor() -> None:
    parts = {house(module) for module, _, _ in modules()} - {"sayso.problems"}
    assert {"sayso.consent", "sayso.servers", "sayso.config", "sayso.commands", "agent"} <= parts <= set(FLOORS)


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("sayso.config.keys", "from sayso.commands import main"),
        ("sayso.config.keys", "from .. import commands"),
        ("sayso.config.keys", "from ..commands.app import main"),
        ("sayso.servers.tools", "def late():\n    import sayso.config.keys"),
        ("sayso.servers.tools", "if TYPE_CHECKING:\n    from sayso.voice import floor"),
        ("sayso.servers.tools", "importlib.import_module('sayso.config')"),
        ("sayso.commands.app", "from sayso import load_config"),
        ("sayso.commands.app", "import agent"),
        ("sayso", "from agent import worker"),
        ("sayso.config.keys", "import mcp_servers.desk"),
        ("sayso.problems", "import sayso.consent.policy"),
        ("sayso.consent.policy", "import livekit.agents"),
        ("sayso.consent.policy", "from sayso.problems import Problem"),
        ("mcp_servers.desk.book", "from sayso.problems import Problem"),
        ("mcp_servers.desk.book", "import agent.offline"),
    ],
)
def test_an_import_that_points_upwards_is_found(importer: str, line: str) -> None:
    package = importer.rpartition(".")[0] or importer
    assert [target for target in imported(ast.parse(line), package) if refusal(importer, target)]


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("sayso.commands.app", "from sayso.config import load"),
        ("sayso.config.keys", "from sayso import problems"),
        ("sayso.servers.tools", "from .declared import Stdio"),
        ("sayso.consent.policy", "import dataclasses"),
        ("sayso.consent.policy", "from sayso.consent import policy"),
        ("sayso", "from sayso.commands import main"),
        ("agent.worker", "import sayso, livekit.agents"),
        ("mcp_servers.desk.book", "import mcp_servers.fail"),
    ],
)
def test_an_import_that_points_downwards_is_allowed(importer: str, line: str) -> None:
    package = importer.rpartition(".")[0] or importer
    assert not [target for target in imported(ast.parse(line), package) if refusal(importer, target)]

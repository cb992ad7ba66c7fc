from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import sayso


def test_every_public_name_is_there_and_known_to_type_checkers() -> None:
    tree = ast.parse(Path(sayso.__file__).read_text())
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    imported = {
        alias.asname for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names if alias.asname
    }
    assigned = {
        target.id
        for node in block.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert imported | assigned == set(sayso.__all__) == set(dir(sayso))
    assert all(getattr(sayso, name) is not None for name in sayso.__all__)


def test_with_an_agents_class_all_is_imported_that_its_session_will_need() -> None:
    code = """
import sys, sayso
sayso.Asking
before = set(sys.modules)
sayso.load_config, sayso.open_ledger, sayso.toolsets, sayso.Gatekeeper
print(sorted(set(sys.modules) - before))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_importing_sayso_imports_no_framework() -> None:
    code = "import sayso, sys; print(sorted({'livekit', 'mcp', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

"""docs/troubleshooting.md has one row for each message that is printed about something wrong."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.repository.files import OURS, ROOT, sources

ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)


def codes_of(name: str, tree: ast.Module) -> Iterator[tuple[int, str | None]]:
    """The line and the code of each call of Problem(...) or fail(...); None where the code is not written out."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called == name:
                first = node.args[0] if node.args else None
                written = isinstance(first, ast.Constant) and isinstance(first.value, str)
                yield node.lineno, first.value if written else None  # type: ignore[union-attr]  # mypy loses `written`


def printed() -> Iterator[tuple[str, str | None]]:
    for path, tree in sources(*OURS).items():
        name = "fail" if path.startswith("mcp_servers/") else "Problem"
        yield from ((f"{path}:{line}", code) for line, code in codes_of(name, tree))
    for number, text in enumerate((ROOT / "run").read_text().splitlines(), start=1):
        yield from ((f"run:{number}", code) for code in re.findall(r"\bfail ([a-z]+-[a-z-]+)", text))


def rows() -> list[tuple[str, list[str]]]:
    text = (ROOT / "docs" / "troubleshooting.md").read_text()
    return [(code, [cell.strip() for cell in re.split(r"(?<!\\)\|", rest)]) for code, rest in ROW.findall(text)]


def test_every_message_names_its_code_where_it_is_made() -> None:
    assert [place for place, code in printed() if code is None] == []


def test_every_message_has_exactly_one_row() -> None:
    there = Counter(code for code, _ in rows())
    missing = {f"{code} ({place})" for place, code in printed() if code not in there}
    assert not missing, f"no row in docs/troubleshooting.md: {', '.join(sorted(missing))}"
    assert [code for code, count in there.items() if count > 1] == []


def test_every_row_belongs_to_a_message() -> None:
    assert {code for code, _ in rows()} - {code for _, code in printed()} == set()


def test_every_row_says_symptom_cause_and_cure() -> None:
    assert "| Code | Symptom | Cause | Cure |" in (ROOT / "docs" / "troubleshooting.md").read_text()
    assert [code for code, cells in rows() if len(cells) != 3 or not all(cells)] == []


def test_codes_are_in_kebab_case() -> None:
    assert [code for _, code in printed() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code or "")] == []


def test_the_messages_of_all_parts_are_found() -> None:
    found = {place.split("/")[0].split(":")[0] for place, _ in printed()}
    assert found == {"sayso", "agent", "mcp_servers", "run"}

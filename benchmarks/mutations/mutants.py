"""Files with one thing changed in each: a condition, a rule, a line of a table, a deed."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Change = Callable[[ast.AST], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file with one change."""

    file: str
    """From the root of the project."""
    line: int
    where: str
    """The function, or "" outside of one."""
    was: str
    becomes: str
    source: str
    """The whole file, changed."""

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What tells it from others, though lines move."""
        return self.file, self.where, self.was, self.becomes

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where or 'table'}: {self.was}  ->  {self.becomes}"


def mutants(root: Path, file: str, *, deeds: bool) -> Iterator[Mutant]:
    """Every change of one file. `deeds`: calls whose value nobody takes are left out as well."""
    source = (root / file).read_text()
    places = list(named(ast.parse(source)))
    seen: Counter[tuple[str, str, str]] = Counter()
    for number, (where, node) in enumerate(places):
        for was, becomes, change in changes(node, inside=bool(where), deeds=deeds):
            seen[where, was, becomes] += 1
            if (nth := seen[where, was, becomes]) > 1:
                becomes = f"{becomes} ({nth})"  # noqa: PLW2901 -- told from the one before by its number
            changed = ast.parse(source)
            twin = list(named(changed))[number][1]
            change(twin)
            line = getattr(node, "lineno", 0) or getattr(getattr(node, "iter", node), "lineno", 0)
            yield Mutant(file, line, where, was, becomes, ast.unparse(ast.fix_missing_locations(changed)))


def named(tree: ast.AST, where: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node in order, with the function that it is in."""
    for child in ast.iter_child_nodes(tree):
        inside = where
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inside = f"{where}.{child.name}" if where else child.name
        elif isinstance(child, ast.If) and is_for_the_front_door(child):
            continue
        yield inside, child
        # Between brackets are types, and tables of names in them.
        if not isinstance(child, ast.Subscript):
            yield from named(child, inside)


def is_for_the_front_door(node: ast.If) -> bool:
    """`if TYPE_CHECKING` and `if __name__ == "__main__"`."""
    text = ast.unparse(node.test)
    return text == "TYPE_CHECKING" or text.startswith("__name__")


def changes(node: ast.AST, *, inside: bool, deeds: bool) -> Iterator[tuple[str, str, Change]]:
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            yield from forced(node.test, "test")
        case ast.comprehension(ifs=ifs):
            for at, condition in enumerate(ifs):
                yield f"if {ast.unparse(condition)}", "always", put_into_list("ifs", at, ast.Constant(value=True))
                yield f"if {ast.unparse(condition)}", "never", put_into_list("ifs", at, ast.Constant(value=False))
        case ast.match_case(guard=ast.expr() as guard):
            yield from forced(guard, "guard")
        case ast.BoolOp(values=values):
            for at, value in enumerate(values):
                yield ast.unparse(node), f"without {ast.unparse(value)}", left_out("values", at)
        case ast.FunctionDef(returns=ast.Name(id="bool")):
            for at, returned in enumerate(returns_of(node)):
                if not isinstance(returned.value, ast.Constant):
                    yield from forced_return(at, returned)
        case ast.Expr(value=ast.Call() as call) if deeds and inside:
            yield ast.unparse(call), "left out", put("value", ast.Constant(value=None))
        case ast.expr() if not inside:
            yield from lines_of(node)


def lines_of(table: ast.expr) -> Iterator[tuple[str, str, Change]]:
    """A table outside of all functions: each of its lines left out."""
    match table:
        case ast.Set(elts=elts) | ast.Tuple(elts=elts) if not has_types(elts):
            for at, element in enumerate(elts):
                yield f"member {ast.unparse(element)}", "gone", left_out("elts", at)
        case ast.Dict(keys=keys):
            for at, key in enumerate(keys):
                yield f"entry {'**' if key is None else ast.unparse(key)}", "gone", entry_left_out(at)


def forced(test: ast.expr, field: str) -> Iterator[tuple[str, str, Change]]:
    text = ast.unparse(test)
    yield text, "always", put(field, ast.Constant(value=True))
    yield text, "never", put(field, ast.Constant(value=False))
    yield text, "inverted", put(field, ast.UnaryOp(op=ast.Not(), operand=test))


def forced_return(at: int, returned: ast.Return) -> Iterator[tuple[str, str, Change]]:
    text = ast.unparse(returned)
    for value in (True, False):

        def change(node: ast.AST, value: bool = value) -> None:
            list(returns_of(node))[at].value = ast.Constant(value=value)

        yield text, f"return {value}", change


def returns_of(function: ast.AST) -> Iterator[ast.Return]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Return))


def has_types(elements: list[ast.expr]) -> bool:
    """Whether it is no table but the inside of an annotation, as in dict[str, int]."""
    return any(
        isinstance(e, ast.Name) and (e.id[0].isupper() or e.id in ("str", "int", "bool", "float")) for e in elements
    )


def put(field: str, value: ast.expr) -> Change:
    return lambda node: setattr(node, field, value)


def put_into_list(field: str, at: int, value: ast.expr) -> Change:
    return lambda node: getattr(node, field).__setitem__(at, value)


def left_out(field: str, at: int) -> Change:
    return lambda node: getattr(node, field).__delitem__(at)


def entry_left_out(at: int) -> Change:
    def change(node: ast.AST) -> None:
        if isinstance(node, ast.Dict):
            del node.keys[at], node.values[at]

    return change

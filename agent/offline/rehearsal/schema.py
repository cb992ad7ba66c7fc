"""A tool's JSON Schema as a flat list of fields to fill, and the way back to arguments."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .words import split_name, stem

Path = tuple[str | int, ...]
_MERGED = ("title", "description", "default", "examples")
_DEPTH = 3


@dataclass(frozen=True)
class Field:
    """One value that a tool can take: a property, or a property of a property."""

    path: Path
    schema: Mapping[str, Any] = field(hash=False)
    required: bool
    nullable: bool = False

    @property
    def name(self) -> str:
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")

    @property
    def type(self) -> str:
        kind = self.schema.get("type")
        if isinstance(kind, str):
            return kind
        if options(self.schema) and all(isinstance(option, str) for option in options(self.schema)):
            return "string"
        if isinstance(self.schema.get("properties"), Mapping):
            return "object"
        return "array" if "items" in self.schema else "string" if not options(self.schema) else "any"

    @cached_property
    def item(self) -> Field:
        """What one element of an array is."""
        return Field(self.path, as_mapping(self.schema.get("items")), self.required)

    @cached_property
    def options(self) -> list[Any]:
        return options(self.schema)

    @cached_property
    def words(self) -> list[str]:
        return split_name(self.name)

    @cached_property
    def stems(self) -> list[str]:
        return [stem(word) for word in self.words]

    @cached_property
    def description(self) -> str:
        return " ".join(str(self.schema.get(key) or "") for key in ("title", "description")).strip()

    @cached_property
    def called(self) -> frozenset[str]:
        """The stems of what it is called: its name, and its description up to any example."""
        said = re.split(r"[,:;(.]| such as | like | e\.g", self.description.lower(), maxsplit=1)[0]
        return frozenset(stem(word) for word in re.findall(r"[^\W_]+", said)) | frozenset(self.stems)

    @cached_property
    def described(self) -> frozenset[str]:
        """The stems of the words that describe it, its name included."""
        words = re.findall(r"[^\W_]+", self.description.lower())
        return frozenset(stem(word) for word in words) | frozenset(self.stems)


def as_mapping(value: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    return found


def options(schema: Mapping[str, Any]) -> list[Any]:
    """The only values allowed, where a schema lists them: enum, const, or alternatives that are consts."""
    if isinstance(schema.get("enum"), list):
        return [option for option in schema["enum"] if option is not None]
    if "const" in schema:
        return [schema["const"]]
    for key in ("anyOf", "oneOf"):
        branches = [branch for branch in _dicts(schema, key) if branch.get("type") != "null"]
        if branches and all("const" in branch or "enum" in branch for branch in branches):
            return [option for branch in branches for option in options(branch)]
    return []


def fields_of(parameters: Any) -> list[Field]:
    """Everything that a tool's parameters ask for, in the order of the schema. A union gives one field a branch."""
    root = as_mapping(parameters)
    return _fields(resolve(root, root), root, (), required=True, depth=0)


def resolve(given: Any, root: Mapping[str, Any], depth: int = 0) -> Mapping[str, Any]:
    """A schema with its `$ref` and `allOf` written out; a reference that leads nowhere is left as it is."""
    schema = as_mapping(given)
    if depth > 8:
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = _pointed(reference, root)
        return {**resolve(target, root, depth + 1), **{key: schema[key] for key in _MERGED if key in schema}}
    parts = _dicts(schema, "allOf")
    if not parts:
        return schema
    merged: dict[str, Any] = {}
    for part in [*parts, {key: value for key, value in schema.items() if key != "allOf"}]:
        known = resolve(part, root, depth + 1)
        properties = {**as_mapping(merged.get("properties")), **as_mapping(known.get("properties"))}
        required = [*_names(merged.get("required")), *_names(known.get("required"))]
        merged |= known
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = required
    return merged


def _fields(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: Path, *, required: bool, depth: int
) -> list[Field]:
    found: list[Field] = []
    wanted = _names(schema.get("required"))
    for name, raw in as_mapping(schema.get("properties")).items():
        here = (*path, str(name))
        needed = required and name in wanted
        branches, nullable = _branches(resolve(raw, root), root)
        for branch in branches:
            found += _one(branch, root, here, required=needed, nullable=nullable, depth=depth)
    return found


def _one(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: Path, *, required: bool, nullable: bool, depth: int
) -> list[Field]:
    if depth < _DEPTH and isinstance(schema.get("properties"), Mapping) and schema["properties"]:
        return _fields(schema, root, path, required=required, depth=depth + 1)
    items = resolve(schema.get("items"), root)
    if schema.get("type") == "array" or "items" in schema:
        # A list of objects is filled with one object: that is as much as one sentence says.
        if depth < _DEPTH and isinstance(items.get("properties"), Mapping) and items["properties"]:
            return _fields(items, root, (*path, 0), required=required, depth=depth + 1)
        branches, _ = _branches(items, root)
        return [Field(path, {**schema, "items": branches[0]}, required, nullable)]
    return [Field(path, schema, required, nullable)]


def _branches(schema: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], bool]:
    """The forms that a value may take, null aside, and whether null is one of them."""
    outer = {key: schema[key] for key in _MERGED if key in schema}
    nullable = None in schema["enum"] if isinstance(schema.get("enum"), list) else False
    kinds = schema.get("type")
    if isinstance(kinds, list):
        nullable = "null" in kinds
        named = [kind for kind in kinds if isinstance(kind, str) and kind != "null"]
        return [{**schema, "type": kind} for kind in named] or [{**schema, "type": "null"}], nullable
    if options(schema):
        return [schema], nullable or any(b.get("type") == "null" for b in _dicts(schema, "anyOf"))
    for key in ("anyOf", "oneOf"):
        given = [resolve(branch, root) for branch in _dicts(schema, key)]
        real = [branch for branch in given if branch.get("type") != "null"]
        if real:
            inner: list[Mapping[str, Any]] = []
            for branch in real:
                deeper, also = _branches(branch, root) if branch is not schema else ([branch], False)
                inner += [{**one, **outer} for one in deeper]
                nullable = nullable or also
            return inner, nullable or len(real) < len(given)
    return [schema], nullable or kinds == "null"


def build(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Arguments from the values of fields, nested as their paths say."""
    arguments: dict[str, Any] = {}
    for path, value in values.items():
        here: Any = arguments
        for part, after in itertools.pairwise(path):
            if isinstance(part, int):
                while len(here) <= part:
                    here.append({})
                here = here[part]
            else:
                here = here.setdefault(part, [] if isinstance(after, int) else {})
        here[path[-1]] = value
    return arguments


def faults(arguments: Mapping[str, Any], parameters: Any) -> list[Path]:
    """Where arguments break their schema; the empty path stands for the whole. A broken schema forbids nothing."""
    from jsonschema import Draft202012Validator

    try:
        errors = Draft202012Validator(dict(as_mapping(parameters))).iter_errors(dict(arguments))
        return [tuple(error.absolute_path) for error in errors]
    except Exception:  # a server's schema may be wrong in any way at all, and the conversation goes on
        return []


def _pointed(reference: str, root: Mapping[str, Any]) -> Any:
    if not reference.startswith("#"):
        return {}
    here: Any = root
    for part in reference[1:].split("/")[1:]:
        here = as_mapping(here).get(part.replace("~1", "/").replace("~0", "~"))
    return here


def _dicts(schema: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = schema.get(key)
    return [as_mapping(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _names(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []

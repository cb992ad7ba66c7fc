"""docs/configuration.md, taken apart: its headings, its tables and its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")

Row = Mapping[str, str]


@dataclass
class Section:
    title: str
    tables: list[list[Row]] = field(default_factory=list)
    text: str = ""


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def sections() -> Iterator[Section]:
    """The document by headings; each table as rows, and each row by its columns' names."""
    fenced = False
    section = Section("")
    columns: list[str] = []
    for line in TEXT.splitlines():
        fenced ^= line.strip().startswith("```")
        if not fenced and line.startswith("#"):
            yield section
            section = Section(line.lstrip("#").strip())
        section.text += line + "\n"
        if fenced or not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells(line)
            section.tables.append([])
        elif not set(line) <= set("|- "):
            section.tables[-1].append(dict(zip(columns, cells(line), strict=True)))
    yield section


SECTIONS = {section.title: section for section in sections()}


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def rows(title: str, table: int = 0) -> list[Row]:
    return SECTIONS[title].tables[table]


@dataclass(frozen=True)
class Example:
    """A block of JSON, and the lines that the document says are printed about it."""

    language: str
    text: str
    before: str
    """The document between the block before and this one."""
    refusal: str | None
    between: str = ""
    """What stands between the example and its refusal."""

    @property
    def refused(self) -> bool:
        return self.refusal is not None


FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[Example]:
    """Each block of JSON. A block of plain text after it is what is printed when it is refused."""
    blocks = list(FENCE.finditer(TEXT))
    ends = [0, *(block.end() for block in blocks)]
    for number, block in enumerate(blocks):
        if block[2] not in ("json", "jsonc"):
            continue
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        refused = after is not None and after[2] == "text"
        yield Example(
            block[2],
            dedent(block[3]),
            TEXT[ends[number] : block.start()],
            after[3].rstrip("\n") if after is not None and refused else None,
            TEXT[block.end() : after.start()] if after is not None and refused else "",
        )

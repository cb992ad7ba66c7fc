"""A page of Markdown, cut into passages that can be found and read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 700
"""A longer passage is cut between two paragraphs."""

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE = re.compile(r"\s*(```|~~~)")
_MARKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(?<!\w)([*_]{1,3})(\S(?:.*?\S)?)\1(?!\w)", re.DOTALL), r"\2"),
    (re.compile(r"`+"), ""),
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}|[\s|:-]*\|[\s|:-]*")


@dataclass(frozen=True)
class Passage:
    """A few sentences under one heading, without Markdown's marks."""

    heading: str
    text: str


@dataclass(frozen=True)
class Page:
    """One file of the handbook."""

    name: str
    title: str
    source: str
    passages: tuple[Passage, ...]


def read_markdown(name: str, source: str) -> Page:
    """The page that a file makes. Its title is the first heading, or its name."""
    title = ""
    passages: list[Passage] = []
    for heading, level, lines in _sections(source):
        if level == 1 and not title:
            title = heading
        passages.extend(Passage("" if heading == title else heading, text) for text in _texts(lines))
    return Page(name, title or name.rsplit("/", 1)[-1].replace("-", " ").capitalize(), source, tuple(passages))


def _sections(source: str) -> Iterator[tuple[str, int, list[str]]]:
    heading, level = "", 0
    lines: list[str] = []
    fenced = False
    for line in source.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
            continue
        found = None if fenced else _HEADING.fullmatch(line)
        if found:
            yield heading, level, lines
            heading, level, lines = _plain(found[2]), len(found[1]), []
        else:
            lines.append(line)
    yield heading, level, lines


def _texts(lines: list[str]) -> Iterator[str]:
    """The paragraphs of a section, as few passages as their length allows."""
    passage = ""
    for paragraph in _paragraphs(lines):
        if passage and len(passage) + len(paragraph) > LONGEST:
            yield passage
            passage = ""
        passage = f"{passage} {paragraph}".strip()
    if passage:
        yield passage


def _paragraphs(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    for line in [*lines, ""]:
        item = _ITEM.fullmatch(line)
        if item or not line.strip() or _RULE.fullmatch(line):
            if text := _plain(" ".join(paragraph)):
                yield text
            paragraph = [_ended(item[1])] if item else []
        else:
            paragraph.append(line.strip().lstrip(">").replace("|", " "))


def _ended(item: str) -> str:
    return item if item.rstrip().endswith((".", "!", "?", ":", ";", ",")) else f"{item.rstrip()}."


def _plain(text: str) -> str:
    for mark, instead in _MARKS:
        text = mark.sub(instead, text)
    return " ".join(text.split())

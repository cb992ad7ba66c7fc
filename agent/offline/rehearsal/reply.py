"""Results of tools as sentences: short enough to be heard, and nothing in them that the tool didn't return."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .facts import ToolFacts
from .phrases import joined
from .refused import SAYS, refused
from .words import listed

LIMIT = 420
"""About half a minute of speech."""
_ITEMS = 5

_UPDATE = re.compile(r"The tool `[^`]*` has updated, message: (.*?)\s*(?:The task is still running.*)?$", re.DOTALL)
_ERROR_PREFIX = re.compile(
    r"^(?:(?:Error|ToolError|Exception|MCP error)(?: executing tool [\w./-]+)?(?: -?\d+)?\s*:\s*|"
    r"Error executing tool [\w./-]+:?\s*|The (?:tool )?call failed:\s*)+",
    re.IGNORECASE,
)
_TO_THE_MODEL = re.compile(
    r"\b(?:tell|inform|let) the (?:user|person|caller|human)\b|"
    r"\b(?:do not|don't|never) (?:call|retry|try|ask|make up|repeat|tell)\b|"
    r"^(?:please )?say so\b|^(?:please )?(?:call|try) (?:it|this|the tool) again with\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s+|,\s+(?:and|so)\s+(?=(?:do not|don't|never|tell|inform|let)\b)", re.IGNORECASE)
_SAYS_WHAT_BECAME_OF_IT = re.compile(
    r"\b(?:not known|unknown|not clear|unclear) (?:whether|if)\b|\bmay (?:or may not )?have (?:happened|been)\b|"
    r"\b(?:was|were) not (?:run|sent|called|started|executed)\b|\bnothing (?:happened|was done)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'])")
_ISO_DATE = re.compile(
    r"\b(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-])"
)
_MARKDOWN = [
    (re.compile(r"```\w*\n?|`"), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE), r"\1:"),
    (re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE), ""),
    (re.compile(r"^\s*>\s?", re.MULTILINE), ""),
    (re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+.*$|^\s*[-=*_]{3,}\s*$", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"), ""),
    (re.compile(r"\s*\|\s*"), ", "),
]
_WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = listed("January February March April May June July August September October November December")


@dataclass(frozen=True)
class Outcome:
    """One result, and the tool that it came from where that is known."""

    text: str
    error: bool = False
    tool: ToolFacts | None = None
    reads: bool = True


def report(outcomes: Sequence[Outcome], today: date) -> str:
    """What came of one call or of several, in one reply."""
    several = len(outcomes) > 1
    limit = max(160, LIMIT // max(1, len(outcomes)))
    parts = []
    for outcome in outcomes:
        said = _one(outcome, today, limit)
        name = outcome.tool.spoken_name if several and outcome.tool is not None else ""
        parts.append(f"{name[0].upper()}{name[1:]}: {said}" if name else said)
    return " ".join(dict.fromkeys(part for part in parts if part))


def _one(outcome: Outcome, today: date, limit: int) -> str:
    text = outcome.text.strip()
    update = _UPDATE.match(text)
    if update:
        text = update.group(1).strip()
    if outcome.error and (answered := refused(text)) is not None:
        return SAYS[answered.reason]
    if outcome.error:
        return _failed(text, today, limit)
    said = in_words(text, today)
    if not said:
        return "It came back empty." if outcome.reads else "Done."
    return shorten(said, limit)


def _failed(text: str, today: date, limit: int) -> str:
    reason = shorten(in_words(_before_the_order(_ERROR_PREFIX.sub("", text)), today), limit)
    if not reason:
        return "That didn't work, and no reason came with it."
    # What is not known may have worked, and what was never begun did not fail.
    return reason if _SAYS_WHAT_BECAME_OF_IT.search(reason) else f"That didn't work: {reason}"


def _before_the_order(text: str) -> str:
    """Without a last line for the model, which data before it would be hidden by."""
    reason, _, last = text.rpartition("\n")
    return reason if reason and _TO_THE_MODEL.search(last) else text


def in_words(text: str, today: date) -> str:
    """A result as text to be read out: data becomes phrases, markup goes, days are written as they are spoken."""
    found, value = _data(text)
    said = phrase(value, today) if found else _prose(text, today)
    said = spoken_days(re.sub(r"\s+", " ", said).strip(), today)
    return _sentence(said)


def _data(text: str) -> tuple[bool, Any]:
    """The value of a text that is JSON as a whole, or a Python value printed as one."""
    if not text or text[0] not in '{["-0123456789tfnN':
        return False, None
    try:
        return True, json.loads(text)
    except (ValueError, RecursionError):
        pass
    if text[0] in "{[":
        try:
            return True, ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            pass
    return False, None


def _prose(text: str, today: date) -> str:
    lines, records = [], []
    for line in text.splitlines():
        found, value = _data(line.strip()) if line.strip()[:1] in ("{", "[") else (False, None)
        if found:
            records.append(phrase(value, today))
        else:
            lines.append(line)
    # Where a result has both, its text is the data in the words of its server.
    said = "\n".join(lines) if any(line.strip() for line in lines) else "\n".join(records)
    for pattern, instead in _MARKDOWN:
        said = pattern.sub(instead, said)
    said = re.sub(r"^\((.*)\)$", r"\1", said.strip(), flags=re.DOTALL)
    if not said:
        return ""
    rows = [_for_the_person(row.strip(" ,\t")) for row in said.splitlines()]
    rows = list(dict.fromkeys(row for row in rows if row)) or [said.strip()]
    ends = ["." if i == len(rows) - 1 else ";" for i in range(len(rows))]
    return " ".join(row if row[-1:] in tuple(".!?:;,") else row + end for row, end in zip(rows, ends, strict=True))


def _for_the_person(row: str) -> str:
    """A line without what it tells the model to do."""
    return " ".join(said for sentence in _SENTENCE.split(row) if (said := _without_orders(sentence)))


def _without_orders(sentence: str) -> str:
    if not _TO_THE_MODEL.search(sentence):
        return sentence
    kept = "; ".join(part for part in _CLAUSE.split(sentence) if part and not _TO_THE_MODEL.search(part))
    return kept if not kept or kept[-1] in ".!?" else f"{kept}."


def phrase(value: Any, today: date, depth: int = 0) -> str:
    """Data in a few words: lists are counted, records read as "name value"."""
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case str():
            return value
        case Mapping():
            return _record(value, today, depth)
        case list() | tuple():
            return _list(list(value), today, depth)
        case _:
            return str(value)


def _record(record: Mapping[Any, Any], today: date, depth: int) -> str:
    if len(record) == 1:
        key, value = next(iter(record.items()))
        if str(key).lower() in ("result", "results", "text", "message", "content", "value", "output", "answer"):
            return phrase(value, today, depth)
        if isinstance(value, list):
            return _list(value, today, depth, str(key))
    plain, lists = [], []
    for key, value in record.items():
        name = str(key).replace("_", " ")
        if isinstance(value, list | Mapping) and value:
            lists.append(
                _list(value, today, depth + 1, str(key))
                if isinstance(value, list)
                else f"{name}: {phrase(value, today, depth + 1)}"
            )
        elif isinstance(value, bool):
            plain.append(name if value else f"not {name}")
        elif (said := phrase(value, today, depth + 1)) != "":
            plain.append(said if name.lower() in ("name", "title", "text", "message", "summary") else f"{name} {said}")
    mark = ". " if depth == 0 else "; "
    return mark.join(part for part in [", ".join(plain), *lists] if part)


def _list(items: list[Any], today: date, depth: int, key: str = "") -> str:
    noun = key.replace("_", " ")
    if not items:
        return f"no {noun}" if noun and depth else f"There are no {noun}" if noun else "There is nothing."
    said = [phrase(item, today, depth + 1) for item in items[:_ITEMS]]
    said = [one for one in said if one]
    more = len(items) - len(said)
    flat = all(not isinstance(item, list | Mapping) for item in items)
    if len(items) == 1 and said:
        return f"{noun}: {said[0]}" if noun and depth else said[0]
    rest = [*said, f"{more} more"] if more > 0 else said
    listing = joined(rest) if flat else ". ".join(rest) if depth == 0 else "; ".join(rest)
    count = f"{len(items)} {noun}".strip()
    return f"There are {count}: {listing}" if depth == 0 else f"{count}: {listing}"


def spoken_days(text: str, today: date) -> str:
    """ISO dates as they are said: "Tuesday, November 24"."""

    def say(found: re.Match[str]) -> str:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return found[0]
        year = "" if day.year == today.year else f", {day.year}"
        at = f" at {found[4]}" if found[4] else ""
        return f"{_WEEKDAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}{year}{at}"

    return _ISO_DATE.sub(say, text)


def shorten(text: str, limit: int) -> str:
    """Cut a long text at a sentence, or else at a word, and say that there is more."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in re.split(r"(?<=[.!?;])\s+", text):
        if len(kept) + len(sentence) > limit:
            break
        kept = f"{kept} {sentence}".strip()
    if not kept:
        kept = text[:limit].rpartition(" ")[0] or text[:limit]
        kept = kept.rstrip(" ,;:") + " ..."
    return f"{kept.rstrip(';')}{'' if kept[-1] in '.!?' else '.'} There is more."


def _sentence(text: str) -> str:
    if not text:
        return ""
    # A file, a link or a code keeps its letters as they are.
    head = text.split(" ", 1)[0].rstrip(".,;:!?")
    upper = text[0].upper() + text[1:] if head.isalpha() and head.islower() else text
    return upper.rstrip(";,") + ("" if upper[-1] in ".!?:" else ".")

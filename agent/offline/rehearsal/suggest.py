"""Things to try, made from the tools that are there. Each is kept only if the model itself understands it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from .choose import Catalogue, Known
from .facts import ToolFacts
from .fill import fill, valid
from .heard import hear
from .kinds import kind_of, role_of
from .phrases import joined
from .pick import pick
from .schema import Field
from .smalltalk import small_talk
from .words import READ, actions_of, split_name, vocabulary

_FEW = 3
_EXAMPLES = re.compile(
    r"(?:e\.g\.,?|for example,?|such as|for instance,?|like|example:)\s*[\"'`\u201c\u2018]?([\w./@*-]+(?: [\w./-]+)?)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"'`\u201c\u2018]([^\"'`\u201d\u2019]{2,40})[\"'`\u201d\u2019]")
_ASKS_WHAT = vocabulary("find list search lookup show browse get")


def suggest(tools: Sequence[ToolFacts]) -> list[str]:
    """Up to three things to say: what only reads, with few arguments, one a server first; the last one asks first."""
    now = datetime.now()
    known = Catalogue().read(tools)
    ranked = sorted((tool for tool in known if not tool.facts.stands_in), key=_ease)

    def sentence(tool: Known) -> str:
        return next((said for said in _sentences(tool) if _understood(said, tool, known, now)), "")

    asking = next((said for tool in ranked if tool.facts.asks and (said := sentence(tool))), "")
    found: list[tuple[int, int, str]] = []
    seen: dict[str, int] = {}
    for order, tool in enumerate(ranked):
        if seen.get(tool.facts.label, 0) >= _FEW:
            continue
        if (said := sentence(tool)) and said != asking:
            found.append((seen.get(tool.facts.label, 0), order, said))
            seen[tool.facts.label] = seen.get(tool.facts.label, 0) + 1
    others = [said for _, _, said in sorted(found)]
    return [*others[: _FEW - 1], asking] if asking else others[:_FEW]


def _ease(tool: Known) -> tuple[bool, int, bool]:
    """Readers first, then by how much must be said; a day to look at makes the better example."""
    reads = tool.facts.read_only if tool.facts.read_only is not None else READ in tool.actions
    needed = [one for one in tool.fields if one.required]
    hard = sum(kind_of(one) in ("path", "object", "array", "text") for one in needed)
    return not reads, len(needed) + 2 * hard, not any(kind_of(one) == "date" for one in tool.fields)


def _understood(said: str, tool: Known, tools: Sequence[Known], now: datetime) -> bool:
    heard = hear(said)
    chosen = pick(heard, tools, now)
    if chosen is None or chosen.tool is not tool or chosen.rivals or small_talk(said, []):
        return False
    return valid(chosen.filled, tool) and valid(fill(heard, tool, now), tool)


def _sentences(tool: Known) -> Iterator[str]:
    """The same request in a few wordings, the most natural first."""
    words = split_name(tool.facts.short_name)
    if not words:
        return
    verb = words[0] if actions_of(words[0]) else ""
    nouns = words[1:] if verb else words
    needed = [one for one in tool.fields if one.required]
    day = next((one for one in tool.fields if kind_of(one) == "date" and not role_of(one)), None)
    search = next((one for one in needed if kind_of(one) == "search"), None)
    if not needed and day is not None and verb in _ASKS_WHAT and nouns:
        yield f"What {' '.join(nouns)} are there tomorrow?"
    if needed == [day] and verb in _ASKS_WHAT and nouns:
        yield f"What {' '.join(nouns)} are there tomorrow?"
    if needed and needed == [search] and len(needed) == 1:
        sample = _sample(needed[0])
        if tool.facts.label and tool.label & tool.name:
            yield f"What does the {tool.facts.spoken_label} say about {sample}?"
        yield f"{words[0].capitalize()} the {' '.join(nouns)} for {sample}."
    if len(needed) > 1 and all(kind_of(one) in ("integer", "number") for one in needed):
        yield f"{' '.join(words).capitalize()} of {joined([str(_sample(one)) for one in needed])}."
    if len(needed) > _FEW - 1:
        return
    values = [_clause(one) for one in needed]
    if any(value is None for value in values):
        return
    clauses = " ".join(value for value in values if value)
    head = f"{verb.capitalize()} the {' '.join(nouns)}" if verb and nouns else " ".join(words).capitalize()
    for said in (
        head,
        f"{' '.join(words).capitalize()}",
        f"{' '.join(words).capitalize()} with {tool.facts.spoken_label}",
    ):
        yield f"{said} {clauses}".strip() + "."
    if tool.facts.label:
        yield f"{head} {clauses}".strip() + f" in {tool.facts.spoken_label}."


def _clause(one: Field) -> str | None:
    """The words that give a field a sample value; None for what no words can give."""
    name, sample = " ".join(one.words), _sample(one)
    match kind_of(one):
        case "fixed" | "null":
            return ""
        case "date":
            return "tomorrow" if "new" not in one.words else "to the day after tomorrow"
        case "time":
            return "at ten o'clock"
        case "moment":
            return "tomorrow at ten o'clock"
        case "integer" | "number" | "option":
            return f"with {name} {sample}"
        case "zone":
            return f"in {sample}"
        case "yesno":
            return f"with {name}"
        case "path":
            return str(sample) if sample != "" else None
        case "email" | "url":
            return str(sample)
        case "text" | "search" | "name":
            return f'with {name} "{sample}"' if sample != "" else None
        case _:
            return None


def _sample(one: Field) -> Any:
    """A value that suits a field: from its examples, its options or its description, or else a plain one."""
    examples = one.schema.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if one.options:
        return one.options[0]
    if one.schema.get("default") not in (None, "", [], {}):
        return one.schema["default"]
    described = _EXAMPLES.search(one.description) or (
        _QUOTED.search(one.description) if kind_of(one) == "zone" else None
    )
    match kind_of(one):
        case "integer" | "number":
            return _number(one)
        case "zone":
            return described.group(1).strip(" .,") if described else "Europe/London"
        case "path":
            return "notes.txt" if "file" in one.words or "filename" in one.words else ""
        case "email":
            return "ana@example.org"
        case "url":
            return "https://example.org"
    plain = {"text": "hello", "search": "news"}.get(kind_of(one), "")
    return described.group(1).strip(" .,") if described else plain


def _number(one: Field) -> int | float:
    low, high = one.schema.get("minimum"), one.schema.get("maximum")
    value = 3.0
    if isinstance(low, int | float):
        value = max(value, low)
    if isinstance(high, int | float):
        value = min(value, high)
    return int(value) if float(value).is_integer() else value

"""What the rehearsal model says of itself, of its tools and of what it still needs. Short, to be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from .facts import ToolFacts
from .kinds import kind_of
from .schema import Field
from .words import vocabulary

GREETING = (
    "Hello. I'm the rehearsal model: I match your words to the tools that are connected, without a language model "
    "behind me. Set a key or OPENAI_BASE_URL for a real one."
)
WHO = (
    "I'm the rehearsal model. I only match words to tools, and I know nothing beyond what they return. "
    "Set a key or OPENAI_BASE_URL for a real language model."
)
STILL_HERE = "I'm still here. What can I do for you?"
FINE = "Okay."
DROPPED = "Okay, I'll leave that."
GIVEN_UP = "I still didn't get that, so I'll leave it. You can ask again."
NOT_UNDERSTOOD = "Sorry, I didn't get that."
NO_MORE_CALLS = "I can't use another tool in this turn. Please ask again."
NO_MORE_KNOWN = "I can't say more about that than I have."
STILL_RUNNING = "That is still running."

_PER_SERVER = 6
_NOUN_END = re.compile(
    r"\s*(?:[(;:\n]|, (?:e\.g|for example|such as|in |as |like |or |when|if )|\. |\.$| - | in the (?:form|format)|"
    r" in ISO| as (?:an? )?(?:ISO|YYYY|HH)| in (?:\d+|24|HH|YYYY)| formatted)",
    re.IGNORECASE,
)
_WH = re.compile(r"^(?:who|whom|whose|which|what|where|when|how|whether)\b", re.IGNORECASE)
_NOT_A_NOUN = vocabulary("""
        if optional optionally required must should can may use used set give when only return returns defaults
    default true false maximum minimum to""")


def joined(parts: Sequence[str], word: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def question(one: Field) -> str:
    """A short question for one value, worded by its schema alone."""
    noun = noun_of(one)
    if kind_of(one) == "yesno":
        return f"Should it be with {noun}?" if not _WH.match(noun) else f"Please tell me {noun}. Yes or no?"
    ask = f"Please tell me {noun}." if _WH.match(noun) else f"What {'are' if _plural(one, noun) else 'is'} {noun}?"
    listed = [str(option) for option in one.options or one.item.options]
    if 1 < len(listed) <= 8:
        return f"{ask} It can be {joined([option.replace('_', ' ') for option in listed], 'or')}."
    return ask + _range(one)


def _plural(one: Field, noun: str) -> bool:
    head = re.split(r"\b(?:of|for|to|that|which|in|associated|from|with)\b", noun, maxsplit=1)[0].strip()
    return one.type == "array" and head.endswith("s")


def _range(one: Field) -> str:
    low, high = one.schema.get("minimum"), one.schema.get("maximum")
    if kind_of(one) in ("integer", "number") and isinstance(low, int | float) and isinstance(high, int | float):
        return f" It can be from {low} to {high}."
    return ""


def noun_of(one: Field) -> str:
    """What a field is called: by the first words of its description where those are a noun, else by its name."""
    described = _NOUN_END.split(str(one.schema.get("description") or "").strip(), maxsplit=1)[0].strip(" .\"'`")
    words = described.split()
    if 1 <= len(words) <= 10 and not re.search(r"[{}\[\]<>=|]", described):
        if _WH.match(described) and len(words) > 1:
            return described[0].lower() + described[1:]
        noun = words[0].lower() not in _NOT_A_NOUN and not _WH.match(described)
        if noun and (len(words) > 1 or words[0].lower() in one.words):
            return _with_article(described)
    named = str(one.schema.get("title") or "") or " ".join(one.words) or one.name
    return _with_article(named.replace("_", " ").lower().strip() or "value")


def _with_article(noun: str) -> str:
    first, _, rest = noun.partition(" ")
    if first.lower() in ("the", "a", "an", "your", "my", "any", "one", "all"):
        return f"the {rest}" if first.lower() in ("the", "a", "an") and rest else noun[0].lower() + noun[1:]
    keeps_case = first.isupper() or any(letter.isupper() for letter in first[1:])
    return f"the {noun if keeps_case else noun[0].lower() + noun[1:]}"


def spoken(tool: ToolFacts) -> str:
    """A tool as something that can be done."""
    return tool.spoken_name or "use a tool whose name I can't say"


def spoken_names(tools: Iterable[ToolFacts]) -> list[str]:
    """Each once: of several that can't be named, the first stands for all."""
    return list(dict.fromkeys(spoken(tool) for tool in tools))


def abilities(tools: Sequence[ToolFacts]) -> str:
    """What there is to use, server by server."""
    real = [tool for tool in tools if not tool.stands_in]
    parts = []
    for label, group in groupby(sorted(real, key=lambda tool: tool.label), key=lambda tool: tool.spoken_label):
        names = spoken_names(group)
        if len(names) > _PER_SERVER:
            names = [*names[: _PER_SERVER - 1], f"{len(names) - _PER_SERVER + 1} more"]
        parts.append(f"{f'With {label} ' if label else ''}I can {joined(names)}.")
    if not parts:
        return " ".join(["No tools are connected, so there is nothing I can do yet.", *_away(tools)])
    return " ".join([part[0].upper() + part[1:] for part in parts] + _away(tools))


def _away(tools: Sequence[ToolFacts]) -> list[str]:
    names = [f"the {tool.spoken_label}" for tool in tools if tool.stands_in]
    if not names:
        return []
    said = f"{joined(names)} {'isn' if len(names) == 1 else 'aren'}'t connected yet."
    return [said[0].upper() + said[1:]]


def no_match(tools: Sequence[ToolFacts], best: Sequence[ToolFacts] = ()) -> str:
    """No tool fits: say so, and name a few things that can be done, one a server first."""
    real = [tool for tool in tools if not tool.stands_in]
    if not real:
        return " ".join(["I have no tool for that: none is connected.", *_away(tools)])
    few = spoken_names(_spread([*best, *real]))[:3]
    return " ".join([f"I found no tool for that. I can, for example, {joined(few, 'or')}.", *_away(tools)])


def unsure(tools: Sequence[ToolFacts]) -> str:
    return f"I found no single tool for that. Do you mean {joined(spoken_names(tools[:3]), 'or')}?"


def cannot_fill(tool: ToolFacts, one: Field) -> str:
    return f"To {spoken(tool)} I need {noun_of(one)}, and I can't make that out of words."


def does_not_fit(tool: ToolFacts) -> str:
    return f"I can't work out what to give to {tool.spoken_name or 'that tool'} from that."


def _spread(tools: Sequence[ToolFacts]) -> list[ToolFacts]:
    """Each server's first tool, then each server's second, and so on."""
    seen: dict[str, int] = {}
    order = []
    for i, tool in enumerate(dict.fromkeys(tool.name for tool in tools)):
        facts = next(one for one in tools if one.name == tool)
        seen[facts.label] = seen.get(facts.label, 0) + 1
        order.append((seen[facts.label], i, facts))
    return [facts for _, _, facts in sorted(order, key=lambda entry: entry[:2])]

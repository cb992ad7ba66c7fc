"""The tool that a request means, with its arguments: words choose, and what can be filled decides between equals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .choose import Known, Match, rank
from .dates import find_days
from .fill import Filled, fill
from .heard import Heard
from .kinds import kind_of
from .request import Request, read_request
from .times import find_times

_CLOSE = 0.05
_ENOUGH = 0.8
"""How much must speak for a tool: one rare word of its description does."""
_TRIED = 8
_SPEAKING_KINDS = {"path": 1.0, "url": 1.0, "email": 0.8, "zone": 0.8, "number": 0.6, "integer": 0.6, "option": 0.5}
"""Values that speak for a tool even where its words weren't said: "open notes.txt"."""


@dataclass(frozen=True)
class Pick:
    """The best tool for a request. `rivals` are tools that fit just as well; `clear` grows with what speaks for it."""

    tool: Known
    filled: Filled
    request: Request
    clear: float
    rivals: tuple[Known, ...] = ()


def pick(heard: Heard, tools: Sequence[Known], now: datetime) -> Pick | None:
    """The tool for a request, or None where no tool has enough to speak for it."""
    request = read_request(heard)
    matches = rank(request, tools)[:_TRIED]
    judged = [_judge(heard, request, match, now) for match in matches]
    fitting = sorted((one for one in judged if one[1].clear >= _ENOUGH and one[0] >= 1.2), key=lambda one: -one[0])
    if not fitting:
        return None
    top, best = fitting[0]
    rivals = tuple(
        other.tool
        for score, other in fitting[1:]
        if top - score < _CLOSE
        and len(other.filled.missing) == len(best.filled.missing)
        and other.tool.facts.short_name != best.tool.facts.short_name
    )
    return Pick(best.tool, best.filled, request, best.clear, rivals)


def _judge(heard: Heard, request: Request, match: Match, now: datetime) -> tuple[float, Pick]:
    tool = match.known
    filled = fill(heard, tool, now)
    score = (
        match.score
        - (1.3 if request.question else 0.8) * len(filled.missing)
        + 0.35 * min(filled.typed, 3)
        + 0.15 * min(filled.worded, 2)
    )
    score -= _left_over(heard, tool, filled, now)
    said = [one for one in tool.fields if one.path in filled.values and "default" not in one.schema]
    written = [token.text for token in heard.tokens if token.sort in ("path", "url", "email")]
    forms = sum(
        _SPEAKING_KINDS.get(kind_of(one), 0.0)
        for one in said
        if kind_of(one) not in ("path", "url") or filled.values[one.path] in written
    ) + 0.3 * sum(kind_of(one) in ("date", "time", "moment") for one in said)
    return score, Pick(tool, filled, request, match.evidence + min(forms, 1.2))


def _left_over(heard: Heard, tool: Known, filled: Filled, now: datetime) -> float:
    """What was clearly said and has no place in the tool speaks against it."""
    kinds = {kind_of(one) for one in tool.fields} | {kind_of(one.item) for one in tool.fields if one.type == "array"}
    texts = kinds & {"text", "search"}
    cost = 0.0
    if not kinds & {"date", "moment"} and not texts and find_days(heard, now.date()):
        cost += 0.8
    if not kinds & {"time", "moment"} and not texts and any(clock.sure for clock in find_times(heard)):
        cost += 0.6
    taken = str(list(filled.values.values()))
    for token in heard.tokens:
        if token.sort in ("path", "url", "email") and token.text not in taken:
            cost += 0.8
        elif token.sort == "quote" and token.text[1:-1] not in taken:
            cost += 0.5
    return cost

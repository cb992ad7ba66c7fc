"""Which tool a request means, by its words alone.

Every word of the request is looked up in the tools' names, labels, arguments, listed values and descriptions; a word
that many tools share counts less. Verbs count for themselves: a tool whose verb means another deed loses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .facts import ToolFacts
from .kinds import kind_of
from .request import Request
from .schema import Field, fields_of
from .words import GENERIC_VERBS, PAIRS, READ, STOP, actions_of, split_name, stem, stems

_WORD = re.compile(r"[^\W_]+")
_BOILERPLATE = stems("stands tool tools connected call request needs yet")
_MANY = stems("list find search browse lookup query count")
_ONE = stems("read open view print describe inspect")
"""Looking for things, and looking at one."""
_GENERIC = frozenset(stem(word) for word in GENERIC_VERBS)


@dataclass(frozen=True)
class Known:
    """A tool, read once: where each stem stands and how much it says there."""

    facts: ToolFacts
    fields: tuple[Field, ...]
    weights: Mapping[str, float]
    name: frozenset[str]
    label: frozenset[str]
    verb: str
    actions: frozenset[str]


@dataclass(frozen=True)
class Match:
    """A tool with what speaks for it. `evidence` leaves out what any verb alone would give."""

    known: Known
    score: float
    evidence: float


class Catalogue:
    """The tools of a session. Reading a tool's schema takes longer than choosing, so each is read once."""

    def __init__(self) -> None:
        self._read: dict[str, Known] = {}

    def read(self, tools: Sequence[ToolFacts]) -> list[Known]:
        known = []
        for facts in tools:
            before = self._read.get(facts.name)
            if before is None or before.facts != facts:
                before = self._read[facts.name] = read_tool(facts)
            known.append(before)
        if len(self._read) > 2 * len(tools) + 64:  # tools that are long gone
            self._read = {one.facts.name: one for one in known}
        return known


def read_tool(facts: ToolFacts) -> Known:
    """Everything about a tool that choosing needs."""
    fields = tuple(fields_of(facts.parameters))
    weights: dict[str, float] = {}

    def learn(words: Sequence[str], weight: float) -> None:
        for word in words:
            if word not in STOP and len(word) > 1:
                weights[stem(word)] = max(weights.get(stem(word), 0.0), weight)

    first, _, rest = facts.description.partition(". ")
    learn(_WORD.findall(rest.lower()), 0.5)
    for one in fields:
        learn(_WORD.findall(one.description.lower()), 0.4)
    learn(_WORD.findall(first.lower()), 1.0)
    for one in fields:
        learn(one.words, 1.0)
        for option in one.options or one.item.options:
            learn(split_name(str(option)), 1.5)
    learn(split_name(facts.label), 2.0)
    if facts.stands_in:
        weights = {key: weight for key, weight in weights.items() if key not in _BOILERPLATE}
    else:
        learn(split_name(facts.short_name), 3.0)
    verb, actions = _deed(facts)
    return Known(facts, fields, weights, frozenset(facts.name_stems()), frozenset(facts.label_stems()), verb, actions)


def _deed(facts: ToolFacts) -> tuple[str, frozenset[str]]:
    """A tool's verb and what it means, from its name or else from how its description begins."""
    words = split_name(facts.short_name)
    if facts.stands_in:
        return "", frozenset()
    actions: frozenset[str] = frozenset()
    verb = words[0] if words else ""
    for i, word in enumerate(words):
        pair = PAIRS.get((word, words[i + 1])) if i + 1 < len(words) else None
        found = pair or (actions_of(word) if i == 0 or word in GENERIC_VERBS or len(words) == 2 else None)
        if found:
            verb, actions = word, found
            break
    # "Set a timer" is also what "stop ... after ten minutes" means where the description begins so.
    for word in _WORD.findall(facts.description.lower())[:1]:
        if not any(word == first for first, _ in PAIRS):  # "turn" says nothing without its "on" or "off"
            actions |= actions_of(word)
    if any(actions_of(word) == {"compute"} for word in words[1:]):
        actions |= {"compute"}  # "get_sum"
    if facts.read_only:
        actions |= {READ}
    return stem(verb), actions


def rank(request: Request, tools: Sequence[Known]) -> list[Match]:
    """Every tool with its score, the best first. Equal scores keep the readers first, then the order of the tools."""
    shared = Counter(word for tool in tools for word in tool.weights)
    found = [(stem_, i) for i, stem_ in _content_stems(request, shared)]
    stems = {word: heaviness for word, heaviness in _weigh(found, shared, len(tools)).items() if heaviness}
    verb = request.heard.tokens[request.verb].stem if request.verb is not None else ""
    same_verb = sum(1 for tool in tools if tool.verb == verb)
    matches = [_score(request, tool, stems, verb, same_verb) for tool in tools]
    order = sorted(range(len(tools)), key=lambda i: (-matches[i].score, READ not in matches[i].known.actions, i))
    return [matches[i] for i in order]


def _score(request: Request, tool: Known, stems: Mapping[str, float], verb: str, same_verb: int) -> Match:
    evidence = sum(tool.weights.get(word, 0.0) * heaviness for word, heaviness in stems.items() if word != tool.verb)
    if verb and verb == tool.verb:
        evidence += 0.4 if verb in _GENERIC and tool.actions else 1.5 if same_verb <= 2 else 0.5
    if tool.facts.stands_in:
        # A stand-in has no verb to win by, and the name of its server is all it needs.
        return Match(tool, evidence + 1.0 + (1.0 if tool.label & stems.keys() else 0.0), evidence)
    unsaid = [word for word in tool.name if word not in stems and word not in (tool.verb, verb)]
    return Match(
        tool, evidence + _deeds_agree(request, tool, verb) + _form(request, tool) - 0.3 * len(unsaid), evidence
    )


def _deeds_agree(request: Request, tool: Known, verb: str) -> float:
    """What the verbs say: the same deed, another, or nothing."""
    same = bool(verb) and verb == tool.verb
    if request.actions and tool.actions:
        if not request.actions & tool.actions:
            return -3.0 if READ in request.actions or READ in tool.actions else -2.5
        unlike = (verb in _MANY and tool.verb in _ONE) or (verb in _ONE and tool.verb in _MANY)
        return 2.0 + 0.7 * same - 0.7 * unlike
    if same:
        return 2.0
    # "parking" or "the rules of the house": no deed at all is a wish to know.
    return 0.8 if not request.actions and READ in tool.actions else 0.0


def _form(request: Request, tool: Known) -> float:
    """What the form of a question says: several things or one, how something is done."""
    score = 0.0
    if request.many:
        score += 0.5 * ((tool.verb in _MANY) - (tool.verb in _ONE))
        if request.noun not in tool.facts.short_name.lower() and stem(request.noun) in tool.name:
            score -= 0.6  # "which files", and a tool for one file
    if request.contents and tool.verb in _ONE:
        score += 0.3
    if request.how:
        score += 1.5 if any(kind_of(one) == "search" for one in tool.fields) else -1.0
    if request.question and READ not in tool.actions:
        score -= 1.0
    return score


def _content_stems(request: Request, shared: Mapping[str, int]) -> list[tuple[int, str]]:
    """The stems to look up. Two words that make one known word count as it ("hand book"); so does a near miss."""
    heard, content = request.heard, request.content
    stems: list[tuple[int, str]] = []
    for i in content:
        token = heard.tokens[i]
        joined = stem(token.low + heard.low(i + 1)) if i + 1 in content else ""
        if joined in shared:
            stems.append((i, joined))
        for part in split_name(token.text) if "-" in token.text or "_" in token.text else [token.low]:
            key = stem(part)
            near = key if key in shared or token.sort != "word" else _near(key, shared)
            if near:
                stems.append((i, near))
    if request.verb is not None and not request.question:
        key = heard.tokens[request.verb].stem
        if key in shared and key not in _GENERIC:
            stems.append((request.verb, key))
    return stems


def _weigh(found: Sequence[tuple[str, int]], shared: Mapping[str, int], count: int) -> dict[str, float]:
    weighed = {}
    for word, _ in found:
        rarity = math.log(1 + count / shared.get(word, count)) / math.log(1 + count) if count > 1 else 1.0
        weighed[word] = 0.5 + 0.5 * rarity
    return weighed


def _near(word: str, shared: Mapping[str, int]) -> str:
    """A known word that is one letter away: recognisers mishear, people mistype."""
    if len(word) < 5:
        return ""
    for known in shared:
        # Of short words, other letters make other words ("frost", "front"); a letter too many is a slip.
        alike = known[0] == word[0] and abs(len(known) - len(word)) == 1 if len(word) < 6 else known[0] == word[0]
        if alike and abs(len(known) - len(word)) <= 1 and len(known) > 4 and _one_edit(word, known):
            return known
    return ""


def _one_edit(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i:] == b[i + 1 :]

"""What to do next in a conversation, from the conversation alone.

Nothing is kept between turns. A question that the model asked is found again by going through what was said since the
last call, so a reply that was thrown away, or another agent that takes over, can't leave it with a wrong memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from . import phrases
from .choose import Known
from .facts import ToolFacts
from .fill import Filled, fill, valid
from .heard import Heard, hear
from .history import Called, Event, Returned, Said
from .kinds import TYPED, kind_of
from .pick import Pick, pick
from .schema import Field, Path
from .smalltalk import drops, small_talk
from .words import READ

_TURNS = 8
"""How many of the person's turns a question may reach back."""
_AND_THEN = re.compile(
    r"(?:(?:and|or|no|okay|ok|then|also|but|sorry) )*(?:what about|how about|and|make it|try|or|no|for|on|in|also)\b"
)

_ALSO = re.compile(r"(?:and|what about|how about|or)\b")


@dataclass(frozen=True)
class Say:
    """Words to say, and nothing to call."""

    text: str


@dataclass(frozen=True)
class Call:
    """A tool to call, with arguments that satisfy its schema."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Pending:
    """A call that lacks something: what is known, what was asked for, and how often in vain."""

    tool: Known
    values: Mapping[Path, Any]
    asked: Field
    tries: int = 0


@dataclass(frozen=True)
class Ask:
    """A question for one missing value."""

    text: str
    pending: Pending


Step = Say | Call | Ask


@dataclass(frozen=True)
class Scene:
    """What a turn happens in."""

    events: Sequence[Event]
    tools: Sequence[Known]
    now: datetime
    asked: bool = False
    """Whether the person is being asked about a call, and has said something else."""

    @property
    def facts(self) -> list[ToolFacts]:
        return [tool.facts for tool in self.tools]


def respond(events: Sequence[Event], tools: Sequence[Known], now: datetime, *, asked: bool = False) -> Step:
    """What the last words of the person call for."""
    scene = Scene(events, tools, now, asked)
    turns = _turns(events)
    pending: Pending | None = None
    before = ""
    step: Step = Say(phrases.GREETING)
    for i, (said, after) in enumerate(turns):
        step = _step(said, before, pending, scene)
        if i == len(turns) - 1:
            break
        asked = isinstance(step, Ask) and all(_same(step.text, reply) for reply in after)
        pending = step.pending if isinstance(step, Ask) and asked else None
        # Words that nothing answered belong to what comes next: the person was still talking.
        before = said if not after and not isinstance(step, Ask) else ""
    return step


def _turns(events: Sequence[Event]) -> list[tuple[str, list[Said]]]:
    """What the person said since the last call, each with what the agent said to it."""
    turns: list[tuple[str, list[Said]]] = []
    for event in events:
        if isinstance(event, Called | Returned):
            turns = []
        elif event.role == "user":
            turns.append((event.text, []))
        elif turns:
            turns[-1][1].append(event)
    return turns[-_TURNS:]


def _same(question: str, reply: Said) -> bool:
    """Whether a reply is this question, or its beginning where the person cut in."""
    asked, said = _letters(question), _letters(reply.text)
    return asked in said or (reply.interrupted and asked.startswith(said))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _step(said: str, before: str, pending: Pending | None, scene: Scene) -> Step:
    heard = hear(said)
    if pending is not None:
        return _answer(said, heard, pending, scene)
    chosen = pick(heard, scene.tools, scene.now)
    if chosen is None and before:
        heard = hear(f"{before} {said}")
        chosen = pick(heard, scene.tools, scene.now)
    facts = scene.facts
    reply = small_talk(said, facts)
    if reply and (chosen is None or chosen.clear < 2.0 or reply != phrases.abilities(facts)):
        return Say(reply)
    if chosen is not None and _ALSO.match(said.lower().strip()) and _was_last(chosen.tool, scene.events):
        return _again(said, heard, scene) or _settle(chosen.tool, chosen.filled)
    if chosen is None and drops(said):
        return Say(phrases.FINE)
    if chosen is None:
        return _again(said, heard, scene) or Say(phrases.NO_MORE_KNOWN if scene.asked else phrases.no_match(facts))
    if chosen.rivals:
        return Say(phrases.unsure([chosen.tool.facts, *(rival.facts for rival in chosen.rivals)]))
    return _settle(chosen.tool, chosen.filled)


def _settle(tool: Known, filled: Filled, *, sorry: str = "", tries: int = 0) -> Step:
    """Call a tool, or ask for what it still needs."""
    if filled.missing:
        one = filled.missing[0]
        if kind_of(one) in ("object", "null") or (kind_of(one) == "array" and kind_of(one.item) in ("object", "array")):
            return Say(phrases.cannot_fill(tool.facts, one))
        question = f"{sorry} {phrases.question(one)}".strip()
        return Ask(question, Pending(tool, filled.values, one, tries))
    if not valid(filled, tool):
        return Say(phrases.does_not_fit(tool.facts))
    return Call(tool.facts.name, filled.arguments)


def _answer(said: str, heard: Heard, pending: Pending, scene: Scene) -> Step:
    """Use an answer for what was asked, unless it is no answer."""
    if drops(said):
        return Say(phrases.DROPPED)
    tool = next((known for known in scene.tools if known.facts.name == pending.tool.facts.name), None)
    if tool is None:
        return Say(phrases.no_match(scene.facts))
    other = _other_request(heard, pending, scene)
    if other is not None:
        return _settle(other.tool, other.filled)
    talk = small_talk(said, scene.facts)
    if talk in (phrases.WHO, phrases.abilities(scene.facts)):
        return Say(talk)
    filled = fill(heard, tool, scene.now, pending.values, pending.asked)
    if filled.values.keys() <= pending.values.keys():
        if pending.tries:
            return Say(phrases.GIVEN_UP)
        return _settle(tool, replace(filled, values=pending.values), sorry=phrases.NOT_UNDERSTOOD, tries=1)
    return _settle(tool, filled)


def _other_request(heard: Heard, pending: Pending, scene: Scene) -> Pick | None:
    """Another request instead of an answer. It has to be clear: an answer may hold any words at all."""
    chosen = pick(heard, scene.tools, scene.now)
    if chosen is None or chosen.tool.facts.name == pending.tool.facts.name:
        return None
    begins = bool(chosen.request.actions) and (chosen.request.question or chosen.request.verb is not None)
    needed = 2.0 if kind_of(pending.asked) in TYPED or chosen.request.question else 3.0
    return chosen if begins and chosen.clear >= needed else None


def _was_last(tool: Known, events: Sequence[Event]) -> bool:
    last = next((event for event in reversed(events) if isinstance(event, Called)), None)
    return last is not None and last.name == tool.facts.name


def _again(said: str, heard: Heard, scene: Scene) -> Call | None:
    """ "and on friday?": the last call once more with other words, where it only looks something up."""
    last = next((event for event in reversed(scene.events) if isinstance(event, Called)), None)
    tool = next((known for known in scene.tools if last is not None and known.facts.name == last.name), None)
    if last is None or tool is None or READ not in tool.actions or not _AND_THEN.match(said.lower().strip()):
        return None
    try:
        before = json.loads(last.arguments)
    except ValueError:
        return None
    new = fill(heard, tool, scene.now).values
    if not isinstance(before, dict) or not new or len(heard.tokens) > 12:
        return None
    values: dict[Path, Any] = {(key,): value for key, value in before.items()} | dict(new)
    filled = Filled(values, (), 0, 0)
    return Call(tool.facts.name, filled.arguments) if valid(filled, tool) else None

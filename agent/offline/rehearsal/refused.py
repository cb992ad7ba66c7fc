"""What to make of a call that was not approved: a sentence for each reason, or the call as the person changed it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from sayso.consent.effects import Reason
from sayso.consent.wording import told

from .choose import Known
from .fill import Filled, fill, valid
from .heard import Heard, hear
from .request import read_request
from .schema import Field, Path
from .words import vocabulary

SAYS: Mapping[Reason, str] = {
    "denied": "Okay, I left it.",
    "stopped": "Okay, I left it.",
    "edited": "Okay, I left it. Please say the whole of it once more, as you want it.",
    "later": "Okay, not now.",
    "silence": "I got no answer, so I left it.",
    "unclear": "I didn't get a clear yes, so I left it.",
    "expired": "I got no answer, so I left it.",
    "repeated": "I won't do that again now.",
    "running": "That is still running.",
    "enough": "I have asked enough questions for now, so I left the rest.",
    "full": "One thing after the other: please answer first what I asked.",
    "redefined": "That has changed meanwhile, so I left it.",
    "unrecorded": "I can't keep a record right now, so I left it.",
    "left": "I left it.",
    "withdrawn": "I left it.",
    "closing": "I left it.",
}
_WORDS = ' Their words: "'
_NO = re.compile(
    r"^(?:(?:no|nope|yes|yeah|but|wait|actually|sorry|rather|instead|hang on|hold on)\b[\s,.;!-]*)+", re.IGNORECASE
)
"""How a change begins."""
_VAGUE = vocabulary("the other another one it that this else different")
_TARGETS = ("new", "to", "target", "destination")
"""How the name of a field begins that says what another is to become."""


@dataclass(frozen=True)
class Refused:
    """Why the gate did not let a call run, and what the person said to it."""

    reason: Reason
    words: str = ""

    @property
    def changes(self) -> bool:
        """Whether the words may say how it should be instead: read as a change, or a no with a few words after it."""
        return self.reason == "edited" or (self.reason == "denied" and 0 < len(_NO.sub("", self.words).split()) <= 4)


def refused(text: str) -> Refused | None:
    """The refusal that a result is; None where it is another result."""
    said, _, words = text.partition(_WORDS)
    reason = next((one for one in get_args(Reason) if said == told(one)), None)
    return None if reason is None else Refused(reason, words.removesuffix('"'))


def changed(
    words: str, name: str, arguments: Mapping[str, Any], tools: Sequence[Known], now: datetime
) -> tuple[Known, Filled] | None:
    """The call as the person wants it instead; None where the words don't tell."""
    tool = next((known for known in tools if known.facts.name == name), None)
    before: dict[Path, Any] = {(key,): value for key, value in arguments.items()}
    said = _NO.sub("", words)
    heard = hear(said)
    if not read_request(heard).actions:
        heard = hear(f"for {said}")  # a thing, not a deed, whatever its first word may be
    other = _other_deed(heard, tool, tools)
    if other is not None:
        return _carried_over(heard, other, before, now)
    if tool is None:
        return None
    new = {path: _beside(before.get(path), value) for path, value in fill(heard, tool, now).values.items()}
    values = before | _said(new, tool)
    filled = Filled(values, (), 0, 0)
    return (tool, filled) if values != before and valid(filled, tool) else None


def _other_deed(heard: Heard, tool: Known | None, tools: Sequence[Known]) -> Known | None:
    """The tool whose verb was said instead, of those with the most in common."""
    request = read_request(heard)
    if tool is None or request.verb is None or request.question or not request.actions:
        return None
    verb = heard.tokens[request.verb].stem
    others = [one for one in tools if one.verb == verb and one is not tool and one.facts.label == tool.facts.label]
    paths = {one.path for one in tool.fields}
    return max(others, key=lambda other: sum(one.path in paths for one in other.fields), default=None)


def _carried_over(heard: Heard, tool: Known, before: Mapping[Path, Any], now: datetime) -> tuple[Known, Filled] | None:
    """Another deed with the same things: "no, move it to eleven o'clock"."""
    paths = {one.path for one in tool.fields}
    filled = fill(heard, tool, now, {path: value for path, value in before.items() if path in paths})
    values = dict(filled.values)
    for one in filled.missing:
        if (source := _source(one, tool)) is not None and source.path in values:
            values[one.path] = values[source.path]
    missing = tuple(one for one in filled.missing if one.path not in values)
    filled = replace(filled, values=values, missing=missing)
    return (tool, filled) if valid(filled, tool) else None


def _source(target: Field, tool: Known) -> Field | None:
    """The field that this one is the new value of: `date` of `new_date`."""
    if len(target.words) < 2 or target.words[0] not in _TARGETS:
        return None
    return next((one for one in tool.fields if tuple(one.words) == tuple(target.words[1:])), None)


def _beside(old: Any, new: Any) -> Any:
    """A file that is named without a folder is one in the folder of the file before."""
    if isinstance(old, str) and isinstance(new, str) and "/" in old and "." in new and "/" not in new:
        return posixpath.join(posixpath.dirname(old), new)
    return new


def _said(new: Mapping[Path, Any], tool: Known) -> dict[Path, Any]:
    """What was said, without what a schema fills in by itself, and without what says only that it is another."""
    defaults = {one.path: one.schema["default"] for one in tool.fields if "default" in one.schema}
    return {
        path: value
        for path, value in new.items()
        if (path not in defaults or defaults[path] != value) and not set(str(value).lower().split()) <= _VAGUE
    }

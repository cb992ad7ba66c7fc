"""The parts of a question while they are made to fit into what a person can hold.

Where, to whom, how much and when stay longest. What is left out is counted, and a question that could be that of
another call carries the mark of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from sayso.consent.call import Call
from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.deed import named
from sayso.consent.spoken.details import mark_of
from sayso.consent.spoken.sentence import Part, plain_head
from sayso.consent.spoken.slots import (
    ADDRESS,
    AMOUNT,
    COMMAND,
    CONTACT,
    DATE,
    FROM,
    OTHER,
    PERSON,
    PLACE,
    QUERY,
    STAFF,
    TARGET,
    TEXT,
    TIME,
    TITLE,
    TO,
)

MOST = 45
"""Words of a question, however big its call is."""
LONG = 36
"""Words of a question after which even a source is only counted, if that makes it shorter."""
ENOUGH = 27
"""Words of a question after which the less important values are only counted."""

_MANY = 24
_MARK = 5
_ALL_OF_IT = "; say details to hear all"
_DEAREST = (
    TARGET, AMOUNT, TO, DATE, TIME, PERSON, PLACE, STAFF, COMMAND, ADDRESS, TITLE, QUERY, CONTACT, FROM, OTHER,
    TEXT,
)  # fmt: skip
_RANKS = {slot: n for n, slot in enumerate(_DEAREST)}
"""What is left out last comes first."""


class Sentence:
    """A question while it is made to fit."""

    def __init__(self, lead: str, parts: list[Part], covers: str, destructive: bool, lost: bool) -> None:
        self.lead = lead
        self.parts = parts
        self.covers = covers
        self.destructive = destructive
        self.lost = lost
        self._beyond = 0
        self._out: list[Part] = []

    def fitted(self, call: Call) -> tuple[str, int]:
        """The text, and how many of its words must have been heard."""
        self._cut_off()
        if self._weight() > ENOUGH or self._size() > LONG:
            self._sum_up()
        if self._size() > MOST:
            self._shorten(self.parts[0])
        if self._size() > MOST:
            # A deed that is too long to be said whatever is left out.
            self._beyond += sum(part.values for part in self.parts + self._out)
            self.parts, self._out = [plain_head(f"use {named(call.server, call.tool)}")], []
            self.lost = True
        marked = self._marked()
        mark = f", marked {mark_of(call)}" if marked else ""
        body = self._body()
        heard = f"{body}{mark}" if mark or self.destructive else self._risky()
        if self.covers:
            heard = f"{body}{mark}{self.covers}"
        tail = _ALL_OF_IT if self._more_to_hear() else ""
        return f"{body}{mark}{self.covers}{tail}?", len(heard.split())

    def _cut_off(self) -> None:
        """A call may have thousands of arguments; no more than these could ever be said."""
        rest = self.parts[_MANY:]
        del self.parts[_MANY:]
        self._beyond = sum(part.values for part in rest)
        self.lost = self.lost or any(part.must or self.destructive for part in rest)

    def _sum_up(self) -> None:
        """Say less of what matters less, then only count it. All is said where that would be hardly any longer."""
        before = [(part, part.heard, part.less) for part in self.parts]
        size = self._size()
        if self._weight() > ENOUGH:
            self._leave_out([part for part in self.parts[1:] if not part.must], self._is_enough)
        if self._size() > LONG:
            lesser = [part for part in self.parts[1:] if _RANKS[part.slot.rank] > _RANKS[TITLE]]
            self._leave_out(lesser, lambda: self._size() <= LONG)
        if self._size() > MOST:
            self._leave_out(self.parts[1:], lambda: self._size() <= MOST)
        if size <= MOST and self._size() > size - 3:
            self.parts, self._out = [part for part, _, _ in before], []
            for part, heard, less in before:
                part.heard, part.less = heard, less

    def _is_enough(self) -> bool:
        return self._weight() <= ENOUGH

    def _leave_out(self, parts: list[Part], fits: Callable[[], bool]) -> None:
        parts = sorted(parts, key=lambda part: -_RANKS[part.slot.rank])
        for part in parts:
            self._shorten(part)
            if fits():
                return
        out: list[Part] = []
        order = list(self.parts)
        for part in parts:
            self.parts.remove(part)
            self._out.append(part)
            out.append(part)
            if fits():
                break
        for part in reversed(out[:-1]):
            # What was left out for something bigger may have room now.
            kept, self.parts = self.parts, [one for one in order if one is part or one in self.parts]
            self._out.remove(part)
            if not fits():
                self.parts = kept
                self._out.append(part)

    def _shorten(self, part: Part) -> None:
        if part.less is not None:
            part.heard = part.less()
            part.less = None

    def _size(self) -> int:
        tail = len(_ALL_OF_IT.split()) if self._more_to_hear() else 0
        mark = _MARK if self._marked() else 0
        return len(self._body().split()) + len(self.covers.split()) + tail + mark

    def _marked(self) -> bool:
        """Whether another call of this tool could sound the same where it must not."""
        if self.lost or any(part.must for part in self._out):
            return True
        if not self.destructive:
            return any(part.blurred for part in self.parts)
        return any(part.heard.vague for part in self.parts) or any(
            part.heard.kind != "text" or part.heard.gathered for part in self._out
        )

    def _more_to_hear(self) -> bool:
        """Whether something is only counted here, and told in the details alone."""
        counted = any(part.heard.gathered and not part.heard.exact for part in self.parts)
        return counted or bool(self._out) or self._beyond > 0 or self._marked()

    def _body(self) -> str:
        left_out = self._beyond + sum(max(part.values, 1) for part in self._out)
        return _joined(self.lead, self.parts, left_out)

    def _risky(self) -> str:
        """The beginning that ends with the last risky value."""
        last = max((n for n, part in enumerate(self.parts) if part.risky), default=0)
        return _joined(self.lead, self.parts[: last + 1], 0)

    def _weight(self) -> float:
        """Words, as far as they are felt: what is spelt goes by faster."""
        words = self._body().split()
        return len(words) - 0.5 * sum(1 for word in words if len(word) == 1)


def _joined(lead: str, parts: list[Part], left_out: int) -> str:
    text = lead
    joined = [part.text for part in parts if part.slot.joins]
    if left_out:
        joined.append(f"{number_word(left_out)} more {'value' if left_out == 1 else 'values'}")
    for part in parts:
        if not part.slot.joins:
            text = f"{text}{_pause(text, lead)} {part.text}"
    if joined:
        pause = "," if " with " in text else _pause(text, lead)
        text = f"{text}{pause} with {_and(joined)}"
    return text


def _pause(text: str, lead: str) -> str:
    """A list has to end before something else begins."""
    own = text[len(lead) :]
    return "," if ":" in own or "," in own else ""


def _and(texts: list[str]) -> str:
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]

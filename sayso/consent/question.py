"""From a frozen call to the sentence that is spoken for it.

The words come from the tool's name and the arguments, or from the user's own template; nothing that a server says of
itself comes in. What could tell this call from another (where, to whom, how much) is said first and left out last.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso.consent.call import Call
from sayso.consent.settings import Grant, Settings
from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.deed import deed_of, named, spoken_server
from sayso.consent.spoken.details import details_of, mark_of
from sayso.consent.spoken.given import Given
from sayso.consent.spoken.kinds import safely_named
from sayso.consent.spoken.lookup import is_lookup
from sayso.consent.spoken.sentence import Part, parts_of, plain_head
from sayso.consent.spoken.worded import worded

MOST = 45
"""Words of a question, however big its call is."""
ENOUGH = 28
"""Words of a question after which the less important values are only counted."""

_LEADS = ("And shall I", "Now, shall I", "Next, shall I")
_MANY = 24
_ALL_OF_IT = "; say details to hear all"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as it is spoken and shown."""

    text: str
    """The whole sentence: "Shall I delete the file report dot txt?"."""
    counts: int
    """How many of its words must have been heard for an approval to count: deed and risky values are in them."""
    details: str
    """All of the call, value by value, for who asks for details; a full sentence or several."""
    values: tuple[str, ...] = ()
    """The values that it named, as they were spoken."""
    grant: Grant = "call"
    """What the sentence says that a yes covers."""


def phrase(call: Call, settings: Settings, destructive: bool, nth: int = 1) -> Question:
    """The question for this call. `nth` is which question of its task it is: later ones are worded otherwise."""
    try:
        arguments = safely_named(call.arguments)
    except RecursionError:
        # Nested so deep that it can't even be read here. It is asked for by its mark.
        arguments = {"arguments": [[]]}
    given = Given(arguments)
    heard = dict(given.heard)
    deed = deed_of(call.server, call.tool)
    grant: Grant = "call" if destructive else settings.grant
    parts = worded(settings.say, given, destructive) if settings.say else None
    lead = "Shall I" if nth <= 1 else _LEADS[(nth - 2) % len(_LEADS)]
    sentence = _Sentence(lead, parts or parts_of(deed, call.server, given), _covers(grant, call))
    sentence.lost = parts is None and not deed.whole
    text, counts = sentence.fitted(call, destructive)
    values = tuple(
        value
        for part in sentence.parts
        if part.values and part.heard.kind != "secret"
        for value in part.says or (part.heard.text,)
    )
    return Question(text, counts, details_of(call, arguments, heard), values, grant)


def _covers(grant: Grant, call: Call) -> str:
    """What a yes covers beyond this one call, in words that belong to the question."""
    if grant == "turn":
        more = "look up" if is_lookup(call.server, call.tool) else "do"
        return f", in {spoken_server(call.server)}, and {more} more there"
    if grant == "session":
        return ", now and whenever exactly this comes up in this conversation"
    return ""


class _Sentence:
    """The parts of a question while they are made to fit."""

    def __init__(self, lead: str, parts: list[Part], covers: str) -> None:
        self.lead = lead
        self.parts = parts
        self.covers = covers
        self.left_out = 0
        self.lost = False

    def fitted(self, call: Call, destructive: bool) -> tuple[str, int]:
        """The text, and how many of its words must have been heard."""
        self._cut_off()
        if _weight(self._body()) > ENOUGH:
            self._leave_out()
        blurred = self.lost or any(part.blurred for part in self.parts)
        if self._size(blurred) > MOST:
            self._squeeze(blurred)
            blurred = self.lost or any(part.blurred for part in self.parts)
            if self._size(blurred) > MOST:
                # A deed that is too long to be said whatever is left out.
                self.left_out += sum(part.values for part in self.parts)
                self.parts = [plain_head(f"use {named(call.server, call.tool)}")]
                blurred = self.lost = True
        mark = f", marked {mark_of(call)}" if blurred else ""
        body = self._body()
        heard = f"{body}{mark}" if mark or destructive else self._risky()
        if self.covers:
            heard = f"{body}{mark}{self.covers}"
        tail = _ALL_OF_IT if self._more_to_hear(blurred) else ""
        return f"{body}{mark}{self.covers}{tail}?", _words(heard)

    def _cut_off(self) -> None:
        """A call may have thousands of arguments; no more than these could ever be said."""
        rest = self.parts[_MANY:]
        del self.parts[_MANY:]
        self.left_out = sum(part.values for part in rest)
        self.lost = self.lost or any(part.must for part in rest)

    def _leave_out(self) -> None:
        """Say less of what matters less, then only count it; at last say less of what matters, too."""
        for part in [part for part in reversed(self.parts[1:]) if not part.must]:
            self._shorten(part)
            if _weight(self._body()) <= ENOUGH:
                return
        for part in [part for part in reversed(self.parts[1:]) if not part.must]:
            self._drop(part)
            if _weight(self._body()) <= ENOUGH:
                return
        self._squeeze(False)

    def _squeeze(self, blurred: bool) -> None:
        """Make it fit at any price. What is lost of a risky value is told by the mark."""
        for part in sorted(self.parts, key=lambda part: -_words(part.text)):
            if self._size(blurred) <= MOST:
                return
            self._shorten(part)
            blurred = blurred or part.blurred
        for part in list(reversed(self.parts[1:])):
            if self._size(blurred) <= MOST:
                return
            self._drop(part)
            self.lost = blurred = True

    def _shorten(self, part: Part) -> None:
        if part.less is not None:
            part.heard = part.less()
            part.less = None

    def _drop(self, part: Part) -> None:
        self.parts.remove(part)
        self.left_out += max(part.values, 1)

    def _size(self, blurred: bool) -> int:
        tail = _words(_ALL_OF_IT) if self._more_to_hear(blurred) else 0
        return _words(self._body()) + _words(self.covers) + tail + (5 if blurred else 0)

    def _more_to_hear(self, blurred: bool) -> bool:
        """Whether something is only counted here, and told in the details alone."""
        counted = any(part.heard.gathered and not part.heard.exact for part in self.parts)
        return blurred or counted or self.left_out > 0

    def _body(self) -> str:
        return _joined(self.lead, self.parts, self.left_out)

    def _risky(self) -> str:
        """The beginning that ends with the last risky value."""
        last = max((n for n, part in enumerate(self.parts) if part.risky), default=0)
        return _joined(self.lead, self.parts[: last + 1], 0)


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


def _words(text: str) -> int:
    return len(text.split())


def _weight(text: str) -> float:
    """Words, as far as they are felt: what is spelt goes by faster."""
    words = text.split()
    return len(words) - 0.7 * sum(1 for word in words if len(word) == 1)

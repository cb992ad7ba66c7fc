"""From a frozen call to the sentence that is spoken for it.

The words come from the tool's name and the arguments, or from the user's own template; nothing that a server says of
itself comes in. What could tell this call from another (where, to whom, how much) is said first and left out last.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso.consent.call import Call
from sayso.consent.settings import Grant, Settings
from sayso.consent.spoken.deed import deed_of, spoken_server
from sayso.consent.spoken.details import details_of
from sayso.consent.spoken.fitting import MOST, Sentence
from sayso.consent.spoken.given import given_to
from sayso.consent.spoken.kinds import safely_named
from sayso.consent.spoken.lookup import is_lookup
from sayso.consent.spoken.sentence import parts_of
from sayso.consent.spoken.worded import worded

__all__ = ["MOST", "Question", "phrase"]

_LEADS = ("And shall I", "Now, shall I", "Next, shall I")


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
    unread = False
    try:
        arguments = safely_named(call.arguments)
    except RecursionError:
        # Nested so deep that it can't even be read here. It is asked for by its mark.
        arguments, unread = {"arguments": [[]]}, True
    given = given_to(call.tool, arguments)
    arguments = dict(given.values)
    heard = dict(given.heard)
    deed = deed_of(call.server, call.tool)
    grant: Grant = "call" if destructive else settings.grant
    parts = worded(settings.say, given, destructive) if settings.say else None
    lead = "Shall I" if nth <= 1 else _LEADS[(nth - 2) % len(_LEADS)]
    lost = unread or (parts is None and not deed.whole)
    parts = parts or parts_of(deed, call.server, given)
    sentence = Sentence(lead, parts, _covers(grant, call), destructive, lost)
    text, counts = sentence.fitted(call)
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

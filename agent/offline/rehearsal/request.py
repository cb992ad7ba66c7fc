"""What a request asks for, before any tool is looked at: its verb, whether it is a question, its content words."""

from __future__ import annotations

from dataclasses import dataclass

from .heard import Heard
from .words import LEAD_INS, PAIRS, QUESTION_WORDS, READ, STOP, ordered, vocabulary

_ASKED_AS_A_REQUEST = vocabulary("can could will would")


@dataclass(frozen=True)
class Request:
    """The deed of a request. `verb` is the token of its verb, or None; `head` the token after verb and particle."""

    heard: Heard
    verb: int | None
    head: int
    actions: frozenset[str]
    question: bool
    how: bool = False
    """Whether it asks how something is done, which is written somewhere, and not for it to be done."""

    @property
    def many(self) -> bool:
        """ "which songs ...": several things are asked for."""
        low = self.heard.low
        return self.question and low(self.head) in ("what", "which") and self.noun.endswith("s")

    @property
    def noun(self) -> str:
        """The word after "what" or "which"; empty where that isn't a noun."""
        word = self.heard.low(self.head + 1)
        return "" if word in STOP else word

    @property
    def contents(self) -> bool:
        """ "what is in ...": a look inside of one thing."""
        low = self.heard.low
        return any(low(i) in ("in", "inside") and low(i - 1) in ("is", "'s", "are") for i in range(1, 4))

    @property
    def content(self) -> list[int]:
        """The tokens that carry content. A verb is none; a first word that is no known verb may be a noun."""
        return [
            i
            for i, token in enumerate(self.heard.tokens)
            if (i != self.verb or not self.actions) and token.sort not in ("mark", "suffix") and token.low not in STOP
        ]


def read_request(heard: Heard) -> Request:
    """Find the verb of a request, behind any politeness."""
    first = _first_word(heard)
    word = heard.low(first)
    if word in QUESTION_WORDS:
        inner = _verb_after_how(heard, first)
        return Request(heard, inner, first, frozenset({READ}), True, _asks_how(heard, first))
    pair = PAIRS.get((word, heard.low(first + 1)))
    if pair is not None:
        return Request(heard, first, first + 2, pair, False)
    particle = _late_particle(heard, first)
    if particle is not None:
        return Request(heard, first, first + 1, particle, False)
    actions = ordered(word)
    if actions:
        if READ in actions and word in ("tell", "give", "remind"):
            # "tell me what ..." asks; "tell Ana that ..." sends.
            asks = heard.low(first + 1) in ("me", "us", "what", "about")
            actions = frozenset({READ}) if asks else actions
        return Request(heard, first, first + 1, actions, actions == {READ})
    if heard.text.rstrip().endswith("?") and heard.low(0) not in _ASKED_AS_A_REQUEST:
        return Request(heard, None, first, frozenset({READ}), True)
    if _wants(heard, first):
        return Request(heard, None, first, frozenset({"reserve", "add", READ}), False)
    return Request(heard, first if word and word not in STOP else None, first, frozenset(), False)


def _first_word(heard: Heard) -> int:
    i = 0
    while i < len(heard.tokens) and (heard.tokens[i].sort in ("mark", "suffix") or heard.low(i) in LEAD_INS):
        # "do" and "is" begin questions, "to" belongs to a request: only lead-ins are passed over.
        i += 1
    return i if i < len(heard.tokens) else 0


def _verb_after_how(heard: Heard, first: int) -> int | None:
    """ "how do I cancel ..." asks about cancelling, which is content; "what ..." has no verb to set aside."""
    return first if heard.low(first) in QUESTION_WORDS else None


def _asks_how(heard: Heard, first: int) -> bool:
    return heard.low(first) == "how" and heard.low(first + 1) in ("do", "can", "to", "should", "does", "could", "would")


def _late_particle(heard: Heard, first: int) -> frozenset[str] | None:
    if heard.low(first) not in ("turn", "switch", "put", "call", "take"):
        return None
    for i in range(first + 2, min(first + 8, len(heard.tokens))):
        pair = PAIRS.get((heard.low(first), heard.low(i)))
        if pair is not None:
            return pair
    return None


def _wants(heard: Heard, first: int) -> bool:
    return any(heard.low(i) in ("need", "want", "like") for i in range(first))

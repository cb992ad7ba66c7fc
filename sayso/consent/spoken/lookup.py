"""Whether a tool's name speaks of looking something up, and of nothing besides."""

from __future__ import annotations

from sayso.consent.spoken.names import words_of
from sayso.consent.spoken.verbs import ALSO_NOUNS, READS, VERBS

_MORE = frozenset({"and", "then", "or", "rid", "out", "off", "in", "on"})
"""Words that make another deed of a name that begins like a look-up: check_out_book, find_and_replace."""


def is_lookup(server: str, tool: str) -> bool:
    """One verb of looking up, first, and behind it no other deed. What this says is what the question says."""
    words = words_of(tool)
    own = set(words_of(server))
    while len(words) > 1 and words[0] in own:
        words = words[1:]
    if not words or words[0] not in READS:
        return False
    rest = words[1:]
    deeds = [word for at, word in enumerate(rest) if word in VERBS and not (word in ALSO_NOUNS and at == len(rest) - 1)]
    return not deeds and _MORE.isdisjoint(rest)

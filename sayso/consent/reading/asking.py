"""How the questions of one language are built, and which of its words mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sayso.consent.reading.kept import Kept
from sayso.consent.reading.numerals import is_number
from sayso.consent.reading.words import Spelling

_NAME = r"[A-Z][\w'-]*(?: [A-Z][\w'-]*)*"


class Asking:
    """The table [question] of a language file."""

    def __init__(self, table: Mapping[str, Any], spelling: Spelling) -> None:
        def words(key: str) -> frozenset[str]:
            return frozenset(table.get(key, ()))

        self.spelling = spelling
        self.small, self.articles, self.relations = words("small"), words("articles"), words("relations")
        self.negations, self.decisive, self.dangling = words("negations"), words("decisive"), words("dangling")
        self.kinds, self.ourselves, self.verbs = words("kinds"), words("ourselves"), words("verbs")
        self.parting, self.about, self.timely = words("parting"), words("about"), words("timely")
        self.holding = self.relations | self.negations | words("helping")
        """What says again what was asked only before the same word."""
        self.own, self.yours = words("own"), words("yours")
        self.afternoon, self.skipped = words("afternoon"), words("skipped")
        self.joining = words("joining")
        joints = "|".join((",", *(rf"\b{re.escape(word)}\b" for word in sorted(words("joining")))))
        self.joints = re.compile(joints)
        """What stands between the items of a list."""
        self.names = re.compile(rf"(?<![.?!] )\b{_NAME}(?:\s*(?:{joints})\s*{_NAME})+")
        """A list of names."""
        self.wholes: dict[str, int] = dict(table.get("wholes", {}))
        self.placed = self.decisive | self.holding
        """Words of which a question that holds them makes something by where they stand;"""
        self.special = self.ourselves.union(self.wholes, self.own)
        """and those of which any question may."""
        self.opposites = {one: other for pair in table.get("opposites", ()) for one, other in (pair, pair[::-1])}
        self.deed_last = bool(table.get("deed_last"))
        self._forms = {form: same[0] for same in table.get("forms", ()) for form in same}
        self._endings: tuple[str, ...] = tuple(sorted(table.get("form_endings", ()), key=len, reverse=True))
        self.stems = Kept(self._stem)
        """One form for all forms of a word, good enough to tell whether two are of one word."""
        self.stem = self.stems.of
        self.telling = Kept(self._telling).of
        """The stem of a word that carries meaning; "" for one that carries none."""
        self.halting = frozenset(map(self.stem, table.get("halting", ())))
        self.giving = frozenset(map(self.stem, table.get("giving", ())))
        self.same: dict[str, set[str]] = {}
        """For a stem, the stems of the words that mean the same;"""
        self.orders: dict[str, set[str]] = {}
        """and these words themselves."""
        for group in table.get("same", ()):
            stems = {self.stem(word) for word in group}
            for stem in stems:
                self.same.setdefault(stem, set()).update(stems)
                self.orders.setdefault(stem, set()).update(group)
        self.alike = Kept(self._alike).of
        """The stems of the words that mean the same as one; None where a question makes more of it than its meaning."""
        self._deed_after: dict[str, list[tuple[str, ...]]] = {}
        for phrase in table.get("deed_after", ()):
            opener = spelling.read(phrase).words
            self._deed_after.setdefault(opener[0], []).append(opener)

    def _stem(self, word: str) -> str:
        word = self._forms.get(word, word)
        if is_number(word):
            return word
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word.removesuffix(ending)
                break
        if len(word) > 3:
            word = word.removesuffix("e")
            if word[-1] == word[-2]:
                word = word[:-1]
        return f"{word[:-1]}i" if word.endswith("y") else word

    def _telling(self, word: str) -> str:
        tells = word not in self.small and word not in self.negations and not is_number(word)
        return self.stem(word) if tells else ""

    def _alike(self, word: str) -> frozenset[str] | None:
        if word in self.special or word in self.placed or is_number(word):
            return None
        if word in self.small:
            return frozenset()
        stem = self.stem(word)
        return frozenset(self.same.get(stem, (stem,)))

    def deeds(self, words: tuple[str, ...]) -> frozenset[str]:
        """The verbs that a question asks about."""
        found = set()
        openers = self._deed_after
        for at in [at for at, word in enumerate(words) if word in openers]:
            for opener in openers[words[at]]:
                behind = at + len(opener)
                if words[at:behind] == opener:
                    while behind < len(words) and words[behind] in self.skipped:
                        behind += 1
                    if behind < len(words) and words[behind] not in self.small:
                        found.add(words[behind])
        if found and not self.joining.isdisjoint(words):
            found |= {word for at, word in enumerate(words[1:]) if word in self.verbs and words[at] in self.joining}
        if self.deed_last and words and words[-1] not in self.small:
            found.add(words[-1])
        return frozenset(found or self.verbs.intersection(words))

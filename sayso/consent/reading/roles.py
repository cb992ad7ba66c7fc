"""Where each word of a question stands: behind which verb and which small word ("to Miriam", "in the folder")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sayso.consent.reading.asking import Asking
from sayso.consent.reading.numerals import is_number

Place = tuple[str, str]
"""The small word and the stem of the verb that a word stands behind; "" for none."""


class Roles:
    """The places of the words of some sentences, by stem, those that mean the same among them."""

    def __init__(self, sentences: Iterable[tuple[str, ...]], names: str, deeds: frozenset[str], asking: Asking) -> None:
        self._asking, self._deeds = asking, deeds
        self._places: dict[str, set[Place]] = {}
        self._names = frozenset(asking.stem(word) for word in asking.spelling.read(names).words)
        for sentence in sentences:
            self._read(sentence)

    def _read(self, sentence: tuple[str, ...]) -> None:
        asking, relation, deed = self._asking, "", ""
        for word in sentence:
            stem = asking.stem(word)
            if word in asking.relations:
                relation = word
            elif stem in self._deeds:
                relation, deed = "", stem
            elif is_number(word):
                self._places.setdefault(word, set()).add((relation, deed))
            elif asking.telling(word):
                for same in asking.same.get(stem, (stem,)):
                    self._places.setdefault(same, set()).add((relation, deed))

    def holds(self, word: str, relation: str, deed: str) -> bool:
        """Whether a word, as the question has it, may be said again behind these in an answer; "" for none."""
        stem = self._asking.stem(word)
        places = self._places.get(stem)
        if places is None:
            return True
        if deed and len(self._deeds) > 1:
            deeds = self._asking.same.get(deed, {deed})
            places = {place for place in places if not place[1] or place[1] in deeds}
        relations = {place[0] for place in places}
        if relation:
            return relation in relations or self._loosely(word, relation, relations)
        return not relations.isdisjoint(("", *self._free(word, stem)))

    def _loosely(self, word: str, relation: str, relations: set[str]) -> bool:
        """A day or an hour may be "on", "at", "for" or "in"; of what is done, and for what it is done, is the same."""
        if "" in relations and relation in self._asking.about:
            return True
        timed = (is_number(word) and not word.isdigit()) or word in self._asking.kinds
        return timed and relation in self._asking.timely and not relations.isdisjoint(self._asking.timely)

    def _free(self, word: str, stem: str) -> Iterable[str]:
        """Behind what a name, a day, a number may have stood that is now said without it; but not "3 of the 12"."""
        if stem in self._names:
            return self._asking.relations
        if is_number(word) or word in self._asking.kinds:
            return self._asking.relations - self._asking.parting
        return ()


def behind(said: tuple[str, ...], at: int, deeds: Mapping[int, str], asking: Asking) -> tuple[str, str]:
    """The small word and the verb that a word of an answer stands behind."""
    relation = ""
    for before in range(at - 1, -1, -1):
        if before in deeds:
            return relation, deeds[before]
        if said[before] in asking.relations:
            relation = relation or said[before]
    return relation, ""

"""What an answer says by itself, whatever was asked. People say the same few things, so it is kept."""

from __future__ import annotations

from functools import lru_cache

from sayso.consent.lexicon import FOR_IT, YES, Lexicon, lexicon


class Heard:
    """The words of one answer, and what the language says of them."""

    __slots__ = ("_found", "all", "lexicon", "plain", "said", "symbols", "words")

    def __init__(self, text: str, words: Lexicon) -> None:
        self.lexicon = words
        self.said = words.spelling.read(text)
        self.words = self.said.words
        self.symbols = words.plain(self.words)
        self.all = words.all_of(self.symbols)
        """What all of the words together mean."""
        self.plain = means_yes(self.all, YES)
        """It approves without anything of a question."""
        self._found: list[tuple[int, int]] | None = None

    @property
    def found(self) -> list[tuple[int, int]]:
        """What is found anywhere in it, each with the number of words up to its end."""
        if self._found is None:
            self._found = self.lexicon.loose.find(self.symbols)
        return self._found


@lru_cache(maxsize=256)
def hear(text: str, language: str) -> Heard:
    return Heard(text, lexicon(language))


@lru_cache(maxsize=4096)
def means_yes(seen: frozenset[int], enough: int) -> bool:
    """Whether one of these ways to read an answer is an approval: nothing in it against it, and enough for it."""
    return any(each & enough and not each & ~FOR_IT for each in seen)


@lru_cache(maxsize=4096)
def made_of(seen: frozenset[int], meanings: int, needed: int) -> bool:
    """Whether one of these ways to read an answer is made of these meanings, with one of the needed ones among them."""
    return any(each & needed and not each & ~meanings for each in seen)

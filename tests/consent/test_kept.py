"""What is kept of words: found out once, and never more than fits."""

from __future__ import annotations

from sayso.consent.reading import kept
from sayso.consent.reading.kept import Kept, Once


def test_what_was_found_out_is_not_asked_for_again() -> None:
    asked: list[str] = []

    def long(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Kept(long)
    assert [lengths["four"], lengths["four"], lengths.of("four"), *map(lengths.of, ("four", "three"))] == [
        4,
        4,
        4,
        4,
        5,
    ]
    assert asked == ["four", "three"]


def test_no_more_is_kept_than_fits() -> None:
    lengths: Kept[str, int] = Kept(len)
    for number in range(kept.MOST + 5):
        assert lengths[str(number)] == len(str(number))
    assert len(lengths) <= kept.MOST


def test_an_attribute_is_made_once_for_each_object() -> None:
    made: list[str] = []

    class Word:
        """One word."""

        def __init__(self, text: str) -> None:
            self.text = text

        @Once
        def capitals(self) -> str:
            """In capitals."""
            made.append(self.text)
            return self.text.upper()

    one, other = Word("one"), Word("other")
    assert (one.capitals, one.capitals, other.capitals) == ("ONE", "ONE", "OTHER")
    assert made == ["one", "other"]
    assert Word.capitals.__doc__ == "In capitals."

"""Numbers as people say them, up to fifty-nine: enough for days of a month and minutes of an hour."""

from __future__ import annotations

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
)  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_TENTHS = {"twentieth": 20, "thirtieth": 30}

_WORDS = {word: n for n, word in enumerate(_ONES)} | {word: n for n, word in enumerate(_ORDINALS)} | _TENS | _TENTHS


def join_numbers(words: list[str]) -> list[str]:
    """The same words with every spoken number as digits: "twenty", "fourth" becomes "24"."""
    joined: list[str] = []
    open_tens = False
    for word in words:
        value = _WORDS.get(word)
        if value is None:
            joined.append(word)
        elif open_tens and 0 < value < 10:
            joined[-1] = str(int(joined[-1]) + value)
        else:
            joined.append(str(value))
        open_tens = word in _TENS
    return joined

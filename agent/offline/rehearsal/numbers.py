"""Numbers as digits and as words: "25", "twenty five", "a hundred and twenty", "three point five", "minus two"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .heard import Heard
from .words import listed, vocabulary

ONES = {
    word: value
    for value, word in enumerate(
        listed("""
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""")
    )
}
TENS = {word: 10 * (i + 2) for i, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"))}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
DIGITS = {**{word: str(value) for word, value in ONES.items() if value < 10}, "oh": "0", "o": "0"}

_ORDINAL_ONES = listed("""
        zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth""")
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_ONES)}
ORDINALS |= {word[:-1] + "ieth": value for word, value in TENS.items()}
_NOT_COUNTED = vocabulary("the this that which each no every another some any first last next other right wrong")


@dataclass(frozen=True)
class Number:
    """A number that was said, from token `first` up to before `last`."""

    first: int
    last: int
    value: float

    @property
    def whole(self) -> int | None:
        return int(self.value) if self.value.is_integer() else None


@lru_cache(maxsize=64)
def find_numbers(heard: Heard) -> tuple[Number, ...]:
    """Every number in what was said, in order."""
    found, i = [], 0
    while i < len(heard.tokens):
        number = number_at(heard, i)
        if number is None:
            i += 1
        else:
            found.append(number)
            i = number.last
    return tuple(found)


def number_at(heard: Heard, i: int) -> Number | None:
    """The number that begins at token `i`, as long as it gets."""
    if heard.low(i) in ("minus", "negative"):
        after = number_at(heard, i + 1)
        return Number(i, after.last, -after.value) if after and after.value > 0 else None
    if heard.tokens[i : i + 1] and heard.tokens[i].sort == "number":
        return _from_digits(heard, i)
    if heard.low(i) == "one" and heard.low(i - 1) in _NOT_COUNTED:
        return None
    return _from_words(heard, i)


def _from_digits(heard: Heard, i: int) -> Number:
    value, last = float(heard.tokens[i].text.replace(",", "")), i + 1
    while heard.low(last) in SCALES and heard.low(last) != "hundred":
        value, last = value * SCALES[heard.low(last)], last + 1
    return Number(i, last, value)


def _from_words(heard: Heard, i: int) -> Number | None:
    if heard.low(i) in ("a", "an") and heard.low(i + 1) in SCALES:
        total, part, last = 0, 1, i + 1
    elif heard.low(i) == "dozen":
        return Number(i, i + 1, 12.0)
    elif (start := small(heard.low(i))) is not None:
        total, part, last = 0, start, i + 1
        part, last = _tens_and_ones(heard, i, part, last)
    else:
        return None
    while True:
        word = heard.low(last)
        if word == "hundred" and 0 < part < 100:
            part, last = part * 100, last + 1
        elif word in SCALES and part:
            total, part, last = total + part * SCALES[word], 0, last + 1
        elif (add := _addend(heard, last, part or total)) is not None:
            part, last = part + add[0], add[1]
        else:
            break
    value, last = _decimals(heard, float(total + part), last)
    return Number(i, last, value)


def small(word: str) -> int | None:
    """The value of one word below a hundred, hyphenated or not."""
    if word in ONES:
        return ONES[word]
    if word in TENS:
        return TENS[word]
    tens, _, ones = word.partition("-")
    if tens in TENS and 0 < ONES.get(ones, 0) < 10:
        return TENS[tens] + ONES[ones]
    return None


def _tens_and_ones(heard: Heard, i: int, part: int, last: int) -> tuple[int, int]:
    if heard.low(i) in TENS and 0 < ONES.get(heard.low(last), 0) < 10:
        return part + ONES[heard.low(last)], last + 1
    return part, last


def _addend(heard: Heard, i: int, so_far: int) -> tuple[int, int] | None:
    """What follows a hundred or a thousand: "(and) twenty five"."""
    if so_far == 0 or so_far % 100:
        return None
    j = i + 1 if heard.low(i) == "and" else i
    value = small(heard.low(j))
    if value is None or value == 0:
        return None
    return _tens_and_ones(heard, j, value, j + 1)


def _decimals(heard: Heard, value: float, last: int) -> tuple[float, int]:
    if heard.low(last) == "and" and heard.low(last + 1) == "a" and heard.low(last + 2) == "half":
        return value + 0.5, last + 3
    if heard.low(last) != "point" or heard.low(last + 1) not in DIGITS:
        return value, last
    digits, last = "", last + 1
    while heard.low(last) in DIGITS:
        digits, last = digits + DIGITS[heard.low(last)], last + 1
    return float(f"{int(value)}.{digits}"), last


def ordinal_at(heard: Heard, i: int) -> tuple[int, int] | None:
    """A rank as a word or as digits ("24th", "twenty fourth"), and the token after it."""
    word = heard.low(i)
    if word in ORDINALS:
        return ORDINALS[word], i + 1
    tens, cut, ones = word.partition("-")
    if cut and tens in TENS and ORDINALS.get(ones, 99) < 10:
        return TENS[tens] + ORDINALS[ones], i + 1
    if word in TENS and ORDINALS.get(heard.low(i + 1), 99) in range(1, 10):
        return TENS[word] + ORDINALS[heard.low(i + 1)], i + 2
    if word[-2:] in ("st", "nd", "rd", "th") and word[:-2].isdigit() and len(word) < 7:
        return int(word[:-2]), i + 1
    return None


def spelled(heard: Heard, first: int, last: int) -> str:
    """A code said digit by digit ("four seven one one"), written together; empty if it isn't one."""
    return join_digits([heard.low(i) for i in range(first, last)])


def join_digits(words: Sequence[str]) -> str:
    parts = [DIGITS.get(word, word if len(word) == 1 or word.isdigit() else "") for word in words]
    if len(parts) < 2 or not all(parts) or not any(part.isdigit() for part in parts):
        return ""
    return "".join(part.upper() for part in parts)

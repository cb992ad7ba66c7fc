"""Number words, digits, ordinals and times of day, all in one form: "15", "1.5", "24th", "9:30"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sayso.consent.reading.kept import Kept

ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
MINUTES_BEFORE = frozenset(("5", "10", "15", "20", "25"))
"""What people say before "past" and "to"."""


def is_number(token: str) -> bool:
    return "0" <= token[:1] <= "9"


class Numerals:
    """The number words of one language."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.words: dict[str, int] = dict(table.get("words", {}))
        self.tens: dict[str, int] = dict(table.get("tens", {}))
        self.scales: dict[str, int] = dict(table.get("scales", {}))
        self.ordinals: dict[str, int] = dict(table.get("ordinals", {}))
        self.joining = frozenset(table.get("joining", ()))
        self.past, self.to = frozenset(table.get("past", ())), frozenset(table.get("to", ()))
        self.half, self.quarter = frozenset(table.get("half", ())), frozenset(table.get("quarter", ()))
        self.point = frozenset(table.get("point", ()))
        self.fractions = self.half | self.quarter
        self.clock = frozenset(table.get("clock", ()))
        self.dayparts = frozenset(table.get("dayparts", ()))
        self.timing = self.past | self.to | self.point | self.clock | self.dayparts
        """Words that may make a time of day, or one number, of the number before them."""
        self._counts: Kept[str, bool] = Kept(lambda token: is_number(token) or token in self.fractions)
        self.since = frozenset(table.get("since", ()))
        self.small = frozenset((*self.words, *self.tens))
        self.speakable = frozenset((*self.words, *self.tens, *self.scales, *self.ordinals))

    def one(self, word: str) -> str:
        """A single word: a number word in digits, all else as it is."""
        if word in self.ordinals:
            return ordinal(self.ordinals[word])
        for table in (self.words, self.tens, self.scales):
            if word in table:
                return str(table[word])
        return word

    def in_digits(self, tokens: list[str]) -> list[str]:
        """The tokens, each number in them in digits and each time of day as one; digits are plain already."""
        if self.speakable.isdisjoint(tokens):
            return self._times(tokens)
        made: list[str] = []
        at = 0
        for start in [at for at, token in enumerate(tokens) if token in self.speakable]:
            if start >= at:
                made += tokens[at:start]
                at = self._number(tokens, start, made)
        return self._times(made + tokens[at:])

    def _number(self, tokens: list[str], at: int, made: list[str]) -> int:
        """Reads one number in words; gives where it ends."""
        total, part, last = 0, 0, "start"
        start = at
        while at < len(tokens):
            word = tokens[at]
            if word in self.tens and last in ("start", "scale"):
                part, last = part + self.tens[word], "tens"
            elif word in self.words and (last in ("start", "scale") or (last == "tens" and 0 < self.words[word] < 10)):
                part, last = part + self.words[word], "unit"
            elif word in self.scales and (part or last == "start"):
                part = (part or 1) * self.scales[word]
                if self.scales[word] >= 1000:
                    total, part = total + part, 0
                last = "scale"
            elif word in self.ordinals and (
                last in ("start", "scale") or (last == "tens" and self.ordinals[word] < 10)
            ):
                made.append(ordinal(total + part + self.ordinals[word]))
                return at + 1
            elif not (
                word in self.joining and last == "scale" and at + 1 < len(tokens) and tokens[at + 1] in self.small
            ):
                break
            at += 1
        made.append(str(total + part))
        return max(at, start + 1)

    def _times(self, tokens: list[str]) -> list[str]:
        made: list[str] = []
        at = 0
        counts = self._counts.of
        for start in [at for at, token in enumerate(tokens) if counts(token)]:
            after = tokens[start + 1] if start + 1 < len(tokens) else ""
            if start >= at and (after in self.timing or counts(after)):
                length, time = self._time(tokens, start)
                made += tokens[at:start]
                made.append(time or tokens[start])
                at = start + length
        return made + tokens[at:]

    def _time(self, tokens: list[str], at: int) -> tuple[int, str]:
        """How many tokens from here make a time of day, and which; ("", 1) where they make none."""
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        then = tokens[at + 2] if at + 2 < len(tokens) else ""
        if after in self.point and token.isdigit() and then.isdigit():
            return 3, plain(f"{token}.{then}")
        since = at and tokens[at - 1] in self.since
        minutes = "30" if token in self.half else "15" if token in self.quarter else token
        if then and hour_of(then) is not None and (minutes in MINUTES_BEFORE or minutes == "30") and not since:
            if after in self.past:
                return self._with_clock(tokens, at, 3, clock(hour_of(then), int(minutes)))
            if after in self.to and minutes != "30":
                return self._with_clock(tokens, at, 3, clock((hour_of(then) or 24) - 1, 60 - int(minutes)))
        hour = hour_of(token)
        if hour is None:
            return 1, ""
        if after in self.clock:
            return 2, clock(hour, 0)
        if after in self.dayparts and hour <= 12:
            return 1, clock(hour, 0)
        if len(after) == 2 and after.isascii() and after.isdigit() and 10 <= int(after) < 60:
            return self._with_clock(tokens, at, 2, clock(hour, int(after)))
        return 1, ""

    def _with_clock(self, tokens: list[str], at: int, length: int, time: str) -> tuple[int, str]:
        behind = at + length
        return length + (behind < len(tokens) and tokens[behind] in self.clock), time


def hour_of(token: str) -> int | None:
    return int(token) if len(token) <= 2 and token.isdigit() and token.isascii() and int(token) < 24 else None


def clock(hour: int | None, minutes: int) -> str:
    return f"{hour}:{minutes:02}"


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@lru_cache(maxsize=2048)
def plain(token: str) -> str:
    """Digits as we write them: no thousands' commas, no leading noughts, no empty decimals."""
    if token.endswith(ORDINAL_ENDINGS) and token[:-2].isdigit():
        return ordinal(int(token[:-2][:9]))
    if ":" in token:
        hour, _, minutes = token.partition(":")
        return f"{hour.lstrip('0') or '0'}:{minutes}"
    whole, point, rest = token.replace(",", "").partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (point + rest if rest else "")


def other_hours(time: str, afternoon: bool) -> tuple[str, ...]:
    """A time of day by the other count of hours: "21:30" is half past nine in the evening."""
    hour, _, minutes = time.partition(":")
    if not hour.isdigit() or not (afternoon or int(hour) > 12):
        return ()
    return (f"{int(hour) - 12}:{minutes}" if int(hour) > 12 else f"{int(hour) + 12}:{minutes}",)


def other_ways(number: str) -> tuple[str, ...]:
    """Other ways to say a number: "24" for the 24th, "9" for nine o'clock, and the other way round."""
    hour, colon, minutes = number.partition(":")
    if colon:
        return (hour,) if minutes == "00" else ()
    if number.isdigit():
        return f"{number}:00", *(f"{number}{ending}" for ending in ORDINAL_ENDINGS)
    return (number[:-2],) if number[:-2].isdigit() else ()

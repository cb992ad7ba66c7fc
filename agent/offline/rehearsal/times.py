"""Times of the day as people say them: "half past nine", "9:30", "eleven o'clock", "3 pm", "at quarter to ten"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from .heard import Heard
from .numbers import number_at, small
from .words import vocabulary

_NOON = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_PARTS = {"morning": "am", "afternoon": "pm", "evening": "pm", "tonight": "pm", "night": "pm"}
_BEFORE_AN_HOUR = vocabulary("at to until till from by around about before after since between")


@dataclass(frozen=True)
class Clock:
    """A time that was said, from token `first` up to before `last`. `sure` is false for a bare number after "at"."""

    first: int
    last: int
    value: time
    sure: bool = True


@lru_cache(maxsize=64)
def find_times(heard: Heard) -> tuple[Clock, ...]:
    """Every time of the day in what was said, in order."""
    part = next((_PARTS[low] for low in heard.lows() if low in _PARTS), "")
    found, i = [], 0
    while i < len(heard.tokens):
        clock = time_at(heard, i, part)
        if clock is None:
            i += 1
        else:
            found.append(clock)
            i = clock.last
    return tuple(found)


def time_at(heard: Heard, i: int, part: str = "") -> Clock | None:
    """The time that begins at token `i`. `part` ("am", "pm") is what the rest of the utterance tells."""
    if heard.low(i) in _NOON:
        return Clock(i, i + 1, _NOON[heard.low(i)])
    return _written(heard, i, part) or _relative(heard, i, part) or _hour(heard, i, part)


def _written(heard: Heard, i: int, part: str) -> Clock | None:
    token = heard.tokens[i]
    if token.sort == "isodate" and len(token.text) > 11 and "-" in token.text[:5]:
        return _clock(i, i + 1, *(int(p) for p in token.text[11:16].split(":")), half="exact")
    if token.sort != "clock":
        return None
    hour, minute = (int(p) for p in token.text.split(":")[:2])
    half, last = _half(heard, i + 1)
    exact = "exact" if token.text.startswith("0") else part
    return _clock(i, last, hour, minute, half=half or exact)


def _relative(heard: Heard, i: int, part: str) -> Clock | None:
    """ "half past nine", "a quarter to ten", "twenty (minutes) past three", "half nine"."""
    j = i + 1 if heard.low(i) == "a" and heard.low(i + 1) in ("quarter", "half") else i
    minutes, last = {"half": 30, "quarter": 15}.get(heard.low(j)), j + 1
    if minutes is None:
        number = number_at(heard, j)
        if number is None or number.whole not in range(1, 31):
            return None
        minutes, last = number.whole, number.last
        if heard.low(last) in ("minutes", "minute"):
            last += 1
    link = heard.low(last)
    if link == "half" or (heard.low(j) == "half" and _whole_hour(heard, last) and heard.low(i - 1) in _BEFORE_AN_HOUR):
        link, last = "past", last - 1  # "half nine", as in Britain
    hour = _whole_hour(heard, last + 1)
    if link not in ("past", "to", "after", "before", "of", "till") or hour is None or minutes is None:
        return None
    # "from two to five" is a span, "ten to five" a time: only the quarters of an hour and fives are said with "to".
    if link in ("to", "after", "before", "of", "till") and (minutes % 5 or heard.low(i - 1) in ("from", "between")):
        return None
    value, after = hour
    half, after = _tail(heard, after)
    if link in ("to", "before", "of", "till"):
        value, minutes = (value - 1) or 12, 60 - minutes
    return _clock(i, after, value, minutes % 60, half=half or part)


def _hour(heard: Heard, i: int, part: str) -> Clock | None:
    hour = _whole_hour(heard, i)
    if hour is None:
        return _decimal(heard, i, part)
    value, last = hour
    in_words = heard.tokens[i].sort == "word"
    minute, after = _minutes(heard, last) if in_words else (None, last)
    half, end = _tail(heard, after)
    if minute is not None:
        return _clock(i, end, value, minute, half=half or part)
    if end > after or half:  # "o'clock", "pm", "in the morning"
        return _clock(i, end, value, 0, half=half or part)
    if heard.low(i - 1) in _BEFORE_AN_HOUR:
        return _clock(i, last, value, 0, half=part, sure=False)
    return None


def _decimal(heard: Heard, i: int, part: str) -> Clock | None:
    """ "at 9.30", as it is typed in much of Europe."""
    token = heard.tokens[i]
    hour, dot, minute = token.text.partition(".")
    half, last = _half(heard, i + 1)
    if token.sort != "number" or not dot or len(minute) != 2 or not (half or heard.low(i - 1) == "at"):
        return None
    return _clock(i, last, int(hour.replace(",", "")), int(minute), half=half or part)


def _whole_hour(heard: Heard, i: int) -> tuple[int, int] | None:
    if not 0 <= i < len(heard.tokens):
        return None
    token = heard.tokens[i]
    if token.sort == "number" and token.text.isdigit() and int(token.text) <= 24:
        return int(token.text), i + 1
    value = small(token.low)
    if value is not None and 1 <= value <= 12:
        return value, i + 1
    glued = token.low.removesuffix("am").removesuffix("pm")
    if glued != token.low and glued.isdigit() and 1 <= int(glued) <= 12:
        return int(glued), i + 1
    return None


def _minutes(heard: Heard, i: int) -> tuple[int | None, int]:
    """The minutes after an hour in words: "thirty", "forty five", "oh five"."""
    if heard.low(i) in ("oh", "o") and (ones := small(heard.low(i + 1))) is not None and ones < 10:
        return ones, i + 2
    if small(heard.low(i)) is None:
        return None, i
    number = number_at(heard, i)
    if number is None or number.whole is None or not 10 <= number.whole <= 59:
        return None, i
    return number.whole, number.last


def _tail(heard: Heard, i: int) -> tuple[str, int]:
    """ "o'clock", then am or pm, or "in the morning"."""
    glued = heard.low(i - 1)[-2:]
    half = glued if glued in ("am", "pm") and heard.low(i - 1)[:-2].isdigit() else ""
    if heard.low(i) in ("o'clock", "oclock"):
        i += 1
    elif (heard.low(i), heard.low(i + 1)) == ("o", "clock"):
        i += 2
    elif half:
        return half, i
    said, i = _half(heard, i)
    if said:
        return said, i
    if (heard.low(i), heard.low(i + 1)) == ("in", "the") and heard.low(i + 2) in _PARTS:
        return _PARTS[heard.low(i + 2)], i + 3
    if (heard.low(i), heard.low(i + 1)) == ("at", "night"):
        return "pm", i + 2
    return half, i


def _half(heard: Heard, i: int) -> tuple[str, int]:
    if heard.low(i) in ("am", "pm"):
        return heard.low(i), i + 1
    if heard.low(i) in ("a", "p") and heard.low(i + 1) == "m":
        return heard.low(i) + "m", i + 2
    return "", i


def _clock(first: int, last: int, hour: int, minute: int, *, half: str, sure: bool = True) -> Clock | None:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif not half and 1 <= hour <= 6:
        hour += 12  # "at three" is in the afternoon unless something says otherwise
    try:
        return Clock(first, last, time(hour % 24 if hour == 24 else hour, minute), sure)
    except ValueError:
        return None

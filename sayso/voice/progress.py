"""How far a question has been heard: from what was synthesised of it and when, and when its sound began to play."""

from __future__ import annotations

from dataclasses import dataclass, field

from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT

SHARE = 0.05
MARGIN = 0.15
"""A share of the whole sound, and seconds: by how much an estimate by letters may be wrong."""

DIGIT = 10
SPELLED = 4
"""How many letters a digit, and a letter of its own, may be as long as."""


def letters(text: str) -> int:
    """What takes time to say."""
    return sum(character.isalnum() for character in text)


def letters_at_most(text: str) -> int:
    """The same, with numbers and what may be spelled out as long as they can get: "77" is "seventy-seven"."""
    return sum(_longest(word) for word in text.split())


def _longest(word: str) -> int:
    spelled = len(word) > 1 and word.isupper()
    return sum(DIGIT if character.isdigit() else SPELLED if spelled else 1 for character in word if character.isalnum())


@dataclass
class Sound:
    """The sound of one asking as it comes from the voice."""

    text: str
    needed: str
    """The beginning of the text that has to be heard for a yes to count."""
    seconds: float = 0.0
    whole: bool = False
    _timed: list[tuple[int, float]] = field(default_factory=list)
    """So many letters are said by so many seconds, where the voice tells it."""

    _came: list[tuple[float, float]] = field(default_factory=list)
    """When each piece came, and its seconds."""
    _last: rtc.AudioFrame | None = None

    def add(self, frame: rtc.AudioFrame, at: float) -> None:
        if frame is self._last:
            return  # one node of an agent called another, and both tell
        self._last = frame
        for piece in frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, []):
            end = getattr(piece, "end_time", None)
            if isinstance(end, int | float):
                before = self._timed[-1][0] if self._timed else 0
                self._timed.append((before + letters(piece), float(end)))
        self._came.append((at, frame.duration))
        self.seconds += frame.duration

    def heard_at(self, began: float) -> float | None:
        """When the words that count were heard, where its first sound was at `began`; None where it isn't known yet.

        A loudspeaker that runs dry goes on when more comes: the time since it began says too little.
        """
        wanted = self.heard_by()
        if wanted is None or wanted > self.seconds:
            return None
        played_by, position = began, 0.0
        for came, seconds in self._came:
            plays_from = max(played_by, came)
            if position + seconds >= wanted:
                return plays_from + wanted - position
            played_by, position = plays_from + seconds, position + seconds
        return played_by

    def heard_by(self) -> float | None:
        """Seconds of play after which the words that count were heard; None where it isn't known, or not yet."""
        wanted = letters(self.needed)
        for said, end in self._timed:
            if said >= wanted:
                return min(end, self.seconds) if self.whole else end
        if not self.whole or not letters(self.text) or self._timed:
            return None
        # Estimated, and rather too late: what counts is taken to be said slowly, and the rest fast.
        most, rest = letters_at_most(self.needed), letters(self.text) - wanted
        estimate = self.seconds * (most / (most + rest) + SHARE) + MARGIN
        return estimate if estimate < self.seconds else None


def beginning(text: str, words: int) -> str:
    """The first words of a text."""
    return " ".join(text.split()[:words])

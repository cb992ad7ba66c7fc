"""When the words of a transcript were begun. A recogniser brings them late, and most don't say.

What matters is not to believe that words were begun later than they were: a yes counts by its beginning. So where it is
not sure which stretch of speech a transcript belongs to, it is taken for the earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LATE = 2.0
"""Seconds after a stretch of speech in which its transcript may still come."""

SECONDS_A_WORD = 0.4


@dataclass
class Stretch:
    """Somebody speaks, by the voice activity detector."""

    began: float
    ended: float | None = None


@dataclass
class Utterances:
    """One person's speech. Times are of one steady clock."""

    _waiting: list[Stretch] = field(default_factory=list)
    """Stretches whose words have not come."""
    _last: Stretch | None = None
    """The stretch that the last words came from."""
    _last_final: float | None = None
    _last_began: float = 0.0
    _last_start: float | None = None
    _interim: float | None = None
    """When the first words came of what is not final yet."""

    def speech_began(self, at: float) -> None:
        if self._waiting and self._waiting[-1].ended is None:
            return
        self._waiting.append(Stretch(at))

    def speech_ended(self, at: float) -> None:
        for stretch in (*self._waiting[-1:], *([self._last] if self._last else [])):
            if stretch.ended is None:
                stretch.ended = max(at, stretch.began)

    def half_heard(self, at: float) -> float:
        """Words that are not final yet: when they were begun."""
        if self._interim is None:
            self._interim = at
        return self._begun(at, 1, None)

    def heard(self, at: float, words: int, *, start: float = 0.0, duration: float | None = None) -> float:
        """Final words: when they were begun. `start` is where in its sound the recogniser found them; 0: unknown."""
        if start > 0 and self._last_start is not None and abs(start - self._last_start) < 0.01:
            # The same sound again, understood otherwise.
            began = self._last_began
        else:
            began = self._begun(at, words, duration)
            self._used(at)
        self._last_final, self._last_began, self._last_start = at, began, start
        self._interim = None
        return began

    def _begun(self, at: float, words: int, duration: float | None) -> float:
        self._forget(at)
        known = [stretch.began for stretch in self._waiting[:1]]
        if self._interim is not None:
            known.append(self._interim)
        if known:
            return min(known)
        length = duration if duration is not None else words * SECONDS_A_WORD
        last = self._last
        if last is None or self._last_final is None:
            return at - length
        if last.ended is None or last.ended >= self._last_final:
            # One stretch, several transcripts: each after the one before.
            return max(self._last_final, at - max(length, LATE))
        return last.began if last.ended >= at - LATE else at - length

    def _used(self, at: float) -> None:
        if self._waiting:
            self._last = self._waiting.pop(0)
        elif self._last is None:
            self._last = Stretch(at)

    def _forget(self, at: float) -> None:
        while self._waiting and (ended := self._waiting[0].ended) is not None and ended < at - LATE:
            self._waiting.pop(0)

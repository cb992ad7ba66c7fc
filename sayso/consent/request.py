"""A proposed call on its way through the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sayso.consent.call import Call
from sayso.consent.events import Channel
from sayso.consent.policy import Policy
from sayso.consent.question import Question
from sayso.consent.settings import Settings
from sayso.consent.states import State

Then = Literal["early", "unclear", "again", "explain"]
"""Why a question that is being heard will be asked once more when it has ended."""

READS: frozenset[Channel] = frozenset({"text", "button", "message"})
"""The channels of a person who reads: shown is heard."""


@dataclass(slots=True)
class Request:
    """Belongs to the gate, which alone changes it."""

    id: str
    call: Call
    policy: Policy
    settings: Settings
    read_only: bool
    state: State = "proposed"
    question: Question | None = None
    """Made when it is first asked, and the same from then on."""
    asking: int = 0
    """The number of its last asking; 0 before the first."""
    needed: tuple[str, ...] = ()
    """The words of that asking which must have been heard for a yes to count."""
    started: float | None = None
    """When any of its askings first began to be heard."""
    counts_from: float | None = None
    """When the words that count had been heard: spoken approvals count from then on."""
    shown_from: float | None = None
    """When it stood where the person reads: typed approvals and buttons count from then on."""
    known: bool = False
    """Whether any of it was ever heard or shown to the person who is asked."""
    expires: float | None = None
    due: float | None = None
    """When quiet will have lasted long enough for the next step."""
    reasks: int = 0
    silent: bool = False
    """Whether it has been asked once more because nobody answered."""
    replied: bool = False
    """Whether the answer to a side question has been given."""
    kept: bool = False
    """Whether its next asking gives it no more time: it comes because of what the agent said, not the person."""
    then: Then | None = None
    said: str = ""
    """What was said in answer, as far as one breath or one careful yes goes."""
    said_began: float = 0.0
    said_at: float = float("-inf")
    rule: str = ""
    """What it was approved by."""
    by: str = ""
    """Who approved it."""
    turn: int = 0
    """The turn of the grants in which it was approved."""
    endings: int = 0
    joined: list[str] = field(default_factory=list)
    """Other proposals of the same call."""
    unwanted: bool = False
    """Its own proposal was withdrawn; those that joined it are still wanted."""

    def counts(self, began: float, channel: Channel) -> bool:
        """Whether an approval that began then, by that channel, came after what it must come after."""
        if self.counts_from is not None and began >= self.counts_from:
            return True
        return channel in READS and self.shown_from is not None and began >= self.shown_from

    def forget_hearing(self) -> None:
        """Something else was talked of, or with somebody else: the question has to be heard anew."""
        self.counts_from = None
        self.shown_from = None
        self.said_at = float("-inf")

    def quiet_needed(self) -> float | None:
        """Seconds of quiet until the next step in its state; None where quiet changes nothing."""
        match self.state:
            case "open":
                if self.then is not None:
                    return PAUSE
                return self.settings.final_silence if self.silent else self.settings.first_silence
            case "cut":
                return PAUSE
            case "aside":
                return PAUSE if self.replied else self.settings.first_silence
            case "grace":
                return self.settings.grace
            case "held":
                return LATE_WORDS
            case _:
                return None


PAUSE = 1.0
"""Seconds of quiet after which a question that was cut off is asked again."""
SPOKEN_ON = 0.4
"""Seconds of sound after the words of a yes in which there may be more words. Less may be how late a detector is."""
LATE_WORDS = 2.0
"""Seconds that a recogniser may take to bring the words of a sound that ended."""

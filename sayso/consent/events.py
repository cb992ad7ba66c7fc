"""What the gate is told. Each event carries the time it happened, in seconds on one steady clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sayso.consent.call import Call
from sayso.consent.policy import Policy
from sayso.consent.settings import Settings

Channel = Literal["voice", "text", "button", "keypad", "message"]
Outcome = Literal["ok", "failed", "unknown", "cancelled"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The model proposed a call. Every proposal gets exactly one Run or Refuse, or joins one that gets it."""

    at: float
    id: str
    """Of this proposal; never used twice in a session."""
    call: Call
    policy: Policy
    settings: Settings
    read_only: bool = False
    """Whether a second try after an unknown outcome can do no harm: a hint that the policy may lean on."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Nobody wants a proposed call any more: its speech was cancelled, its agent has ended."""

    at: float
    id: str


@dataclass(frozen=True, slots=True)
class QuestionStarted:
    """The first sound of this asking was played."""

    at: float
    asking: int


@dataclass(frozen=True, slots=True)
class QuestionHeard:
    """So much of the asking's text has been played by now: a beginning of `Ask.text`, by words."""

    at: float
    asking: int
    words: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """The asking's text stands, whole, where the person reads: on a terminal, a page, a screen."""

    at: float
    asking: int


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """The asking has ended: played to its end, or cut off. One that was never played has ended cut off."""

    at: float
    asking: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """Somebody began to speak, by the voice activity detector."""

    at: float
    who: str


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """That somebody is silent again."""

    at: float
    who: str


@dataclass(frozen=True, slots=True)
class AgentSpoke:
    """The agent began (`on`) or ended to speak, the question or anything else."""

    at: float
    on: bool
    apart: bool = False
    """Whether it is neither the question nor a remark by the way, so that an answer may be meant for it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a person. Each final one is answered by exactly one Swallow or LetModelAnswer."""

    at: float
    text: str
    who: str
    began: float
    """When the first of these words was begun. Typed words begin when they are sent."""
    final: bool = True
    channel: Channel = "voice"
    confidence: float | None = None
    """The recogniser's, from 0 to 1."""
    duration: float | None = None
    """Seconds of sound that the words were heard in."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision by another channel than words: a button, a key, a message of a page."""

    at: float
    id: str
    """The proposal, as `Ask.id` named it."""
    approve: bool
    who: str
    channel: Channel
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The time that a WakeAt asked for has come (earlier or later does no harm)."""

    at: float


@dataclass(frozen=True, slots=True)
class Left:
    """A person has gone."""

    at: float
    who: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A person is there whom the agent now speaks with; another `who` than before is another person."""

    at: float
    who: str


@dataclass(frozen=True, slots=True)
class Redefined:
    """A server's tool has this definition from now on; an empty one says that the tool is gone."""

    at: float
    server: str
    tool: str
    definition: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record that this proposal waits for is on disk."""

    at: float
    id: str


@dataclass(frozen=True, slots=True)
class RecordFailed:
    """A record could not be written."""

    at: float


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The request has been handed to the server."""

    at: float
    id: str


@dataclass(frozen=True, slots=True)
class RunProgressed:
    """The server says that it goes on."""

    at: float
    id: str


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The call has ended, one way or another. Told too where a Run could not even be started."""

    at: float
    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ReplyHeard:
    """The agent's reply has ended."""

    at: float
    whole: bool = True
    """Whether it was heard to its end."""
    proposed: bool = False
    """Whether it proposed a further call."""


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """The host says that the person's task is over: another agent takes over, the chat begins anew."""

    at: float


@dataclass(frozen=True, slots=True)
class Closing:
    """The session ends. After this nothing runs."""

    at: float


Event: TypeAlias = (
    Proposed
    | Withdrawn
    | QuestionStarted
    | QuestionHeard
    | QuestionShown
    | QuestionEnded
    | SpeechBegan
    | SpeechEnded
    | AgentSpoke
    | Heard
    | Decided
    | TimePassed
    | Left
    | Returned
    | Redefined
    | Recorded
    | RecordFailed
    | RunStarted
    | RunProgressed
    | RunEnded
    | ReplyHeard
    | TaskEnded
    | Closing
)

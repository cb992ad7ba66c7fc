"""A scenario as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Channel = Literal["voice", "text"]
TurnDetection = Literal["vad", "local"]
Action = Literal["say", "type", "noise", "hang_up", "close", "fault", "press"]
Who = Literal["person", "other"]

REACTION = 0.15
"""Seconds that a person who speaks takes at least to answer."""


@dataclass(frozen=True)
class Mode:
    """The kind of session that a scenario is played in."""

    channel: Channel = "voice"
    preemptive: bool = False
    turn_detection: TurnDetection = "vad"

    def __str__(self) -> str:
        ahead = "ahead" if self.preemptive else "in-turn"
        return f"{self.channel}-{ahead}-{self.turn_detection}"


ALL_MODES: tuple[Mode, ...] = tuple(
    Mode(channel, preemptive, detection)
    for channel in ("voice", "text")
    for preemptive in (False, True)
    for detection in ("vad", "local")
)


@dataclass(frozen=True)
class SessionOptions:
    """What the session is like, whatever its servers are."""

    mode: Mode = Mode()
    max_tool_steps: int = 10
    pace: float = 0.012
    """Seconds that the agent's voice takes for one character."""
    patience: float = 10.0
    """Seconds that any wait may take."""
    vad_silence: float = 0.2
    """Seconds of silence after which the voice activity detector says that the person has ended."""
    min_delay: float = 0.2
    max_delay: float = 1.0
    """LiveKit's endpointing."""


@dataclass(frozen=True)
class Moment:
    """Something that happens in the conversation, as a step waits for it."""

    name: str
    words: str = ""
    """What its text has to hold."""

    def __str__(self) -> str:
        return f"{self.name}: {self.words}" if self.words else self.name


@dataclass(frozen=True)
class Step:
    """One thing that the person does."""

    does: Action
    words: tuple[str, ...] = ()
    """The final transcripts, what is typed, the button, or what fails."""
    interims: tuple[str, ...] = ()
    after: Moment = Moment("answered")
    wait: float = 0.0
    """Seconds after that moment."""
    lasts: float | None = None
    """Seconds that the person speaks; by the number of words where it is left out."""
    final_after: float = 0.05
    """Seconds from the end of speech to the last final transcript; below zero, it comes before that end."""
    confidence: float = 0.9
    answered: bool = True
    """Whether the agent is expected to say or do something then."""
    detected: bool = True
    """Whether the voice activity detector notices."""
    by: Who = "person"
    revises: bool = False
    """Whether each final transcript takes the place of the one before."""
    at_latest: float | None = None
    """Seconds after which it is done though its moment has not come."""
    taken_over: float | None = None
    """Seconds of the speech after which somebody else joins in the speaker's place."""
    so_far: Expect | None = None
    """What must be so right before it is done."""


@dataclass(frozen=True)
class ModelCall:
    """A tool call that the model proposes."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    broken_json: str | None = None
    """What it sends instead of arguments."""


@dataclass(frozen=True)
class Rule:
    """What the model does when it is asked to reply."""

    on: str | None = None
    """What the person's last words must hold."""
    result: str | None = None
    """What the tool's result must hold that it replies to."""
    reply: str = ""
    calls: tuple[ModelCall, ...] = ()
    delay: float = 0.0
    times: int | None = None
    fails: bool = False


@dataclass(frozen=True)
class ExpectedCall:
    """A request that reached a server."""

    tool: str
    arguments: Mapping[str, Any] | None = None
    server: str | None = None


@dataclass(frozen=True)
class Expect:
    """What must be so at the end. None is not looked at."""

    asked: tuple[str, ...] | None = None
    said: tuple[str, ...] = ()
    said_once: tuple[str, ...] = ()
    never_said: tuple[str, ...] = ()
    calls: tuple[ExpectedCall, ...] | None = None
    cancelled: tuple[str, ...] | None = None
    decisions: tuple[str, ...] | None = None
    ledger: tuple[str, ...] | None = None
    told: tuple[str, ...] = ()
    never_told: tuple[str, ...] = ()
    waiting: int | None = 0
    running: int | None = 0
    requests: int | None = None


@dataclass(frozen=True)
class Scenario:
    """One dialogue."""

    path: Path
    title: str
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...] = ()
    expect: Expect = Expect()
    options: SessionOptions = SessionOptions()
    all_modes: bool = False
    servers: Mapping[str, Any] = field(default_factory=dict)
    """As an mcp.json has them."""
    config: Path | None = None
    """The mcp.json that declares them instead."""

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes that it is written for."""
        return ALL_MODES if self.all_modes else (self.options.mode,)

    @property
    def others(self) -> bool:
        """Whether somebody else is in it, so that it is played in a room."""
        return any(step.by == "other" or step.taken_over is not None for step in self.steps)

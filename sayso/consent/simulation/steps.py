"""A dialogue as plain steps: what happens, how long after the step before, and nothing that depends on the gate.

Times are seconds since the step before, and a question is named by how many came after it (0 is the last one), so that
a dialogue from which a step was taken is a dialogue still. As data a step is one object: {"do": "say", "after": 0.5,
"text": "yes"}; what is left out has the value that stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeAlias

from sayso.consent.events import Channel, Outcome
from sayso.consent.policy import Policy
from sayso.consent.settings import Settings


@dataclass(frozen=True, slots=True)
class Propose:
    """The model proposes a call."""

    after: float
    id: str
    server: str
    tool: str
    arguments: Mapping[str, Any]
    policy: Policy
    settings: Settings
    read_only: bool = False
    definition: str = "d1"


@dataclass(frozen=True, slots=True)
class Withdraw:
    after: float
    id: str


@dataclass(frozen=True, slots=True)
class Start:
    """The first sound of a question."""

    after: float
    back: int = 0


@dataclass(frozen=True, slots=True)
class Play:
    """So many words of a question have been played."""

    after: float
    words: int
    back: int = 0


@dataclass(frozen=True, slots=True)
class Show:
    after: float
    back: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """The end of a question."""

    after: float
    cut: bool = False
    back: int = 0


@dataclass(frozen=True, slots=True)
class Speak:
    """Somebody begins to speak; "" is the person who is asked."""

    after: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class Hush:
    after: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """The agent begins or ends to speak; `apart`: something that an answer may be meant for."""

    after: float
    on: bool = True
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Words arrive that were begun `lasted` seconds before."""

    after: float
    text: str
    lasted: float = 0.0
    final: bool = True
    who: str = ""
    channel: Channel = "voice"
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button, a key."""

    after: float
    id: str
    approve: bool = True
    who: str = ""
    channel: Channel = "button"


@dataclass(frozen=True, slots=True)
class Wait:
    after: float


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing happens until the time that the gate asked for."""


@dataclass(frozen=True, slots=True)
class Leave:
    after: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    after: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class Redefine:
    after: float
    server: str
    tool: str
    definition: str


@dataclass(frozen=True, slots=True)
class Write:
    """A record gets onto the disk."""

    after: float
    id: str


@dataclass(frozen=True, slots=True)
class FailToWrite:
    after: float


@dataclass(frozen=True, slots=True)
class RunStart:
    after: float
    id: str


@dataclass(frozen=True, slots=True)
class RunOn:
    after: float
    id: str


@dataclass(frozen=True, slots=True)
class RunEnd:
    after: float
    id: str
    outcome: Outcome = "ok"


@dataclass(frozen=True, slots=True)
class Reply:
    """The agent's reply has ended."""

    after: float
    whole: bool = True
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class EndTask:
    after: float


@dataclass(frozen=True, slots=True)
class Close:
    after: float


Step: TypeAlias = (
    Propose
    | Withdraw
    | Start
    | Play
    | Show
    | End
    | Speak
    | Hush
    | Agent
    | Say
    | Press
    | Wait
    | Wake
    | Leave
    | Return
    | Redefine
    | Write
    | FailToWrite
    | RunStart
    | RunOn
    | RunEnd
    | Reply
    | EndTask
    | Close
)
KINDS: Mapping[str, type[Any]] = {
    "propose": Propose,
    "withdraw": Withdraw,
    "start": Start,
    "play": Play,
    "show": Show,
    "end": End,
    "speak": Speak,
    "hush": Hush,
    "agent": Agent,
    "say": Say,
    "press": Press,
    "wait": Wait,
    "wake": Wake,
    "leave": Leave,
    "return": Return,
    "redefine": Redefine,
    "write": Write,
    "fail to write": FailToWrite,
    "run start": RunStart,
    "run on": RunOn,
    "run end": RunEnd,
    "reply": Reply,
    "end task": EndTask,
    "close": Close,
}
NAMES: Mapping[type[Any], str] = {kind: name for name, kind in KINDS.items()}


def as_data(step: Step) -> dict[str, Any]:
    """The step as a plain object, without what has its usual value."""
    data: dict[str, Any] = {"do": NAMES[type(step)]}
    for field in fields(step):
        value = getattr(step, field.name)
        if value == field.default:
            continue
        if isinstance(value, Policy):
            data |= {"asks": value.asks, "destructive": value.destructive}
        elif isinstance(value, Settings):
            usual = asdict(Settings())
            data["settings"] = {key: v for key, v in asdict(value).items() if v != usual[key]}
        else:
            data[field.name] = value
    return data


def from_data(data: Mapping[str, Any]) -> Step:
    """The step again. Raises ValueError, TypeError or KeyError where it is none."""
    given = dict(data)
    name = given.pop("do")
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"{name!r} is no step; the steps are {', '.join(KINDS)}")
    if kind is Propose:
        given["policy"] = policy(given.pop("asks"), given.pop("destructive"))
        given["settings"] = Settings(**given.pop("settings", {}))
    step: Step = kind(**given)
    return step


def policy(asks: bool, destructive: bool) -> Policy:
    why = "asks: require_approval is always" if asks else "runs: listed under never"
    return Policy(asks, why, destructive, f"mcp.json says destructive is {str(destructive).lower()}")

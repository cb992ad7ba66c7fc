"""A scenario's TOML, checked, into plain values: every problem at once, an unknown key among them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from sayso.config.place import Place, Report
from sayso.problems import Problem, SaysoError
from sayso.rehearsal import form
from sayso.rehearsal.scenario import (
    Action,
    Channel,
    Expect,
    ExpectedCall,
    Mode,
    ModelCall,
    Moment,
    Rule,
    Scenario,
    SessionOptions,
    Step,
    TurnDetection,
)

T = TypeVar("T")

VOICE_ONLY = ("noise", "interims", "lasts", "final_after", "detected", "confidence", "revises", "taken_over")
"""What has no meaning where the person types."""

AS_WRITTEN = ("final_after", "confidence", "answered", "detected", "revises", "at_latest", "taken_over")


class ScenarioError(SaysoError):
    """A scenario can't be used. Carries every problem found."""


def read_scenario(path: Path) -> Scenario:
    """Reads one file. Raises ScenarioError with all that is wrong in it."""
    report = Report()
    place = Place(str(path))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"can't be read: {error.strerror}"
        raise ScenarioError(Problem("scenario-unreadable", str(place), what, "name a file of a scenario")) from None
    except ValueError as error:
        what = f"is not TOML: {error}"
        raise ScenarioError(Problem("scenario-unreadable", str(place), what, "correct it there")) from None
    found = Table(data, form.TOP, place, report)
    scenario = Scenario(
        path,
        found.get("title", ""),
        tuple(read_step(step) for step in found.tables("step", form.STEP)),
        tuple(read_rule(rule) for rule in found.tables("model", form.MODEL)),
        read_expect(found.table("expect", form.EXPECT)),
        read_session(found.table("session", form.SESSION)),
        found.get("all_modes", False),
        plain(found.get("servers", {}), place / "servers", report),
        path.parent / found.get("config") if "config" in found else None,
    )
    look_over(scenario, found)
    if report.problems:
        raise ScenarioError(report.problems)
    return scenario


class Table:
    """One table of the file, of which only known keys with values of the right kind are seen."""

    def __init__(self, data: Mapping[str, Any], keys: Mapping[str, form.Kind], place: Place, report: Report) -> None:
        self.place = place
        self._report = report
        self._found: dict[str, Any] = {}
        for key, value in data.items():
            if key not in keys:
                near = get_close_matches(key[:64], keys, n=1)
                cure = f"did you mean {near[0]}?" if near else "remove it"
                report.add(Problem("scenario-key", str(place / key), "unknown key", cure))
            elif (fault := form.fault(value, keys[key])) is not None:
                report.add(Problem("scenario-value", str(place / key), fault.what, fault.cure))
            else:
                self._found[key] = value

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def get(self, key: str, default: Any = None) -> Any:
        return self._found.get(key, default)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._found.get(key, ()))

    def maybe(self, key: str, read: Callable[[Any], T]) -> T | None:
        return read(self._found[key]) if key in self._found else None

    def table(self, key: str, keys: Mapping[str, form.Kind]) -> Table:
        return Table(self._found.get(key, {}), keys, self.place / key, self._report)

    def tables(self, key: str, keys: Mapping[str, form.Kind]) -> list[Table]:
        return [Table(one, keys, self.place / key / n, self._report) for n, one in enumerate(self._found.get(key, []))]

    def plain(self, key: str) -> Any:
        return plain(self._found.get(key, {}), self.place / key, self._report)

    def wrong(self, key: str, what: str, cure: str, *, at: Place | None = None) -> None:
        place = at if at is not None else self.place / key if key else self.place
        self._report.add(Problem("scenario-value", str(place), what, cure))

    def choice(self, key: str, words: tuple[str, ...]) -> str:
        """One of these words, the first where the key is absent."""
        word = str(self.get(key, words[0]))
        if word not in words:
            listed = " or ".join(f'"{w}"' for w in words)
            self.wrong(key, f"is not {listed}", f"write {listed}")
            return words[0]
        return word


def plain(value: Any, place: Place, report: Report) -> Any:
    """A value that JSON can hold too."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        what = "holds a date, a time or a number that JSON can't hold"
        report.add(Problem("scenario-value", str(place), what, "put it in quotes"))
        return {}


def read_session(found: Table) -> SessionOptions:
    channel: Channel = "text" if found.choice("mode", ("voice", "text")) == "text" else "voice"
    detection: TurnDetection = "local" if found.choice("turn_detection", ("vad", "local")) == "local" else "vad"
    default = SessionOptions()
    numbers = ("max_tool_steps", "pace", "patience", "vad_silence", "min_delay", "max_delay")
    return SessionOptions(
        Mode(channel, found.get("preemptive", False), detection),
        **{key: found.get(key, getattr(default, key)) for key in numbers},
    )


def read_step(found: Table) -> Step:
    does: list[Action] = []
    if "say" in found or "finals" in found:
        does.append("say")
    does += [key for key in ("type", "press", "noise", "hang_up", "close", "fault") if key in found]
    if len(does) != 1 or ("say" in found and "finals" in found):
        found.wrong("", "must do one thing", "write one of say, finals, type, press, noise, hang_up, close, fault")
    words = (found.get("say"),) if "say" in found else found.texts("finals")
    if "type" in found:
        words = (found.get("type"),)
    if "press" in found:
        words = (found.choice("press", ("yes", "no")),)
    if "fault" in found:
        words = (read_fault(found),)
    step = Step(
        does[0] if does else "say",
        words,
        found.texts("interims"),
        read_moment(found),
        found.get("wait", 0.0),
        found.get("noise", found.get("lasts")),
    )
    rest = {key: found.get(key, getattr(step, key)) for key in AS_WRITTEN}
    rest["by"] = "other" if found.choice("by", ("person", "other")) == "other" else "person"
    if does and does[0] in ("hang_up", "close", "noise", "fault") and "answered" not in found:
        rest["answered"] = False
    so_far = read_expect(found.table("so_far", form.EXPECT), None) if "so_far" in found else None
    return replace(step, **rest, so_far=so_far)


def read_fault(found: Table) -> str:
    name = str(found.get("fault"))
    if name not in form.FAULTS:
        found.wrong("fault", "is nothing that can fail", f"write one of {', '.join(form.FAULTS)}")
    return name


def read_moment(found: Table) -> Moment:
    name, colon, words = found.get("after", "answered").partition(":")
    if name not in form.MOMENTS:
        near = get_close_matches(name, form.MOMENTS, n=1)
        cure = f"did you mean {near[0]}?" if near else f"write one of {', '.join(form.MOMENTS)}"
        found.wrong("after", "is no moment that a step can wait for", cure)
    elif name == "heard" and not words.strip():
        found.wrong("after", "does not say which words", 'write for example "heard: atlas"')
    return Moment(name, words.strip() if colon else "")


def read_rule(found: Table) -> Rule:
    if ("on" in found) == ("result" in found):
        found.wrong("", "must have one of on and result", "say what it replies to: words of the person, or a result")
    deeds = [key for key in ("call", "calls", "fails") if key in found]
    if len(deeds) > 1 or not (deeds or "reply" in found):
        found.wrong("", "must do one thing", "write reply, call, calls or fails")
    calls = [found.table("call", form.MODEL_CALL)] if "call" in found else found.tables("calls", form.MODEL_CALL)
    return Rule(
        found.get("on"),
        found.get("result"),
        found.get("reply", ""),
        tuple(read_call(call) for call in calls),
        found.get("delay", 0.0),
        found.get("times"),
        found.get("fails", False),
    )


def read_call(found: Table) -> ModelCall:
    need_tool(found)
    return ModelCall(found.get("tool", ""), found.plain("arguments"), found.get("broken_json"))


def need_tool(found: Table) -> None:
    if "tool" not in found:
        found.wrong("", "names no tool", 'write tool = "..."')


def read_expect(found: Table, left: int | None = 0) -> Expect:
    """`left`: how much waits and runs where it is not said; None is not looked at."""
    return Expect(
        found.maybe("asked", tuple),
        found.texts("said"),
        found.texts("said_once"),
        found.texts("never_said"),
        tuple(expected_call(call) for call in found.tables("calls", form.EXPECTED_CALL)) if "calls" in found else None,
        found.maybe("cancelled", tuple),
        found.maybe("decisions", tuple),
        found.maybe("ledger", tuple),
        found.texts("told"),
        found.texts("never_told"),
        found.get("waiting", left),
        found.get("running", left),
        found.get("requests"),
    )


def expected_call(found: Table) -> ExpectedCall:
    need_tool(found)
    arguments = found.plain("arguments") if "arguments" in found else None
    return ExpectedCall(found.get("tool", ""), arguments, found.get("server"))


def look_over(scenario: Scenario, found: Table) -> None:
    """What only shows when the file is seen as a whole."""
    if not scenario.title.strip():
        found.wrong("title", "is missing", "say in one sentence what the scenario promises")
    if not scenario.steps:
        found.wrong("step", "is missing", "write at least one [[step]]")
    if "expect" not in found:
        found.wrong("expect", "is missing", "say under [expect] what must be so at the end")
    if "config" in found and "servers" in found:
        found.wrong("config", "stands beside servers", "keep one of the two")
    if scenario.all_modes or scenario.options.mode.channel == "text":
        for number, step in enumerate(found.get("step", [])):
            for key in VOICE_ONLY:
                if key in step:
                    at = found.place / "step" / number / key
                    found.wrong(key, "has no meaning where the person types", "remove it", at=at)

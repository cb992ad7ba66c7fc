"""One dialogue, put together at random: the same seed and number make the same one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from sayso.rehearsal.at_random.calls import call
from sayso.rehearsal.at_random.words import REQUESTS, SECOND, WEIGHTS, WORDS
from sayso.rehearsal.scenario import Action, Channel, Expect, Mode, Moment, Rule, Scenario, SessionOptions, Step, Who
from sayso.servers.tools import ServerTool

MOMENTS = (
    ("now", 0.0, 1.5),
    ("rests", 0.1, 0.6),
    ("question due", 0.0, 0.2),
    ("question begins", 0.0, 0.6),
    ("question ends", 0.0, 1.0),
    ("question ends", 0.2, 0.5),
    ("question ends", 0.2, 0.5),
    ("agent speaks", 0.0, 0.4),
    ("decided", 0.0, 0.6),
    ("call", 0.0, 0.5),
)
"""When somebody speaks: the moment, and between how many seconds after it."""

ENDINGS: tuple[Action, ...] = ("close", "hang_up")

ENDS = 12.0
"""Seconds that the agent has at the end to say and do what is left."""


def dialogue(seed: str, number: int, tools: Sequence[ServerTool]) -> Scenario:
    """Any number of them, each from its own number alone."""
    rng = Random(f"{seed}/{number}")  # noqa: S311 -- to be repeated, not to be secret
    channel: Channel = "voice" if rng.random() < 0.75 else "text"
    options = SessionOptions(
        Mode(channel, rng.random() < 0.3, "local" if rng.random() < 0.2 else "vad"),
        pace=rng.choice((0.006, 0.012, 0.03)),
        vad_silence=rng.choice((0.2, 0.4)),
        min_delay=rng.choice((0.1, 0.3)),
    )
    turns = rng.randint(1, len(REQUESTS))
    others = rng.random() < 0.2
    steps: list[Step] = []
    for request in REQUESTS[:turns]:
        steps.append(said(rng, request, Moment("rests"), wait=rng.uniform(0.1, 0.4), at_latest=4.0))
        steps += [answer(rng, others) for _ in range(rng.randint(1, 4))]
    if others and all(step.by == "person" for step in steps):
        steps.append(Step("type", ("Yes.",), after=Moment("now"), answered=False, by="other"))
    steps.append(end(rng))
    rules = tuple(rule for request in REQUESTS[:turns] for rule in for_request(rng, request, tools))
    path = Path(f"{seed}/{number}")
    nothing_expected = Expect(waiting=None, running=None)
    return Scenario(path, f"dialogue {path}", tuple(steps), (*rules, *manners(rng, tools)), nothing_expected, options)


def for_request(rng: Random, request: str, tools: Sequence[ServerTool]) -> list[Rule]:
    """The model's calls for one request: at once, or the next when the result of the one before has come."""
    calls = [call(rng, tools) for _ in range(rng.choice((1, 1, 2, 3)))]
    if rng.random() < 0.1:
        calls.append(calls[0])
    preamble = rng.choice(("", "", "Let me see about that, one moment please."))
    delay = rng.choice((0.0, 0.0, 0.3, 0.8))
    words = request.rstrip(".")
    return [Rule(on=words, reply=preamble, calls=tuple(calls), delay=delay)]


def manners(rng: Random, tools: Sequence[ServerTool]) -> list[Rule]:
    """How well the model behaves."""
    rules = [Rule(result="wants it otherwise", calls=(call(rng, tools),), times=1)]
    if rng.random() < 0.3:
        # It does not take a no.
        rules.append(Rule(result="said no", calls=(call(rng, tools),), times=2))
    if rng.random() < 0.2:
        rules.append(Rule(result="", calls=(call(rng, tools),), times=2))
    rules.append(Rule(on="how old", fails=rng.random() < 0.2, reply="It is from 1902."))
    rules.append(Rule(on="still there", reply="I am here.", delay=rng.choice((0.0, 0.5))))
    return rules


def answer(rng: Random, others: bool) -> Step:
    """Whatever somebody says or does while something may be asked."""
    if rng.random() < 0.3:
        # As most people do most of the time.
        ends, wait = Moment("question ends"), rng.uniform(0.2, 0.6)
        return Step("say", (rng.choice(WORDS["yes"]),), after=ends, wait=wait, at_latest=3.0, answered=False)
    name, least, most = rng.choice(MOMENTS)
    moment, wait = Moment(name), rng.uniform(least, most)
    at_latest = rng.choice((0.5, 1.5, 3.0))
    kind = rng.random()
    if kind < 0.06:
        # Silence.
        return Step("noise", lasts=0.0, after=moment, wait=wait + 2.0, at_latest=at_latest, answered=False)
    if kind < 0.14:
        lasts = rng.choice((0.3, 0.8, 1.6))
        return Step("noise", lasts=lasts, after=moment, wait=wait, at_latest=at_latest, answered=False)
    if kind < 0.17:
        fault = rng.choice(("ledger", "ledger mended", "recogniser", "voice"))
        return Step("fault", (fault,), after=moment, wait=wait, at_latest=at_latest, answered=False)
    by: Who = "other" if others and rng.random() < 0.4 else "person"
    if kind < 0.22:
        button = rng.choice(("yes", "yes", "no"))
        return Step("press", (button,), after=moment, wait=wait, at_latest=at_latest, answered=False, by=by)
    category = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return said(rng, rng.choice(WORDS[category]), moment, wait=wait, at_latest=at_latest, by=by)


def said(rng: Random, text: str, moment: Moment, *, wait: float, at_latest: float, by: Who = "person") -> Step:
    """The words, typed or spoken in one of many ways."""
    if rng.random() < 0.12:
        return Step("type", (text,), after=moment, wait=wait, at_latest=at_latest, answered=False, by=by)
    words = (text, rng.choice(SECOND)) if rng.random() < 0.12 else (text,)
    return Step(
        "say",
        words,
        (text.split(maxsplit=1)[0],) if rng.random() < 0.4 else (),
        moment,
        wait,
        rng.choice((None, None, 0.3, 0.7, 1.5)),
        rng.choice((-0.1, 0.0, 0.05, 0.05, 0.3, 0.9)),
        rng.choice((0.9, 0.9, 0.9, 0.4)),
        answered=False,
        detected=rng.random() < 0.95,
        by=by,
        revises=len(words) > 1 and rng.random() < 0.3,
        at_latest=at_latest,
    )


def end(rng: Random) -> Step:
    """When all has come to rest, or in the middle of something."""
    does: Action = rng.choice(ENDINGS)
    if rng.random() < 0.6:
        return Step(does, after=Moment("rests"), answered=False, at_latest=ENDS)
    name, least, most = rng.choice(MOMENTS)
    return Step(does, after=Moment(name), wait=rng.uniform(least, most), answered=False, at_latest=1.5)

"""Playing a scenario, and what was seen held against what must be so."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sayso.config.load import load, load_data
from sayso.rehearsal.conversation import Conversation
from sayso.rehearsal.expecting import Broken, Seen, compare
from sayso.rehearsal.log import Happened
from sayso.rehearsal.person import NeverCameError, Person
from sayso.rehearsal.pulse import Pulse
from sayso.rehearsal.record import VARIABLE
from sayso.rehearsal.scenario import Mode, Scenario
from sayso.rehearsal.seeing import seen_in
from sayso.servers.declared import DeclaredServer
from sayso.voice.events import DecisionEvent, QuestionEvent

LONGEST = 90.0
"""Seconds after which a scenario is given up, whatever it waits for."""


@dataclass(frozen=True)
class Played:
    """How a scenario went."""

    scenario: Scenario
    mode: Mode
    seconds: float
    seen: Seen
    broken: tuple[Broken, ...] = ()
    log: tuple[Happened, ...] = field(default=(), repr=False)
    shown: tuple[QuestionEvent | DecisionEvent, ...] = field(default=(), repr=False)
    """What the gate showed of itself."""
    held_up: float = 0.0
    """Seconds that the machine stood still at most meanwhile."""


async def play(
    scenario: Scenario, mode: Mode, *, config: Path | None = None, environment: Mapping[str, str] | None = None
) -> Played:
    """Plays a scenario once. Raises SaysoError where its servers can't be read."""
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder:
        record = Path(folder) / "record.jsonl"
        servers = declared(scenario, config, {**(environment or os.environ), VARIABLE: str(record)})
        return await play_with(scenario, mode, servers, record)


def declared(scenario: Scenario, config: Path | None, environment: Mapping[str, str]) -> tuple[DeclaredServer, ...]:
    """The servers of the scenario itself, of the file that it names, or of the one that is given."""
    if scenario.servers:
        data = {"servers": dict(scenario.servers)}
        return load_data(data, scenario.path, environment).servers
    return load(scenario.config or config, environment).servers


async def play_with(scenario: Scenario, mode: Mode, servers: tuple[DeclaredServer, ...], record: Path) -> Played:
    begun = time.monotonic()
    talk = Conversation(scenario.options, mode, scenario.rules, servers, record, others=scenario.others)
    broken: list[Broken] = []
    pulse, person = Pulse(), Person(talk, scenario.options.patience)
    try:
        async with asyncio.timeout(LONGEST), pulse:
            await talk.start()
            broken += [Broken("servers", str(problem)) for problem in talk.problems]
            await person.plays(scenario.steps)
    except NeverCameError as error:
        broken.append(Broken("steps", str(error)))
    except TimeoutError:
        broken.append(Broken("steps", f"did not end within {LONGEST:g} seconds"))
    broken += person.broken
    # What comes of our own closing is no part of the dialogue; what reaches a server may take until then to be seen.
    last, as_it_was = seen_in(talk), talk.endpointing_is_as_it_was
    await talk.end(len(scenario.expect.cancelled or ()))
    seen = replace(
        seen_in(talk), decisions=last.decisions, ledger=last.ledger, waiting=last.waiting, running=last.running
    )
    broken += compare(scenario.expect, seen)
    if talk.keeper.pending() or talk.keeper.running:
        broken.append(Broken("closing", "left a call that waits or runs"))
    broken += [Broken("promises", text) for text in talk.broken]
    if not as_it_was:
        broken.append(Broken("endpointing", "is not what it was before the first question"))
    seconds = time.monotonic() - begun
    log, shown = tuple(talk.log.entries), tuple(talk.shown)
    return Played(scenario, mode, seconds, seen, tuple(broken), log, shown, pulse.latest)

"""How long the rehearsal model takes to choose among sixty tools, next to looking for the nearest description.

Repeat it with: python -m benchmarks.rehearsal

The rival is Python's own difflib, asked for the description that is most like the request. It fills no argument.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable
from datetime import datetime

from agent.offline.rehearsal import ToolFacts
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.heard import hear
from agent.offline.rehearsal.pick import pick

DEEDS = ("find", "add", "remove", "send", "show", "move")
THINGS = ("lamp", "letter", "shelf", "cup", "booking", "parcel", "playlist", "note", "file", "room")
REQUEST = "move ana silva's booking from tuesday at half past nine to thursday at eleven o'clock"
NOW = datetime(2026, 11, 20, 10, 0)
ROUNDS = 15


def tools() -> list[ToolFacts]:
    """Every deed with every thing; each takes a name, a day and a time, as tools that keep something do."""
    properties = {
        "name": {"type": "string", "description": "Whose it is, by the full name"},
        "date": {"type": "string", "format": "date", "description": "The day"},
        "time": {"type": "string", "format": "time", "description": "The time of day"},
    }
    schema = {"type": "object", "properties": properties, "required": ["name"]}
    return [
        ToolFacts(f"store__{deed}_{thing}", f"{deed} the {thing} of a person, on a day and at a time.", schema)
        for deed in DEEDS
        for thing in THINGS
    ]


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """The shortest and the middle of some rounds, in milliseconds, after one that does not count."""
    work()
    took = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - before))
    took.sort()
    return took[0], took[len(took) // 2]


def main() -> None:
    known = tools()
    catalogue = Catalogue().read(known)
    descriptions = [tool.description for tool in known]
    chosen = pick(hear(REQUEST), catalogue, NOW)
    print(f'"{REQUEST}", {len(known)} tools')
    print(f"chosen: {chosen.tool.facts.name if chosen else 'none'}")
    best, middle = measured(lambda: pick(hear(REQUEST), catalogue, NOW))
    rival_best, rival_middle = measured(lambda: difflib.get_close_matches(REQUEST, descriptions, 1, 0.0))
    for name, low, mid in (("rehearsal model", best, middle), ("difflib", rival_best, rival_middle)):
        print(f"{name:16} {low:7.2f} ms at best, {mid:7.2f} ms in the middle")
    print(f"ratio            {best / rival_best:7.2f}    at best, {middle / rival_middle:7.2f}    in the middle")


if __name__ == "__main__":
    main()

"""Random people, models, servers and disks against the real gate, watched; a broken promise becomes a short dialogue.

Pure: a seeded `random.Random` decides everything, time is a number, and nothing is read or written.
"""

from __future__ import annotations

from sayso.consent.simulation.dialogue import Dialogue, rehearse
from sayso.consent.simulation.scenario import Scenario
from sayso.consent.simulation.search import Found, search
from sayso.consent.simulation.shrinking import shrink
from sayso.consent.simulation.stage import Stage
from sayso.consent.simulation.tally import Tally

__all__ = ["Dialogue", "Found", "Scenario", "Stage", "Tally", "rehearse", "search", "shrink"]

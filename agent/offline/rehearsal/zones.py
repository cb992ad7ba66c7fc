"""Time zones by the names that people use: the zone's own, or the city in it."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from .heard import Heard


@cache
def _cities() -> dict[str, str]:
    cities: dict[str, str] = {}
    # Names with a region come last, so that they win over aliases of the same city.
    for zone in sorted(available_timezones(), key=lambda name: (name.count("/") == 1, name)):
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            cities[zone.rpartition("/")[2].replace("_", " ").lower()] = zone
    return cities | {"utc": "UTC", "gmt": "Etc/GMT"}


@cache
def _by_name() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


def zone_at(heard: Heard, i: int) -> tuple[str, int] | None:
    """The zone named at token `i` and the token after it."""
    exact = _by_name().get(heard.low(i)) if "/" in heard.low(i) else None
    if exact is not None:
        return exact, i + 1
    for length in (3, 2, 1):
        words = [heard.low(i + k).strip("\"'") for k in range(length)]
        zone = _cities().get(" ".join(words)) if all(words) else None
        if zone is not None:
            return zone, i + length
    return None

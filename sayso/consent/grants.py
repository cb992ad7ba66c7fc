"""What earlier approvals cover: nothing but what the question spoke, and never a destructive call."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.consent.call import Call
from sayso.consent.policy import Policy
from sayso.consent.settings import Grant, Settings
from sayso.consent.spoken.lookup import is_lookup

MOST = 200
"""Grants that one session keeps; beyond it the oldest is forgotten, and its call is asked about again."""


@dataclass(frozen=True, slots=True)
class Granted:
    """An approval that covers more than its own call."""

    grant: Grant
    id: str
    """The proposal whose approval it was."""
    by: str
    """Who gave it."""
    at: float
    call: Call


class Grants:
    """The grants of one session."""

    def __init__(self) -> None:
        self._by_digest: dict[str, Granted] = {}
        """For the session: this very call."""
        self._by_server: dict[str, Granted] = {}
        """For the turn: ordinary calls on that server."""
        self.turns = 0
        """Goes up whenever a turn's grants end: an approval of before makes none any more."""
        self.endings = 0
        """The same for all grants."""

    def add(self, grant: Grant, call: Call, id_: str, by: str, at: float) -> None:
        granted = Granted(grant, id_, by, at, call)
        if grant == "session":
            self._by_digest.pop(call.digest, None)
            self._by_digest[call.digest] = granted
            if len(self._by_digest) > MOST:
                del self._by_digest[next(iter(self._by_digest))]
        elif grant == "turn":
            self._by_server[call.server] = granted

    def covers(self, call: Call, policy: Policy, settings: Settings) -> Granted | None:
        """The grant that covers this call, if the call's own policy allows for such a grant."""
        if policy.destructive:
            return None
        if settings.grant == "session":
            return self._by_digest.get(call.digest)
        if settings.grant == "turn":
            granted = self._by_server.get(call.server)
            # A question that spoke of looking up more has granted nothing else.
            if granted is not None and (not looks_up(granted.call) or looks_up(call)):
                return granted
        return None

    def forget_call(self, digest: str) -> None:
        """It did not end well: whether it is to run again is for the person to say."""
        self._by_digest.pop(digest, None)

    def end_turn(self) -> None:
        """The task is over, and with it what was granted for it."""
        self.turns += 1
        self._by_server.clear()

    def end_all(self) -> None:
        self.endings += 1
        self.end_turn()
        self._by_digest.clear()

    def forget_tool(self, server: str, tool: str) -> None:
        """The tool has changed: what was granted was granted to another."""
        self._by_server.pop(server, None)
        stale = [digest for digest, granted in self._by_digest.items() if is_for(granted.call, server, tool)]
        for digest in stale:
            del self._by_digest[digest]


def looks_up(call: Call) -> bool:
    return is_lookup(call.server, call.tool)


def is_for(call: Call, server: str, tool: str) -> bool:
    return (call.server, call.tool) == (server, tool)

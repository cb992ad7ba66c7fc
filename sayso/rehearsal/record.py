"""What reached the servers: by their own record where they keep one for us, else by the toolset's events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.calls import CallEvent, written
from sayso.rehearsal.log import Log
from sayso.servers.declared import DeclaredServer, Http, Stdio

VARIABLE = "REHEARSAL_RECORD"
"""The file that a server may be given, to write a JSON line for each request that reaches it."""


@dataclass(frozen=True)
class Received:
    """One request to a tool."""

    server: str
    tool: str
    arguments: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.server}.{self.tool}({written(self.arguments)})"


class ServersRecord:
    """Follows the record and the events into the log."""

    def __init__(self, path: Path, servers: Iterable[DeclaredServer], log: Log) -> None:
        self._path = path
        self._keeping = {server.label for server in servers if keeps_record(server, str(path))}
        self._log = log
        self._read = 0
        self.received: list[Received] = []
        self.cancelled: list[str] = []

    def look(self) -> None:
        """Reads on in the servers' own record."""
        if not self._keeping or not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._note(json.loads(line))

    def see(self, event: CallEvent) -> None:
        """A call as the toolset tells of it."""
        if event.server in self._keeping:
            return
        if event.state == "started":
            self._arrived(Received(event.server, event.tool, dict(event.arguments)))
        elif event.state == "cancelled":
            self.cancelled.append(event.tool)

    def _note(self, line: dict[str, Any]) -> None:
        if "cancelled" in line:
            self.cancelled.append(str(line["cancelled"]))
        else:
            self._arrived(Received(str(line["server"]), str(line["tool"]), dict(line["arguments"])))

    def _arrived(self, received: Received) -> None:
        self.received.append(received)
        self._log.add("call", str(received))


def keeps_record(server: DeclaredServer, path: str) -> bool:
    """Whether a server was told where to write its record."""
    match server.transport:
        case Stdio(env=env, args=args):
            return path in (*env.values(), *args)
        case Http(headers=headers):
            return path in headers.values()

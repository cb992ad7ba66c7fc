"""What the rehearsal model knows of a tool: its name, its description, its JSON Schema. No more than any model gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .words import split_name, stem

NOT_CONNECTED = "not_connected"
"""The last part of a stand-in's name: it answers for a server that isn't connected."""


@dataclass(frozen=True)
class ToolFacts:
    """One tool, as the session offers it."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    read_only: bool | None = None

    @property
    def label(self) -> str:
        """The server's part of the name; empty where the tool belongs to no server."""
        label, cut, _ = self.name.rpartition("__")
        return label if cut else ""

    @property
    def short_name(self) -> str:
        return self.name.rpartition("__")[2]

    @property
    def stands_in(self) -> bool:
        return bool(self.label) and self.short_name == NOT_CONNECTED

    @property
    def spoken_label(self) -> str:
        return " ".join(split_name(self.label))

    @property
    def spoken_name(self) -> str:
        return " ".join(split_name(self.short_name)) or self.short_name

    def name_stems(self) -> list[str]:
        return [stem(word) for word in split_name(self.short_name)]

    def label_stems(self) -> list[str]:
        return [stem(word) for word in split_name(self.label)]

"""What the rehearsal model knows of a tool: its name, its description, its JSON Schema. No more than any model gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .words import split_name, stem

NOT_CONNECTED = "not_connected"
"""The last part of a stand-in's name: it answers for a server that isn't connected."""


_DIGEST = re.compile(r"_(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8}$")
"""What keeps two tools apart whose names would be the same."""


@dataclass(frozen=True)
class ToolFacts:
    """One tool, as the session offers it."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    read_only: bool | None = None
    asks: bool = False
    """Whether the person is asked before it runs; known where things to try are named, and no business of a model."""

    @property
    def label(self) -> str:
        """The server's part of the name; empty where the tool belongs to no server."""
        # A letter that providers don't take is a "_" in a tool's name, and several are many.
        label, cut, _ = self.name.partition("__")
        return label if cut else ""

    @property
    def short_name(self) -> str:
        label, cut, short = self.name.partition("__")
        return short if cut else label

    @property
    def stands_in(self) -> bool:
        return bool(self.label) and self.short_name == NOT_CONNECTED

    @property
    def spoken_label(self) -> str:
        return " ".join(split_name(self.label))

    @property
    def spoken_name(self) -> str:
        """What it is called aloud; empty for a name of which no letter that can be said has come through."""
        words = split_name(_DIGEST.sub("", self.short_name))
        return " ".join(words) if any(len(word) > 1 and not word.isdigit() for word in words) else ""

    def name_stems(self) -> list[str]:
        return [stem(word) for word in split_name(self.short_name)]

    def label_stems(self) -> list[str]:
        return [stem(word) for word in split_name(self.label)]

"""The rehearsal model: a stand-in for a language model that needs no key and no network.

It matches the words of a request to the tools that are connected, fills their arguments by JSON Schema, asks for what
is missing, and says what came back. It knows English, dates, times and numbers, and no word of any server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .facts import ToolFacts
from .suggest import suggest

if TYPE_CHECKING:
    from .model import RehearsalLLM

__all__ = ["RehearsalLLM", "ToolFacts", "suggest"]


def __getattr__(name: str) -> Any:
    # livekit.agents takes 3 s to import, and suggestions don't need it.
    if name == "RehearsalLLM":
        from .model import RehearsalLLM

        return RehearsalLLM
    raise AttributeError(name)

"""Watching that the promises are kept: every event and every effect of a session, in order, and nothing else.

It is written from the promises, keeps its own account, and knows nothing of how the gate works.
"""

from __future__ import annotations

from sayso.consent.watching.watcher import Watcher

__all__ = ["Watcher"]

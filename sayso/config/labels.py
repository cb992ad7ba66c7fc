"""A server's label, as people see and hear it, and the prefix of its tools' names, as the model sees it."""

from __future__ import annotations

import re

LONGEST = 64

_OTHER = re.compile(r"[^a-z0-9]+")


def prefix_of(label: str) -> str:
    """Lower case, everything else to single underscores, so that prefix__tool can be split again; may be empty."""
    return _OTHER.sub("_", label.lower()).strip("_")


def fault(label: str) -> tuple[str, str] | None:
    """What is wrong with a label, and the cure."""
    if len(label) > LONGEST:
        return f"the label has {len(label)} characters", f"shorten it to {LONGEST} at most"
    if not label.isprintable():
        return "the label has a control character", "labels are shown and spoken; remove it"
    if not prefix_of(label):
        return "the label has no letter a-z and no digit", "add one: the names of its tools begin with it"
    return None

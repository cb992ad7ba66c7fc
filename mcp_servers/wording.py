"""Small things that every sentence needs."""

from __future__ import annotations

from collections.abc import Sequence


def listed(things: Sequence[str], last: str = "and") -> str:
    """As one says a list: one, two and three."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"


def capital(text: str) -> str:
    """With a capital letter at the beginning of the sentence."""
    return text[:1].upper() + text[1:]


def brief(text: str, most: int = 60) -> str:
    """What the caller said, short enough to be said back."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rstrip() + "..."

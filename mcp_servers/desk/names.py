"""People's names as they are said, heard and written."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from mcp_servers.refused import Refused
from mcp_servers.wording import brief

_TITLES = {"mr", "mrs", "ms", "miss", "dr", "doctor"}
LONGEST = 80


def key(name: str) -> str:
    """What two spellings of one name have in common: no accents, no capitals, no titles, single blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain.casefold())
    return " ".join([word for word in words if word not in _TITLES] or words)


def part_of(said: str, name: str) -> bool:
    """Whether what was said is this name or a part of it, as "Silva" is of "Ana Silva"."""
    words = key(said).split()
    return bool(words) and set(words) <= set(key(name).split())


def nearest(said: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant."""
    by_key = {key(name): name for name in names}
    near = difflib.get_close_matches(key(said), by_key, n=1, cutoff=0.75)
    return by_key[near[0]] if near else None


def full_name(said: str) -> str:
    """A name to write down: first and last, with capitals where none were given."""
    name = " ".join(said.split())
    words = name.split()
    if len(words) > 2 and key(words[0]) in _TITLES:
        words = words[1:]
    name = " ".join(words)
    if not key(name):
        raise Refused("Whose appointment? Say the patient's name.")
    if len(name) > LONGEST or not all(c.isprintable() for c in name):
        raise Refused(f"{brief(name, 30)!r} is not a name that can be written down.")
    if len(key(name).split()) < 2:
        raise Refused(f"Please give the first and the last name; {brief(name)!r} is only one of them.")
    return name.title() if name == name.lower() else name

"""Paths as one says them: the name first, then the folder, so that both are heard."""

from __future__ import annotations

import re

from sayso.consent.spoken.dates import number_word
from sayso.consent.spoken.spelling import exactly

LONGEST_NAME = 60
"""Characters of one name that are said."""

_LOOKS = re.compile(r"(?:~|\.{1,2})?/[^\s?]|~$|\.{1,2}[/\\]|[A-Za-z]:[\\/]|\\\\\w|/$")


def looks_like_path(text: str) -> bool:
    """Whether a text is a path, whatever its argument is called: "/tmp/a.txt", "~/notes", "C:\\..."."""
    return _LOOKS.match(text) is not None and "\n" not in text and len(text) <= 4096


def split(path: str) -> tuple[str, str, str]:
    """Its folder, the separator after it, and its name. A name keeps the separator that ends it."""
    sign = "\\" if "\\" in path and "/" not in path else "/"
    at = path.rstrip(sign).rfind(sign)
    return (path[:at], sign, path[at + 1 :]) if at >= 0 else ("", "", path)


def say_path(path: str, noun: str, most: int) -> tuple[str, bool]:
    """The path, named by its noun, in about so many words; and whether that is all of it."""
    folder, sign, name = split(path)
    lead = f"the {noun} " if noun else ""
    if len(path) > 40 * most + LONGEST_NAME:
        whole = ""
    elif noun.endswith("folder") or not name:
        whole = f"{lead}{exactly(path)}"
    else:
        whole = f"{lead}{exactly(name)}{in_folder(folder, sign)}"
    if whole and (len(whole) <= LONGEST_NAME or (whole.count(" ") < most and _names_fit(path))):
        return whole, True
    said, _ = shortened(name, max(most // 2, 4), lead.rstrip())
    depth = sum(1 for step in folder.split(sign or "/") if step) if folder else 0
    if not depth:
        return f"{said}{in_folder(folder[:LONGEST_NAME], sign)}", False
    last, _ = shortened(folder.rpartition(sign)[2], max(most // 3, 3), "the folder")
    return f"{said} in {last}, {number_word(depth)} {'folder' if depth == 1 else 'folders'} deep", False


def in_folder(folder: str, sign: str) -> str:
    """The end of the phrase: " in the folder slash home slash ana"."""
    if not sign:
        return ""
    return f" in the folder {exactly(folder)}" if folder else f" in the folder {exactly(sign)}"


def shortened(text: str, most: int, noun: str = "") -> tuple[str, bool]:
    """A text after its noun, said exactly, in about so many words; and whether that is all of it."""
    said = exactly(text) if len(text) <= 40 * most else ""
    if said and said.count(" ") < most and _names_fit(text):
        return f"{noun} {said}".lstrip(), True
    half = max(most // 2, 2)
    begin = " ".join(exactly(text[:24]).split()[:half])
    end = " ".join(exactly(text[-12:]).split()[-max(half // 2, 1) :])
    size = f"of {number_word(len(text))} characters"
    return f"{noun or 'a name'} {size} that begins {begin} and ends {end}", False


def _names_fit(text: str) -> bool:
    return len(text) <= LONGEST_NAME or all(len(step) <= LONGEST_NAME for step in re.split(r"[/\\ ]", text))

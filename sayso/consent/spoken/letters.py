"""Letters that look like others, and characters that can't be seen.

A file named with a Cyrillic "a", or with a character that turns the direction of writing, reads like another file. Who
only hears the name can't know that, so it has to be said.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_NO_LETTERS = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_LATIN = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_ALIKE = frozenset("\u0131\u0130\u0237\u01c0\u01c3\u0251\u0261")
"""Latin letters that pass for others: an i without its dot."""
_LONGEST = 20_000
"""Characters that are looked at one by one; nobody listens to more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text without what can't be seen, and what was found in it."""

    text: str
    hidden: bool = False
    """Control, zero-width and direction characters, or halves of a pair, were taken out."""
    unusual: bool = False
    """Letters or digits are in it that are no Latin ones, or are put together in an unusual way."""

    @property
    def notice(self) -> str:
        """What is to be said of it: "with unusual letters in it"."""
        if self.hidden and self.unusual:
            return "with unusual letters and hidden characters in it"
        if self.hidden:
            return "with hidden characters in it"
        return "with unusual letters in it" if self.unusual else ""


def look(text: str) -> Seen:
    """The text as it can be read. Ends of lines are all written as one sign."""
    if text.isascii() and text.isprintable():
        return Seen(text)
    text = text.replace("\r\n", "\n").translate(_BREAKS)
    together = unicodedata.normalize("NFC", text[:_LONGEST])
    kept: list[str] = []
    hidden = False
    unusual = together != text[:_LONGEST]
    for char in together:
        if char.isascii():
            if char.isprintable() or char in "\n\t":
                kept.append(char)
            else:
                hidden = True
            continue
        category = unicodedata.category(char)
        if category in _NO_LETTERS:
            hidden = True
        elif category == "Zs":
            hidden = True
            kept.append(" ")
        else:
            unusual = unusual or _is_unusual(char, category)
            kept.append(char)
    rest = "".join(char if char.isprintable() or char == "\n" else " " for char in text[_LONGEST:])
    return Seen("".join(kept) + rest, hidden or rest != text[_LONGEST:], unusual)


def _is_unusual(char: str, category: str) -> bool:
    if char in _ALIKE:
        return True
    if category[0] in "MN":
        return True
    if category[0] != "L":
        return False
    return not any(ord(char) in span for span in _LATIN) or unicodedata.normalize("NFKC", char) != char

"""JSON as editors read it: comments, trailing commas, a byte-order mark; and stricter where that saves a user.

The standard library's reader knows neither comments nor where a duplicate key stands, and takes the last of two keys in
silence: a second `"require_approval"` would win unseen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

DEEPEST = 60

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_ALMOST = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}


class BrokenJsonError(Exception):
    """The text is not JSON; line and column count from 1, as editors count."""

    def __init__(self, what: str, line: int, column: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Duplicate:
    """A key that one object holds twice."""

    keys: tuple[str | int, ...]
    first_line: int
    line: int


def parse(text: str) -> tuple[Json, list[Duplicate]]:
    """The value, and every key that was written twice (the first one counts). Raises BrokenJsonError only."""
    reader = _Reader(text)
    reader.skip()
    if reader.at == len(text):
        raise reader.broken("the file is empty")
    value = reader.value(())
    reader.skip()
    if reader.at < len(text):
        raise reader.broken(f"unexpected {reader.seen()} after the end of the value")
    return value, reader.duplicates


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line_starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        self.duplicates: list[Duplicate] = []

    def value(self, keys: tuple[str | int, ...]) -> Json:
        if len(keys) > DEEPEST:
            raise self.broken(f"more than {DEEPEST} levels of brackets")
        char = self.peek()
        if char == "{":
            return self.object(keys)
        if char == "[":
            return self.array(keys)
        if char == '"':
            return self.string()
        if number := _NUMBER.match(self.text, self.at):
            return self.number(number)
        return self.word()

    def object(self, keys: tuple[str | int, ...]) -> Json:
        result: dict[str, Json] = {}
        lines: dict[str, int] = {}
        self.at += 1
        self.skip()
        while self.peek() != "}":
            if self.peek() != '"':
                raise self.broken(f"expected a key in double quotes or }}, found {self.seen()}")
            line = self.position()[0]
            key = self.string()
            self.skip()
            if self.peek() != ":":
                raise self.broken(f"expected a colon after the key, found {self.seen()}")
            self.at += 1
            self.skip()
            value = self.value((*keys, key))
            if key in result:
                self.duplicates.append(Duplicate((*keys, key), lines[key], line))
            else:
                result[key] = value
                lines[key] = line
            self.comma_or("}")
        self.at += 1
        return result

    def array(self, keys: tuple[str | int, ...]) -> Json:
        result: list[Json] = []
        self.at += 1
        self.skip()
        while self.peek() != "]":
            result.append(self.value((*keys, len(result))))
            self.comma_or("]")
        self.at += 1
        return result

    def comma_or(self, closing: str) -> None:
        self.skip()
        if self.peek() == ",":
            self.at += 1
            self.skip()
        elif self.peek() != closing:
            raise self.broken(f"expected a comma or {closing}, found {self.seen()}")

    def string(self) -> str:
        start = self.at
        self.at += 1
        parts: list[str] = []
        while True:
            plain = _PLAIN.match(self.text, self.at)
            if plain:
                parts.append(plain[0])
                self.at = plain.end()
            char = self.peek()
            if char == '"':
                self.at += 1
                return "".join(parts)
            if char == "\\":
                parts.append(self.escape())
            elif char in ("", "\n", "\r"):
                self.at = start
                raise self.broken("a string without its closing quote")
            else:
                raise self.broken(f"{self.seen()} in a string must be written as an escape")

    def escape(self) -> str:
        char = self.text[self.at + 1 : self.at + 2]
        if char in _ESCAPES and char:
            self.at += 2
            return _ESCAPES[char]
        first = self.unit()
        if first is None:
            raise self.broken("an escape that JSON does not know (a backslash itself is written \\\\)")
        if 0xD800 <= first < 0xDC00:
            half = self.at
            self.at += 6
            second = self.unit()
            if second is not None and 0xDC00 <= second < 0xE000:
                self.at += 6
                return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            self.at = half
        if 0xD800 <= first < 0xE000:
            # Half a character can be neither printed nor handed to a process.
            raise self.broken("half of a surrogate pair, which is no character")
        self.at += 6
        return chr(first)

    def unit(self) -> int | None:
        """The number of the \\uXXXX here, if there is one."""
        if self.text[self.at : self.at + 2] != "\\u":
            return None
        digits = _HEX.match(self.text, self.at + 2)
        return int(digits[0], 16) if digits else None

    def number(self, match: re.Match[str]) -> Json:
        self.at = match.end()
        whole = match[1] is None and match[2] is None
        # Python refuses to read an int of thousands of digits; as a float it is infinite, and no setting is.
        return int(match[0]) if whole and len(match[0]) < 300 else float(match[0])

    def word(self) -> Json:
        word = _WORD.match(self.text, self.at)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        if word and word[0] in _ALMOST:
            raise self.broken(f"unexpected {word[0]}: JSON writes {_ALMOST[word[0]]}")
        if self.peek() == "'":
            raise self.broken("a single quote: JSON puts strings in double quotes")
        raise self.broken(f"expected a value, found {self.seen()}")

    def skip(self) -> None:
        """Over white space and comments."""
        while True:
            space = _SPACE.match(self.text, self.at)
            if space:
                self.at = space.end()
            if self.text.startswith("//", self.at):
                end = _LINE_END.search(self.text, self.at)
                self.at = end.end() if end else len(self.text)
            elif self.text.startswith("/*", self.at):
                close = self.text.find("*/", self.at + 2)
                if close < 0:
                    raise self.broken("a comment without its end */")
                self.at = close + 2
            else:
                return

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def seen(self) -> str:
        char = self.peek()
        if not char:
            return "the end of the file"
        return char if char.isprintable() and char != " " else f"the character U+{ord(char):04X}"

    def position(self) -> tuple[int, int]:
        line = bisect_right(self.line_starts, self.at)
        return line, self.at - self.line_starts[line - 1] + 1

    def broken(self, what: str) -> BrokenJsonError:
        return BrokenJsonError(what, *self.position())

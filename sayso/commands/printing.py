"""Words of others on their way out: to a terminal, which they must not drive, or to a program, which must read them."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

UNLIMITED = 10_000
"""Columns: a pipe has no edge to wrap at, and whole lines can be searched."""


def show(*parts: RenderableType) -> None:
    """Prints tables and words as wide as the terminal is."""
    from rich.console import Console
    from rich.text import Text

    wrapped = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(highlight=False, markup=False, emoji=False, width=None if wrapped else UNLIMITED)
    with console.capture() as captured:
        for part in parts:
            # Words stay whole, so that they can be copied and searched for; tables fit the terminal.
            console.print(part, soft_wrap=isinstance(part, str | Text))
    # Tables fill their last column with spaces.
    for line in captured.get().split("\n")[:-1]:
        print(line.rstrip())


def printable(text: str) -> str:
    """Without control characters, which a terminal obeys; line breaks stay, other spaces become plain ones."""
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in text)


def one_line(text: str) -> str:
    """On one line, so that no text can look like a line of ours."""
    return " ".join(printable(text).split())


def json_line(value: Any) -> str:
    """Strict JSON on one line of ASCII, whatever is in the strings: half characters, line separators, NaN."""
    # Half a character (a lone surrogate) can't be encoded, and NaN and Infinity are not JSON.
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return json.dumps(json.loads(text, parse_constant=lambda _: None))


def be_lenient() -> None:
    """A character that the terminal's encoding lacks is shown as a question mark instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def flush() -> None:
    """Sends out what is still held back, while somebody can still handle that its reader has gone."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up() -> None:
    """The reader of our output has gone (`sayso tools | head`): nothing more is written, not even at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)

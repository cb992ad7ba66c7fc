"""Words that arrive in pieces, broken between words at the edge of the terminal."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len


class Flow:
    """One paragraph. Without a width (a pipe, a file) it breaks only where the text does."""

    def __init__(self, write: Callable[[str], None], *, width: int | None, indent: int, column: int = 0) -> None:
        self._write = write
        self._width = width
        self._indent = indent
        """Where every line but the first begins, so that none can look like a line of somebody else."""
        self._column = column
        self._spaces = ""
        self._word = ""

    def feed(self, text: str) -> None:
        """Takes the next piece; its last word is held back until it is known to be whole."""
        for character in text:
            if character == "\n":
                self.end_word()
                self._break()
            elif character == " ":
                self.end_word()
                self._spaces += " "
            else:
                self._word += character

    def end_word(self) -> None:
        """Writes the word that is held back."""
        if not self._word:
            return
        size = cell_len(self._spaces + self._word)
        if self._width is not None and self._column + size > self._width and self._column > self._indent:
            self._break()
            size = cell_len(self._word)
        self._write(self._spaces + self._word)
        self._column += size
        self._word = self._spaces = ""

    def _break(self) -> None:
        self._write("\n" + " " * self._indent)
        self._column = self._indent
        self._spaces = ""

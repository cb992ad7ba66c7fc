"""The handbook's folder, always as it is now, with SQLite's full-text search over it."""

from __future__ import annotations

import difflib
import os
import re
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from mcp_servers.handbook.markdown import Page, read_markdown
from mcp_servers.refused import Refused
from mcp_servers.wording import brief, listed

LARGEST = 2_000_000
"""Bytes; a larger file is no page of a handbook."""
MOST_WORDS = 32
"""How many words of a question count."""
STILL_NS = 200_000_000
"""A file that was written so shortly before it was read may change again without its time changing."""
WEIGHT = "bm25(passage, 0.0, 8.0, 2.0, 4.0, 1.0)"
NEARLY_AS_GOOD = 0.4
"""How good a further passage must be, beside the best, to be worth hearing."""

_STOP_WORDS = frozenset(
    {
        "a", "about", "an", "and", "any", "anything", "are", "as", "at", "be", "by", "can", "could", "do", "does",
        "for", "from", "get", "give", "handbook", "has", "have", "how", "i", "if", "in", "is", "it", "its", "know",
        "me", "my", "of", "on", "or", "our", "page", "please", "practice", "say", "says", "shall", "should", "so",
        "something", "tell", "that", "the", "their", "there", "they", "this", "to", "us", "was", "we", "what",
        "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A passage that was found."""

    page: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True)
class _Stamp:
    """What changes about a file when its content does."""

    changed: int
    written: int
    size: int
    inode: int


class Index:
    """A folder of Markdown. Each look compares the files' times first, so that what was found is what is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._stamps: dict[str, _Stamp | None] = {}
        self._pages: dict[str, Page] = {}
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute(
            "CREATE VIRTUAL TABLE passage USING fts5"
            "(page UNINDEXED, about, title, heading, text, tokenize = 'porter unicode61 remove_diacritics 2')"
        )

    def search(self, query: str, most: int = 3) -> tuple[Hit, ...]:
        """The best passages for a question, best first."""
        expression = match_expression(query)
        if not expression:
            raise Refused("What shall I look for? Say a word or two, such as refunds.")
        with self._lock:
            self._refresh()
            rows = self._db.execute(
                f"SELECT page, title, heading, text, {WEIGHT} AS rank FROM passage "  # noqa: S608 - a constant
                "WHERE passage MATCH ? ORDER BY rank, rowid LIMIT ?",
                (expression, most),
            ).fetchall()
        # bm25 is the better the more negative it is.
        return tuple(Hit(*row[:4]) for row in rows if row[4] <= rows[0][4] * NEARLY_AS_GOOD)

    def page(self, said: str) -> Page:
        """The page of this name or title. Only pages that were found in the folder can be had, never a path."""
        with self._lock:
            self._refresh()
            pages = dict(self._pages)
        wanted = _key(said)
        if not wanted:
            raise Refused(f"Which page? There are {self._named(pages)}.")
        by_key = {_key(page.title): page for page in pages.values()} | {_key(n): page for n, page in pages.items()}
        if wanted in by_key:
            return by_key[wanted]
        near = difflib.get_close_matches(wanted, by_key, n=1, cutoff=0.7)
        hint = f"Did you mean {by_key[near[0]].name}?" if near else f"There are {self._named(pages)}."
        raise Refused(f"There is no page {brief(said)!r}. {hint}")

    def names(self) -> tuple[str, ...]:
        """The names of all pages."""
        with self._lock:
            self._refresh()
            return tuple(sorted(self._pages))

    @staticmethod
    def _named(pages: dict[str, Page]) -> str:
        return listed(sorted(pages)[:30]) or "no pages yet"

    def _refresh(self) -> None:
        now = time.time_ns()
        files = self._files()
        for name in self._stamps.keys() - files.keys():
            self._forget(name)
        for name, (path, stamp) in files.items():
            if self._stamps.get(name) == stamp:
                continue
            self._forget(name)
            try:
                source = path.read_text(encoding="utf-8-sig", errors="replace")
            except OSError:
                continue  # gone or locked just now; the next look finds what it is then
            self._keep(read_markdown(name, source))
            self._stamps[name] = stamp if now - max(stamp.written, stamp.changed) > STILL_NS else None

    def _files(self) -> dict[str, tuple[Path, _Stamp]]:
        found: dict[str, tuple[Path, _Stamp]] = {}
        try:
            os.scandir(self._folder).close()
        except OSError:
            raise Refused("The handbook's folder can't be read at the moment.") from None
        for folder, folders, files in os.walk(self._folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for file in files:
                path = Path(folder, file)
                if file.startswith(".") or path.suffix.lower() != ".md":
                    continue
                try:
                    # A link that leads out of the folder would make any file of this machine a page.
                    inside = not path.is_symlink() or path.resolve().is_relative_to(self._folder)
                    stat = path.stat()
                except OSError:
                    continue
                if inside and path.is_file() and stat.st_size <= LARGEST:
                    name = path.relative_to(self._folder).with_suffix("").as_posix()
                    found[name] = (path, _Stamp(stat.st_ctime_ns, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return found

    def _keep(self, page: Page) -> None:
        self._pages[page.name] = page
        self._db.executemany(
            "INSERT INTO passage (page, about, title, heading, text) VALUES (?, ?, ?, ?, ?)",
            [
                # Who asks for what a page is named after wants to hear its beginning first.
                (page.name, "" if n else page.title, page.title, passage.heading, passage.text)
                for n, passage in enumerate(page.passages)
            ],
        )

    def _forget(self, name: str) -> None:
        self._stamps.pop(name, None)
        if self._pages.pop(name, None):
            self._db.execute("DELETE FROM passage WHERE page = ?", (name,))


def match_expression(query: str) -> str:
    """An FTS5 expression that any text can be made into: each word quoted, any of them may match."""
    readable = query.encode("utf-8", errors="ignore").decode("utf-8")
    words = re.findall(r"[^\W_]+", readable.casefold())
    telling = [word for word in words if word not in _STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in list(dict.fromkeys(telling))[:MOST_WORDS])


def _key(name: str) -> str:
    return "/".join(" ".join(re.findall(r"[^\W_]+", part.casefold())) for part in name.removesuffix(".md").split("/"))

"""The handbook's tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import BeforeValidator, Field

from mcp_servers.handbook import results
from mcp_servers.handbook.feedback import keep_feedback
from mcp_servers.handbook.index import Hit, Index
from mcp_servers.plain import PlainServer, given, said, tool
from mcp_servers.wording import brief, listed

Text = Annotated[str, BeforeValidator(given)]


class Handbook:
    """The tools, on one folder."""

    def __init__(self, index: Index, feedback: Path, clock: Callable[[], datetime]) -> None:
        self._index = index
        self._feedback = feedback
        self._clock = clock

    def search_handbook(
        self, query: Annotated[Text, Field(description="What to look for, in any words, such as refunds.")]
    ) -> Annotated[CallToolResult, results.Passages]:
        """Look something up in the handbook: opening hours, refunds, cancellations, parking, insurance and the like."""
        hits = self._index.search(query)
        if hits:
            return said("\n\n".join(_spoken(hit) for hit in hits), passages=[asdict(hit) for hit in hits])
        pages = listed(self._index.names()[:30]) or "none yet"
        return said(f"The handbook has nothing about {brief(query)!r}. Its pages are: {pages}.", passages=[])

    def read_page(
        self, page: Annotated[Text, Field(description="The page's name or title, such as opening-hours.")]
    ) -> CallToolResult:
        """Read a whole page of the handbook."""
        return said(self._index.page(page).source)

    def submit_feedback(
        self,
        text: Annotated[Text, Field(description="What the person has to say about the handbook.")],
        page: Annotated[Text, Field(description="The page it is about, such as parking.")] = "",
    ) -> CallToolResult:
        """Pass on what a person says about the handbook, or about one of its pages."""
        about = self._index.page(page) if page.strip() else None
        keep_feedback(self._feedback, about.name if about else None, text, self._clock())
        return said(f"Thank you, the feedback{f' on {about.title}' if about else ''} was passed on.")


def build(index: Index, feedback: Path, clock: Callable[[], datetime]) -> PlainServer:
    """The server with its tools and their hints."""
    handbook = Handbook(index, feedback, clock)
    return PlainServer(
        "handbook",
        title="Handbook",
        instructions="The handbook of a small practice: look things up here before answering about its rules.",
        tools=[
            tool(handbook.search_handbook, title="Search the handbook", reads=True),
            tool(handbook.read_page, title="Read a page", reads=True),
            tool(handbook.submit_feedback, title="Pass on feedback", reads=False),
        ],
    )


def _spoken(hit: Hit) -> str:
    return f"{hit.title}{f', {hit.heading}' if hit.heading else ''}: {hit.text}"

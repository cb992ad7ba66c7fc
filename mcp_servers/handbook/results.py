"""What the handbook's tools give back as data, beside the text that can be spoken."""

from __future__ import annotations

from pydantic import BaseModel


class PassageRow(BaseModel):
    """A passage and the page it is from."""

    page: str
    title: str
    heading: str
    text: str


class Passages(BaseModel):
    """The best passages, best first."""

    passages: list[PassageRow]

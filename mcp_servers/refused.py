"""A tool's no."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an ordinary answer, not an error in the program
    """The tool does not do it. The message is a sentence for the person, who may hear it spoken."""

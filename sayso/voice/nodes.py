"""What an agent's nodes give, in whichever of their forms."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any


def pieces_of(made: Any) -> AsyncIterator[Any]:
    """All that a node gives: an iterator, one piece or nothing, or a coroutine for any of them."""
    return aiter(made) if isinstance(made, AsyncIterable) else _pieces(made)


async def _pieces(made: Any) -> AsyncIterator[Any]:
    if inspect.isawaitable(made):
        made = await made
    if isinstance(made, AsyncIterable):
        async for piece in made:
            yield piece
    elif made is not None:
        yield made

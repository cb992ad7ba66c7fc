"""Sending one call and saying what came of it, whatever that is: to whoever shows it, and to the model."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from sayso.approval import CANCELLED, Progress
from sayso.consent.call import Call
from sayso.consent.effects import Run
from sayso.consent.events import Outcome
from sayso.servers.connection import CallFailedError, Connection, OutcomeUnknownError
from sayso.servers.results import result_text
from sayso.servers.tools import ServerTool

logger = logging.getLogger("sayso")

SAY_SO = "Say so; don't call it again with the same arguments."


@dataclass(frozen=True)
class Ended:
    """How a call went."""

    outcome: Outcome
    text: str = field(default="", repr=False)
    """The result, or what went wrong."""
    told: str = field(default="", repr=False)
    """The same for the model, with what to do about it."""


async def send(
    connection: Connection, tool: ServerTool, call: Call, run: Run | None, tell: Progress | None = None
) -> Ended:
    """Sends a call as it is frozen. Never raises: who cancels it learns that it was cancelled."""

    async def goes_on(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001 (the SDK's)
        if tell is not None and message:
            tell(message)

    try:
        result = await connection.call(tool, call.arguments, run, None if tell is None else goes_on)
    except CallFailedError as error:
        return Ended("failed", str(error), f"The call failed: {error}. {SAY_SO}")
    except OutcomeUnknownError as error:
        told = (
            f"It is not known whether this happened: {error}. Tell the person that it may have happened or not, "
            "and don't call it again."
        )
        return Ended("unknown", str(error), told)
    except asyncio.CancelledError:
        return Ended("cancelled", "", CANCELLED)
    except Exception as error:
        logger.warning("a call ended badly", extra={"server": connection.server.label, "cause": type(error).__name__})
        told = "It is not known whether this happened, because of an error. Say so."
        return Ended("unknown", "an error on our side", told)
    text = result_text(result)
    if result.is_error:
        return Ended("failed", text, f"The call failed: {text}\n{SAY_SO}")
    return Ended("ok", text, text)

"""Sending one call and saying what came of it, whatever that is: to whoever shows it, and to the model."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from sayso.consent.call import Call
from sayso.consent.effects import Run
from sayso.consent.events import Outcome
from sayso.servers.connection import CallFailedError, Connection, OutcomeUnknownError
from sayso.servers.results import result_text
from sayso.servers.tools import ServerTool

logger = logging.getLogger("sayso")


@dataclass(frozen=True)
class Ended:
    """How a call went."""

    outcome: Outcome
    text: str = field(default="", repr=False)
    """The result, or what went wrong."""
    told: str = field(default="", repr=False)
    """The same for the model, with what to do about it."""


async def send(connection: Connection, tool: ServerTool, call: Call, run: Run | None) -> Ended:
    """Sends a call as it is frozen. Never raises: who cancels it learns that it was cancelled."""
    try:
        result = await connection.call(tool, call.arguments, run)
    except CallFailedError as error:
        told = f"The call failed: {error}. Say so; don't call it again with the same arguments."
        return Ended("failed", str(error), told)
    except OutcomeUnknownError as error:
        told = (
            f"It is not known whether this happened: {error}. Tell the person that it may have happened or not, "
            "and don't call it again."
        )
        return Ended("unknown", str(error), told)
    except asyncio.CancelledError:
        told = "The call was cancelled; it may have happened in part. Say so, and don't call it again unasked."
        return Ended("cancelled", "", told)
    except Exception as error:
        logger.warning("a call ended badly", extra={"server": connection.server.label, "cause": type(error).__name__})
        told = "It is not known whether this happened, because of an error. Say so."
        return Ended("unknown", "an error on our side", told)
    text = result_text(result)
    return Ended("failed" if result.is_error else "ok", text, text)

"""Why the model did not answer, in one line."""

from __future__ import annotations

from urllib.parse import urlsplit

from livekit.agents import APIConnectionError, APIStatusError, APITimeoutError

from agent.choices import Choice
from sayso.problems import Problem


def model_problem(error: BaseException, model: Choice) -> Problem:
    """What to tell somebody whose request the model did not answer."""
    address = urlsplit(model.base_url).netloc.rpartition("@")[2] if model.base_url else model.name
    if isinstance(error, APIStatusError):
        said = f'"{said_by(error)}"'
        if error.status_code in (401, 403):
            what = f"{address} does not accept the key: {said}"
            return Problem("model-key-refused", "", what, "correct OPENAI_API_KEY (`check` shows what was chosen)")
        if error.status_code == 404:
            cure = "correct SAYSO_LLM_MODEL, or the path in OPENAI_BASE_URL, which often ends in /v1"
            return Problem("model-missing", "", f"{address} has no model {model.model}: {said}", cure)
        cure = "say it again in a moment"
        return Problem("model-failed", "", f"{address} answered {error.status_code}: {said}", cure)
    if isinstance(error, APITimeoutError):
        cure = "say it again; a model on your own machine may still be loading"
        return Problem("model-silent", "", f"{address} did not answer in time", cure)
    if isinstance(error, APIConnectionError):
        cure = "start it, or correct OPENAI_BASE_URL, then say it again"
        return Problem("model-unreachable", "", f"no connection to the model at {address}", cure)
    return Problem(
        "model-failed", "", f"the model could not answer ({type(error).__name__})", "say it again in a moment"
    )


def said_by(error: APIStatusError) -> str:
    """The provider's own words, where it sent some."""
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"]).strip().rstrip(".")
    return error.message.strip().rstrip(".")

"""All of a call in words, for who asks for details."""

from __future__ import annotations

from typing import Any

from sayso.consent.call import Call
from sayso.consent.spoken.deed import of_server
from sayso.consent.spoken.kinds import spoken_key
from sayso.consent.spoken.names import words_of
from sayso.consent.spoken.spelling import one_by_one
from sayso.consent.spoken.values import WHOLE, Heard, hear


def details_of(call: Call, arguments: dict[str, Any], heard_before: dict[str, Heard]) -> str:
    """Every value of the call with its name. Only secrets stay unsaid, and what is too long for any listener."""
    tool = (
        " ".join("slash" if word == "or" else word[:24] for word in words_of(call.tool)[:12]) or "a tool without a name"
    )
    said = [f"I would use {tool}{of_server(call.server)}."]
    whole = True
    for key, value in arguments.items():
        heard = heard_before[key]
        if not heard.exact:
            heard = hear(key, value, WHOLE)
        whole = whole and heard.exact
        name = spoken_key(key)
        said.append(f"{name[0].upper()}{name[1:]}: {heard.text}.")
    if not arguments:
        said.append("That is all of it.")
    elif not whole:
        said.append(f"Marked {mark_of(call)}.")
    return " ".join(said)


def mark_of(call: Call) -> str:
    """Tells this call from one that sounds the same where not all of it can be said: "4 f 9 c"."""
    return one_by_one(call.digest[:4])

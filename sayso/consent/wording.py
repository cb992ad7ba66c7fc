"""What the gate itself says: to the person around a question, and to the model about a refusal."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.consent.effects import Reason

SILENCE = "I didn't hear an answer."
UNCLEAR = "Sorry, I need a yes or a no."
EARLY = "To be sure:"
CANNOT_RECORD = "I can't keep a record of this right now, so I won't do it."
ALREADY_DECIDED = "That was decided already."
NOT_YOURS = "Only the person who was asked can decide that."
NOT_YET = "That question has not been asked yet."

_DONT = "It was not run, and nothing happened."
_TOLD: Mapping[Reason, str] = {
    "denied": (
        f"The person said no. {_DONT} Accept it, and don't call it again unless they ask for it anew. Where "
        "their words ask for something else, that is a new request."
    ),
    "stopped": f"The person said stop. {_DONT} Don't call it again unless they ask for it anew.",
    "edited": (
        f"The person wants it otherwise. {_DONT} This call is void: call the tool again with what they changed. "
        "They will be asked again."
    ),
    "later": f"The person wants this another time, not now. {_DONT} Don't call it again until they ask for it.",
    "silence": f"The person did not answer, and silence means no. {_DONT} Say so; don't call it again now.",
    "unclear": f"The person's answer was not understood, which means no. {_DONT} Say so; don't call it again now.",
    "expired": f"The question was not answered in time, which means no. {_DONT} Say so; don't call it again now.",
    "repeated": (
        "This very call was refused, failed, or ended unknown a moment ago. It was not run again and the person was "
        "not asked. Don't call it again; tell the person how it stands."
    ),
    "running": "This very call is running already. It was not started twice. Don't call it again; wait for its result.",
    "enough": (
        "Too many questions for one task: the person was not asked again, and it was not run. Answer with what you "
        "have, and say what is left."
    ),
    "full": f"Too many requests wait for the person's answer. {_DONT} Deal with those first.",
    "redefined": f"The tool has changed since. {_DONT} If it is still wanted, call it anew.",
    "unrecorded": f"Approvals can't be recorded right now, so nothing that needs one runs. {_DONT} Say so.",
    "left": f"The person has gone. {_DONT}",
    "withdrawn": f"The call was withdrawn. {_DONT}",
    "closing": f"The session is closing. {_DONT}",
}

QUOTED = 600
"""Characters of the person's words that go into a refusal; a whole story belongs to the conversation."""


def told(reason: Reason, words: str = "") -> str:
    """The tool's result for the model. Words are the person's own, quoted as such."""
    text = _TOLD[reason]
    return f'{text} Their words: "{words[:QUOTED]}"' if words else text

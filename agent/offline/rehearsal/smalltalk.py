"""The few things said to any agent that no tool answers: hello, thanks, help, what can you do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import phrases
from .facts import ToolFacts

_WHAT_FOR = "What can I do for you?"
_FIXED = [
    (r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: (?:there|again|you))*", f"Hello. {_WHAT_FOR}"),
    (
        (
            r"(?:(?:okay|ok|great|perfect|good|no|yes|all right|alright) )*(?:thanks|thank you|thankyou|cheers)"
            r"(?: (?:a lot|so much|very much|again|that's all|that is all))*"
        ),
        "You're welcome.",
    ),
    (
        r"(?:(?:thanks|thank you|okay|ok) )*(?:bye|goodbye|good bye|bye bye|see you|see you later|good night)",
        "Goodbye.",
    ),
    (
        r"(?:yes|yeah|yep|sure|okay|ok|all right|alright|right|fine|great|good|mm hmm)(?: please)?",
        f"Okay. {_WHAT_FOR}",
    ),
    (r"(?:no|nope|nothing|no thanks|no thank you|that's all|that is all|nothing else)", "Okay."),
    (r"(?:how are you|how's it going|how are you doing)(?: today)?", f"I'm ready. {_WHAT_FOR}"),
]
_WHO = re.compile(
    r"(?:who|what) (?:are|r) you|are you (?:a |an )?(?:real|human|person|robot|bot|machine|ai|language model).*|"
    r"what model (?:are you|is this)|what's your name|what is your name"
)
_WHAT = re.compile(
    r"help|help me|(?:so )?what can (?:you|i) (?:do|ask|say|try)(?: for me| here| now)?|what do you do|"
    r"(?:what|which) tools (?:are there|do you have|can you use|are connected|have you got|are available)(?: now)?|"
    r"(?:list|show|tell)(?: me)?(?: all)?(?: the| your)? (?:available )?tools|what are your (?:tools|abilities|skills)|"
    r"what else can you do|how can you help(?: me)?|what are my options|what(?: all)? are you able to do"
)
_DROP = re.compile(
    r"(?:(?:oh|no|okay|ok|actually|sorry|please|well|um|just) )*"
    r"(?:never ?mind|forget (?:it|that|about it)|cancel that|leave it|drop it|stop|skip it|"
    r"don't bother|do not bother|no thanks|no thank you|scratch that|let's not|not now|cancel)"
    r"(?: please| then| thanks| now)*"
)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("\u2019", "'")))


def small_talk(text: str, tools: Sequence[ToolFacts]) -> str:
    """A reply to what needs no tool; empty for everything else."""
    plain = _plain(text)
    if not plain:
        return "Sorry, I didn't catch that."
    polite = re.sub(r"^(?:(?:please|okay|ok|hi|hello|hey|so|um|well) )+(?=\w+ )|(?: please)$", "", plain)
    if _WHAT.fullmatch(plain) or _WHAT.fullmatch(polite):
        return phrases.abilities(tools)
    if _WHO.fullmatch(plain) or _WHO.fullmatch(polite):
        return phrases.WHO
    return next((reply for pattern, reply in _FIXED if re.fullmatch(pattern, plain)), "")


def drops(text: str) -> bool:
    """Whether someone gives up what they were being asked about."""
    return bool(_DROP.fullmatch(_plain(text)))

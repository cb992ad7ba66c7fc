"""What the gate promises, each with its id. Tests name the promise that they hold; docs/promises.md is made from here.

`python -m sayso.consent.promises` prints the document.
"""

from __future__ import annotations

from collections.abc import Mapping

PROMISES: Mapping[str, str] = {
    "P1": (
        "A tool whose policy asks never runs without a fresh approval of exactly this call, or a grant that the policy "
        "names, that the question spoke, and that the ledger records."
    ),
    "P1.frozen": "What was asked is what runs: a changed argument or a changed definition of the tool asks anew.",
    "P1.grant": "A grant covers what it names and no more, ends in time, and never covers a destructive call.",
    "P2": (
        "Only the person who was asked can approve: not the model, not a tool's description or result, not the agent's "
        "own voice, not another participant."
    ),
    "P3": "An answer counts only after the question began to be heard; words spoken before it never approve.",
    "P3.words": (
        "An approval counts only when the words that name the deed and its risky values were played, or the question "
        "stood where the person reads; when something else was answered in between, they must be played again."
    ),
    "P4": (
        "Silence, an error, a hang-up, a closing session, a full queue or an answer that is not understood after the "
        "last re-ask means no."
    ),
    "P4.silence": "A question that nobody answers is asked once more, and then refused.",
    "P4.unclear": "A question whose answers are not understood is asked again in full, and then refused.",
    "P4.record": "While records can't be written, nothing that asks is approved.",
    "P4.left": "When the person has gone, what waits is refused and what runs is cancelled.",
    "P4.closing": "When the session closes, what waits is refused, what runs is cancelled, and nothing runs after it.",
    "P4.full": "When too many requests wait, one more is refused.",
    "P5": "An approval is used once, and expires.",
    "P5.recorded": "The decision is on record before the call is sent; a no that arrives in between wins.",
    "P5.order": "Everything goes on record in this order: proposed, asked, heard, decided, sent, ended, closed.",
    "P5.crash": "The record survives a crash.",
    "P6": (
        "A no ends it: the model is told so with the reason, and asking again for the same call in the same turn is "
        "refused without bothering the person."
    ),
    "P6.moment": "A plain no and a stop work at any moment, and win over an approval of the same turn.",
    "P6.reason": "The reason that the model is told is what happened.",
    "P7": (
        "A call whose outcome is unknown (time-out, lost connection) is reported as unknown, never silently tried "
        "again unless the tool is read-only."
    ),
    "D1": "Every proposed call gets exactly one outcome: it runs, it is refused, or it joins the same call that waits.",
    "D2": "All final words of a person, and all decisions by a button or a key, are answered exactly once.",
    "D3": "One question is out at a time, in order of arrival, none is begun over the person's words, none too many.",
    "D4": "Nobody waits for the other: while a call waits, a question is being said, somebody speaks, or a clock runs.",
    "D5": "A yes that counts is acted upon: a fast one at once, a careful one after its quiet and not before.",
    "D6": "A yes that came too early is not lost in silence: the question is finished or asked again.",
    "D7": "The gate takes every event at every moment, and fails at none.",
}
"""P1 to P7 are the promises, and what follows a dot is a part of one; the duties, D, keep a conversation going."""


class BrokenPromiseError(AssertionError):
    """A promise was broken: which, and by what."""

    def __init__(self, promise: str, what: str) -> None:
        if promise not in PROMISES:
            raise KeyError(promise)
        super().__init__(f"{promise} is broken: {what}")
        self.promise = promise
        self.what = what


def document() -> str:
    """docs/promises.md."""
    lines = ["| id | promise |", "|---|---|"]
    lines += [f"| {name} | {says} |" for name, says in PROMISES.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(document())

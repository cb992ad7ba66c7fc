"""From the words of an answer to a verdict: one table of rules, read from the top, the first that speaks decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from sayso.consent.lexicon import AGAINST, ASKED_BIT, BIT, NO, OKAY, ORDER, REFUSING, SHRUG, STOP, YES
from sayso.consent.question import Question
from sayso.consent.reading.beside import ALWAYS, APPROVES, ASKS, Answer, leaves, what_was_asked
from sayso.consent.reading.heard import hear
from sayso.consent.reading.kept import Kept

Verdict = Literal["approve", "deny", "unclear"]
Kind = Literal[
    "yes",
    "no",
    "edit",
    "condition",
    "yes and more",
    "side question",
    "repeat",
    "details",
    "wait",
    "stop",
    "later",
    "someone else",
    "echo",
    "chatter",
]


class Reading(NamedTuple):
    """What an answer means, by which rule, and the words that it rests on."""

    verdict: Verdict
    kind: Kind
    rule: str
    """The name of the rule that decided, for the ledger and the tests."""
    words: str
    """The words of the answer that it rests on."""

    @property
    def why(self) -> str:
        return f"{self.rule}: {self.words!r}" if self.words else self.rule


SURE_ENOUGH = 0.5
"""A destructive call wants a transcript at least this certain,"""
SECONDS_A_WORD = 0.08
"""and words that could have been said in the time."""

Found = tuple[Verdict, Kind, str] | None
"""What a rule says: the verdict, its kind and the words, or nothing."""


def nothing_said(a: Answer) -> Found:
    return None if a.words else ("unclear", "chatter", "")


def our_own_words(a: Answer) -> Found:
    """The microphone heard the loudspeaker."""
    return "unclear", "echo", a.means("ours")


def words_of_others(a: Answer) -> Found:
    """Reported speech, the television, a yes that is only spoken of."""
    return None if a.refusal else ("unclear", "chatter", a.means("reported"))


def meant_otherwise(a: Answer) -> Found:
    """Sarcasm, as far as a set phrase carries it."""
    return ("unclear", "chatter", a.text) if a.all_is(SHRUG, SHRUG) else None


def yes_with_a_question_mark(a: Answer) -> Found:
    return ("unclear", "side question", a.text) if a.said.asks else None


def yes_in_quotation_marks(a: Answer) -> Found:
    return ("unclear", "chatter", a.text) if a.said.quotes else None


def yes_hardly_heard(a: Answer) -> Found:
    """A destructive call wants words that the recogniser was sure of, in the time that they take."""
    unsure = a.confidence is not None and a.confidence < SURE_ENOUGH
    hasty = a.duration is not None and a.duration < SECONDS_A_WORD * len(a.words)
    return ("unclear", "chatter", a.text) if a.strict and (unsure or hasty) else None


def yes_cut_short(a: Answer) -> Found:
    """It goes on, and we did not hear how."""
    unfinished = a.said.cut or a.words[-1] in a.lexicon.asking.dangling
    return ("unclear", "wait", a.words[-1]) if unfinished else None


def yes_to_the_opposite(a: Answer) -> Found:
    word = a.opposite()
    return ("unclear", "edit", word) if word else None


def some_of_them(a: Answer) -> Found:
    """Of several things that were asked, not all."""
    asked = a.approves or a.all_is(ASKED_BIT | ORDER, ASKED_BIT | ORDER)
    return ("unclear", "edit", a.text) if asked and a.names_some() else None


def yes(a: Answer) -> Found:
    """All of it is affirmation, politeness, filler, or what was asked said again."""
    return "approve", "yes", a.text


def only_the_question(a: Answer) -> Found:
    """Its words, and nothing that says yes or no to them."""
    return ("unclear", "echo", a.text) if a.all_is(ASKED_BIT | ORDER, ASKED_BIT | ORDER) and a.restates else None


def shrug(a: Answer) -> Found:
    return "unclear", "chatter", a.means("shrug")


def stop(a: Answer) -> Found:
    return "deny", "stop", a.finds("stop") or a.text


def torn(a: Answer) -> Found:
    """Yes and no in one breath."""
    both = any(seen & NO and seen & (YES | ORDER) for seen in a.all)
    return ("unclear", "chatter", a.text) if both and not a.all_is(AGAINST, REFUSING) else None


def not_now(a: Answer) -> Found:
    words = a.means("not now") or (a.refusal and a.means("later"))
    return ("deny", "later", words) if words else None


def no_with_a_change(a: Answer) -> Found:
    """ "No, the other one": refused, and something else is wanted."""
    words = a.other_value() or a.finds("change")
    return ("deny", "edit", words) if words else None


def no(a: Answer) -> Found:
    return "deny", "no", a.refusal or a.text


def condition(a: Answer) -> Found:
    return "unclear", "condition", a.means("condition")


def wait(a: Answer) -> Found:
    return "unclear", "wait", a.means("wait")


def details(a: Answer) -> Found:
    return "unclear", "details", a.means("details")


def repeat(a: Answer) -> Found:
    # "What?" alone asks for the question; with words of it ("what is in it") it asks about it.
    bit = BIT["repeat"]
    words = a.finds("repeat") or (a.text if a.all_is(bit, bit) else "")
    return ("unclear", "repeat", words) if words else None


def someone_else(a: Answer) -> Found:
    return "unclear", "someone else", a.means("someone else")


def question(a: Answer) -> Found:
    """Something is asked back; after a yes it is a yes and more."""
    return "unclear", "yes and more" if a.led_by_yes else "side question", a.finds("question") or a.text


def other_value(a: Answer) -> Found:
    """Another value than was asked, or words that say: something else."""
    words = a.other_value() or a.means("change")
    return ("unclear", "edit", words) if words else None


def later(a: Answer) -> Found:
    return "unclear", "later", a.means("later")


def weak_yes(a: Answer) -> Found:
    """All of it would be a yes, were the reading not strict: "okay"."""
    return "unclear", "yes", a.text


def yes_and_more(a: Answer) -> Found:
    return ("unclear", "yes and more", a.text) if a.led_by_yes else None


RULES: tuple[tuple[int, Callable[[Answer], Found]], ...] = (
    (ALWAYS, nothing_said),
    (BIT["ours"], our_own_words),
    (BIT["reported"], words_of_others),
    (SHRUG, meant_otherwise),
    (APPROVES, yes_with_a_question_mark),
    (APPROVES, yes_in_quotation_marks),
    (APPROVES, yes_hardly_heard),
    (APPROVES, yes_cut_short),
    (APPROVES, yes_to_the_opposite),
    (APPROVES | ASKED_BIT | ORDER, some_of_them),
    (APPROVES, yes),
    (ASKED_BIT | ORDER, only_the_question),
    (SHRUG, shrug),
    (STOP, stop),
    (NO, torn),
    (BIT["not now"] | BIT["later"], not_now),
    (REFUSING, no_with_a_change),
    (REFUSING, no),
    (BIT["condition"], condition),
    (BIT["wait"], wait),
    (BIT["details"], details),
    (BIT["repeat"], repeat),
    (BIT["someone else"], someone_else),
    (BIT["question"] | ASKS, question),
    (BIT["later"], later),
    (ALWAYS, other_value),
    (OKAY, weak_yes),
    (ALWAYS, yes_and_more),
)
"""Each behind the meanings of which one must be in an answer that it has anything to say of: looking takes time."""


_rules: Kept[int, tuple[Callable[[Answer], Found], ...]] = Kept(
    lambda bits: tuple(rule for needed, rule in RULES if needed & bits)
)
"""Those that have anything to say of an answer with some meanings in it."""


def interpret(
    answer: str,
    question: Question | str = "",
    strict: bool = False,
    *,
    language: str = "en",
    tool: str = "",
    arguments: Mapping[str, Any] | None = None,
    confidence: float | None = None,
    duration: float | None = None,
) -> Reading:
    """Reads one final transcript, or one typed line, as an answer to the question.

    `tool` and `arguments` are the call's: their words and values may be said again in an approval as well.
    """
    text, values = (question, ()) if isinstance(question, str) else (question.text, question.values)
    more = (*values, tool, *leaves(arguments)) if arguments or tool else values
    asked = partial(what_was_asked, text, more, language)
    heard = Answer(hear(answer, language), asked, text, strict=strict, confidence=confidence, duration=duration)
    for rule in _rules.of(heard.bits):
        found = rule(heard)
        if found is not None:
            return Reading(found[0], found[1], rule.__name__, found[2])
    return Reading("unclear", "chatter", "not_understood", heard.text)

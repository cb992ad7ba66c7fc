"""Each rule of the reading decides what it is there for. The same rules are taken away one by one by
`python -m benchmarks.mutations --only answer`; these are the tests that must notice.
"""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.answer import RULES, interpret
from sayso.consent.lexicon import UnknownLanguageError
from sayso.consent.question import Question

DELETE = "Shall I delete the file report dot txt?"
CANCEL = "Shall I cancel Ana Silva's appointment on Tuesday the 24th at half past nine?"
SEND = "Shall I send 15 euros to Miriam?"
MUSIC = "Shall I stop the music?"
LIGHT = "Shall I turn off the light in the kitchen?"
GUESTS = "Shall I invite three people: Ana Silva, Tom Weber and Li Wei?"
CHECK = "Is the order correct?"

ROWS: list[tuple[str, str, str, str, str]] = [
    # rule, verdict, kind, answer, question
    ("nothing_said", "unclear", "chatter", "", DELETE),
    ("nothing_said", "unclear", "chatter", " ... ", ""),
    ("our_own_words", "unclear", "echo", "please say yes or no", DELETE),
    ("our_own_words", "unclear", "echo", "shall I send fifteen euros to miriam yes", SEND),
    ("words_of_others", "unclear", "chatter", "and then I said yes", DELETE),
    ("words_of_others", "unclear", "chatter", "he said yes", DELETE),
    ("words_of_others", "unclear", "chatter", "yes I can hear you", DELETE),
    ("meant_otherwise", "unclear", "chatter", "yeah right", DELETE),
    ("meant_otherwise", "unclear", "chatter", "oh great", DELETE),
    ("yes_with_a_question_mark", "unclear", "side question", "Yes?", DELETE),
    ("yes_in_quotation_marks", "unclear", "chatter", '"Yes."', DELETE),
    ("yes_cut_short", "unclear", "wait", "yes and", DELETE),
    ("yes_cut_short", "unclear", "wait", "go ahead please " * 80, DELETE),
    ("yes_to_the_opposite", "unclear", "edit", "yes turn it on", LIGHT),
    ("some_of_them", "unclear", "edit", "yes Ana and Tom", GUESTS),
    ("some_of_them", "unclear", "edit", "just Ana", GUESTS),
    ("yes", "approve", "yes", "yes", DELETE),
    ("yes", "approve", "yes", "Yes, fifteen euros to Miriam.", SEND),
    ("yes", "approve", "yes", "yes stop it", MUSIC),
    ("yes", "approve", "yes", "yes turn off the light", LIGHT),
    ("yes", "approve", "yes", "yes all three", GUESTS),
    ("yes", "approve", "yes", "delete it please", DELETE),
    ("yes", "approve", "yes", "it is", CHECK),
    ("yes", "approve", "yes", "please", DELETE),
    ("only_the_question", "unclear", "echo", "the file report dot txt", DELETE),
    ("only_the_question", "unclear", "echo", "stop", MUSIC),
    ("only_the_question", "unclear", "echo", "cancel please", CANCEL),
    ("shrug", "unclear", "chatter", "no idea", DELETE),
    ("shrug", "unclear", "chatter", "I don't care", DELETE),
    ("stop", "deny", "stop", "stop", SEND),
    ("stop", "deny", "stop", "never mind", MUSIC),
    ("stop", "deny", "stop", "no no stop it", SEND),
    ("stop", "deny", "stop", "stop right there, you thief", SEND),
    ("torn", "unclear", "chatter", "no yes", DELETE),
    ("torn", "unclear", "chatter", "yes no", DELETE),
    ("torn", "unclear", "chatter", "no go ahead", DELETE),
    ("not_now", "deny", "later", "not right now", DELETE),
    ("not_now", "deny", "later", "I'll let you know", DELETE),
    ("not_now", "deny", "later", "hold off on that please", DELETE),
    ("not_now", "deny", "later", "no, I'll do that tomorrow", DELETE),
    ("no_with_a_change", "deny", "edit", "no, make it fifty", SEND),
    ("no_with_a_change", "deny", "edit", "no, the other one", DELETE),
    ("no_with_a_change", "deny", "edit", "no, twenty", SEND),
    ("no", "deny", "no", "no", DELETE),
    ("no", "deny", "no", "No, because I still need it.", DELETE),
    ("no", "deny", "no", "don't delete it", DELETE),
    ("no", "deny", "no", "no he told me not to", DELETE),
    ("no", "deny", "no", "no that's fine", DELETE),
    ("no", "deny", "no", '"No."', DELETE),
    ("no", "deny", "no", "no because", DELETE),
    ("no", "deny", "no", "no Ana", GUESTS),
    ("no", "deny", "no", "Ana no", GUESTS),
    ("condition", "unclear", "condition", "yes if it's free of charge", SEND),
    ("wait", "unclear", "wait", "hold on a moment", DELETE),
    ("details", "unclear", "details", "what exactly", DELETE),
    ("repeat", "unclear", "repeat", "say that again", DELETE),
    ("someone_else", "unclear", "someone else", "ask my wife", SEND),
    ("question", "unclear", "side question", "what will it cost", SEND),
    ("question", "unclear", "side question", "Miriam who?", SEND),
    ("question", "unclear", "side question", "what about Ana", GUESTS),
    ("question", "unclear", "side question", "why not", SEND),
    ("question", "unclear", "yes and more", "yes and what time do they open", SEND),
    ("question", "unclear", "yes and more", "okay what time do they open", SEND),
    ("later", "unclear", "later", "yes tomorrow", DELETE),
    ("other_value", "unclear", "edit", "yes, fifty", SEND),
    ("other_value", "unclear", "edit", "yes the 25th", CANCEL),
    ("other_value", "unclear", "edit", "yes 15 dollars", SEND),
    ("other_value", "unclear", "edit", "make it bigger", DELETE),
    ("other_value", "unclear", "edit", "all four", GUESTS),
    ("yes_and_more", "unclear", "yes and more", "yes and turn on the lights", SEND),
    ("question", "unclear", "side question", "what is in it", "Shall I delete the file, at its long path?"),
    ("weak_yes", "unclear", "yes", "okay", DELETE),
    ("weak_yes", "unclear", "yes", "mm-hmm", DELETE),
    ("not_understood", "unclear", "chatter", "asdf", DELETE),
]


@pytest.mark.parametrize(("rule", "verdict", "kind", "answer", "question"), ROWS)
def test_a_rule_decides_what_it_is_there_for(rule: str, verdict: str, kind: str, answer: str, question: str) -> None:
    reading = interpret(answer, question, strict=True)
    assert (reading.rule, reading.verdict, reading.kind) == (rule, verdict, kind)


GIVEN: list[tuple[str, bool, dict[str, Any]]] = [
    # verdict of a plain "yes, please delete it", strict, what is known of the transcript
    ("unclear", True, {"confidence": 0.49}),
    ("approve", True, {"confidence": 0.5}),
    ("approve", False, {"confidence": 0.1}),
    ("unclear", True, {"duration": 0.3}),
    ("approve", True, {"duration": 0.4}),
    ("approve", False, {"duration": 0.1}),
    ("unclear", True, {"confidence": 0.9, "duration": 0.1}),
    ("unclear", True, {"confidence": 0.1, "duration": 3.0}),
    ("approve", True, {"confidence": 0.9, "duration": 3.0}),
]


@pytest.mark.parametrize(("verdict", "strict", "given"), GIVEN)
def test_a_destructive_call_wants_words_that_were_heard_well(verdict: str, strict: bool, given: dict[str, Any]) -> None:
    reading = interpret("yes please delete it", DELETE, strict, **given)
    assert reading.verdict == verdict
    assert reading.rule == ("yes" if verdict == "approve" else "yes_hardly_heard")


def test_a_no_counts_however_badly_it_was_heard() -> None:
    assert interpret("no", DELETE, strict=True, confidence=0.1, duration=0.01).verdict == "deny"


MONEY = {"amount": 15, "to": "Miriam", "notes": ["rent", {"of": "June"}], "urgent": True, "fee": None}


@pytest.mark.parametrize("answer", ["yes fifteen to Miriam", "yes the rent to Miriam", "yes the rent of June please"])
def test_values_of_the_call_may_be_said_again(answer: str) -> None:
    assert interpret(answer, "Shall I do it?", strict=True).verdict == "unclear"
    assert interpret(answer, "Shall I do it?", strict=True, arguments=MONEY).verdict == "approve"


def test_other_values_than_the_call_has_are_a_change() -> None:
    reading = interpret("yes fifty to Miriam", "Shall I do it?", strict=True, arguments=MONEY)
    assert (reading.verdict, reading.kind) == ("unclear", "edit")
    assert interpret("yes to Tom", "Shall I do it?", strict=True, arguments=MONEY).verdict == "unclear"


def test_words_of_the_tool_may_be_said_again() -> None:
    assert interpret("yes the invoice", "Shall I do it?", strict=True).verdict == "unclear"
    assert interpret("yes the invoice", "Shall I do it?", strict=True, tool="pay_invoice").verdict == "approve"


def test_the_values_of_a_question_count_as_said() -> None:
    asked = Question(text="Shall I do it?", counts=3, details="", values=("report dot txt",))
    assert interpret("yes, report.txt", asked, strict=True).verdict == "approve"
    assert interpret("yes, report.txt", asked.text, strict=True).verdict == "unclear"


def test_a_language_that_there_is_not_is_named() -> None:
    with pytest.raises(UnknownLanguageError, match=r"'tlh'.*de, en"):
        interpret("yes", DELETE, language="tlh")


def test_a_language_may_name_its_country() -> None:
    assert interpret("yes", DELETE, language="en-GB").verdict == "approve"
    assert interpret("ja", "Soll ich das löschen?", language="de_AT").verdict == "approve"


def test_every_rule_has_a_row() -> None:
    tested = {rule for rule, *_ in ROWS} | {"yes_hardly_heard"}
    assert {rule.__name__ for _, rule in RULES} == tested - {"not_understood"}


@pytest.mark.parametrize(
    ("answer", "question", "language", "why"),
    [
        ("um, Yes please!", DELETE, "en", "yes: 'yes please'"),
        ("yes and what does it cost", SEND, "en", "question: 'what does'"),
        ("the garage?", DELETE, "en", "question: 'the garage'"),
        ("well, stop it at once", SEND, "en", "stop: 'stop'"),
        ("stopp", "Soll ich das löschen?", "de", "stop: 'stopp'"),
        ("no, I'll do that later", DELETE, "en", "not_now: 'later'"),
        ("No, because I still need it.", DELETE, "en", "no: 'no'"),
        ("okay nein", "Soll ich das löschen?", "de", "no: 'okay nein'"),
        ("", SEND, "en", "nothing_said"),
    ],
)
def test_a_reading_says_why(answer: str, question: str, language: str, why: str) -> None:
    assert interpret(answer, question, language=language).why == why

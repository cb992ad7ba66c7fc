"""A `say` template is part of a question in which yes means that it runs; what could turn that round is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings
from sayso.consent.templates import fill, placeholders, template_fault

GOOD = [
    "cancel the appointment of {patient} on {date}",
    "cancel {patient}'s appointment",
    "Cancel the appointment of {patient}.",
    "Shall I cancel the appointment of {patient}?",
    "shall I please pay {amount} to {to}",
    "transfer {amount.value} to {payees.0.name}",
    "leave the channel {channel}",
    "decline the invitation of {who}",
    "approve the request {id}",
    "stop the {machine}",
    "book a non-smoking room for {guest}",
    "send you a text at {phone}",
    "bring {item} to {room}",
    "empty the trash",
    "send the patients' reminders at ten o'clock",
]
BAD = {
    "": "is empty",
    "   ": "is empty",
    "?": "no words of its own",
    "Shall I?": "no words of its own",
    "{action}": "no words of its own",
    "{action} the file": "begins with an argument",
    "would you mind if I cancel {patient}": "",
    "do you mind if I cancel {patient}": "",
    "do you object to my cancelling {patient}": "",
    "you don't want to keep {patient}": "don't",
    "you don\u2019t want to keep {patient}": "don't",
    "you dont want {patient}": "dont",
    "keep {patient} on the list": "keep",
    "leave {patient} as it is": "leave",
    "leave the file untouched": "leave",
    "let it be": "let",
    "skip the payment of {amount}": "skip",
    "not pay {amount}": "not",
    "do-not pay {amount}": "not",
    "never pay {amount}": "never",
    "pay {amount} unless {who} pays": "unless",
    "pay {amount} without {who}": "without",
    "pay {amount} instead of {other}": "instead",
    "pay nothing but {amount}": "nothing",
    "refrain from paying {amount}": "refrain",
    "hold off paying {amount}": "hold off",
    "pay {amount} if {who} agrees": "if",
    "pay {amount} as long as {who} agrees": "as long as",
    "cancel {one} or {other}": "'or'",
    "cancel either one": "either",
    "pay, otherwise cancel": "otherwise",
    "pay {amount}? Shall I send {mail}?": "two questions",
    "pay {amount} and shall I send {mail}": "two questions",
    "pay {}": "placeholder",
    "pay {amount": "placeholder",
    "pay amount}": "placeholder",
    "pay {a b}": "placeholder",
    "pay {{amount}}": "placeholder",
    "pay {amount!r}": "placeholder",
    "pay {amount:.2f}": "placeholder",
    "pay {0}": "placeholder",
    "pay{amount}": "touches",
    "pay {amount}s": "touches",
    "pay {amount}{currency}": "touches",
    "pay <b>{amount}</b>": "'<'",
    "pay *{amount}*": "'*'",
    "pay {amount}; send {mail}": "';'",
    "pay {amount}. Send {mail}": "'.'",
    "pay \u201c{amount}\u201d": "sign",
    "pay '{amount}'": "apostrophe",
    "pay {amount}, no'thing": "apostrophe",
    "pay\n{amount}": "line break",
    "p\u0430y {amount}": "another script",
    "pay\u200b {amount}": "hidden",
    "pay {amount}, just say yes": "words the answer",
    "go ahead and pay {amount}": "go ahead",
    "you agree to pay {amount}": "you agree",
    "the payment of {amount}": "begins with",
    "to pay {amount}": "begins with",
    "cancelling {patient}": "begins with",
    "can I pay {amount}": "begins with",
    "would pay {amount}": "begins with",
    " ".join(["pay"] * 26): "26 words",
}


@pytest.mark.parametrize("template", GOOD)
def test_a_clause_that_names_a_deed_is_taken(template: str) -> None:
    assert template_fault(template) is None


@pytest.mark.parametrize(("template", "reason"), BAD.items())
def test_a_template_that_could_mislead_is_refused_with_the_reason(template: str, reason: str) -> None:
    fault = template_fault(template)
    assert fault is not None
    assert reason in fault


@pytest.mark.parametrize("template", BAD)
def test_a_refused_template_words_no_question(template: str) -> None:
    call = freeze("bank", "pay", "d", {"amount": 15, "action": "pay", "patient": "Ana", "who": "Ben", "other": "x"})
    assert phrase(call, Settings(say=template), True) == phrase(call, Settings(), True)
    assert fill(template, call.arguments) is None
    assert placeholders(template) == ()


def test_the_placeholders_are_filled_with_values_as_they_are_heard() -> None:
    arguments = {"patient": "Ana Silva", "date": "2026-11-24", "time": {"from": "09:30"}, "with": ["Ben", "Cleo"]}
    filled = fill("cancel {patient}'s appointment on {date} at {time.from} with {with.1}", arguments)
    assert filled == (
        "cancel Ana Silva's appointment on Tuesday the 24th of November 2026 at half past nine in the morning with Cleo"
    )


@pytest.mark.parametrize("arguments", [{}, {"patient": None}, {"Patient": "Ana"}, {"patient": {}, "a": 1}])
def test_a_template_whose_argument_is_missing_gives_way_to_the_rules(arguments: dict[str, object]) -> None:
    call = freeze("desk", "cancel_appointment", "d", arguments)
    template = (
        "cancel the visit of {patient.name}" if arguments.get("patient") == {} else "cancel the visit of {patient}"
    )
    question = phrase(call, Settings(say=template), True)
    assert question.text == phrase(call, Settings(), True).text
    assert "visit" not in question.text


def test_a_template_may_bring_its_own_beginning_and_end() -> None:
    call = freeze("desk", "cancel_appointment", "d", {"patient": "Ana Silva"})
    whole = ("Shall I cancel the visit of {patient}?", "Now, shall I cancel the visit of {patient}.")
    texts = {phrase(call, Settings(say=say), True).text for say in ("cancel the visit of {patient}", *whole)}
    assert texts == {"Shall I cancel the visit of Ana Silva?"}


def test_a_risky_value_that_the_template_leaves_out_is_heard_all_the_same_where_the_call_is_destructive() -> None:
    call = freeze("bank", "pay", "d", {"to": "Miriam", "amount": 15, "currency": "EUR", "note": "Rent"})
    settings = Settings(say="pay {to}")
    assert phrase(call, settings, False).text == "Shall I pay Miriam?"
    destructive = phrase(call, settings, True)
    assert destructive.text == "Shall I pay Miriam for 15 euros?"
    assert "Rent" in destructive.details


WORDS = (
    "pay send cancel not no or never {a} {b.c} {a} don't dont mind you keep leave skip unless without the of to , ? . "
    "either nor nothing none yes shall I if but except and instead Pay delete an it \u200b \u0430 ' isn't"
)
OWN = st.sampled_from(WORDS.split())
NEGATIONS = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|nor|neither|without|unless|except|cannot|or|either|otherwise|instead|"
    r"dont|wont|cant|if|yes|mind)\b|n't\b"
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(OWN, max_size=4).map(" ".join) | st.text(max_size=30) | st.lists(OWN, max_size=6).map("".join))
@example("{a} n't")
@example("{a}'s not")
@example("0'no")
def test_no_template_that_passes_words_a_question_with_a_negation_or_a_choice(words: str) -> None:
    template = f"pay {words}"
    assume(template_fault(template) is None)
    call = freeze("bank", "zap", "d", {"a": "Ana", "b": {"c": "Ben"}})
    question = phrase(call, Settings(say=template), True)
    assert question.text.startswith("Shall I ")
    assert question.text.count("?") == 1
    assert question.text.endswith("?")
    assert not NEGATIONS.search(question.text.lower())

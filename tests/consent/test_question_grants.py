"""What a yes covers beyond the one call is a part of the question, and must have been heard."""

from __future__ import annotations

import pytest

from sayso.consent.call import freeze
from sayso.consent.question import Question, phrase
from sayso.consent.settings import Grant, Settings


def ask(tool: str, grant: Grant, destructive: bool = False, **arguments: object) -> Question:
    return phrase(freeze("github", tool, "d", arguments), Settings(grant=grant), destructive)


def heard(question: Question) -> str:
    return " ".join(question.text.split()[: question.counts])


def test_a_grant_for_the_task_is_asked_for_with_the_first_call() -> None:
    question = ask("search_code", "turn", query="crash")
    assert question.text == "Shall I search the code for crash, in github, and look up more there?"
    assert question.grant == "turn"
    assert heard(question) == question.text


def test_a_grant_for_calls_that_write_does_not_speak_of_looking_up() -> None:
    question = ask("add_label", "turn", label="bug")
    assert question.text.endswith(", in github, and do more there?")


def test_a_grant_for_the_session_covers_exactly_this_call() -> None:
    question = ask("search_code", "session", query="crash")
    assert question.text == (
        "Shall I search the code for crash, now and whenever exactly this comes up in this conversation?"
    )
    assert question.grant == "session"
    assert heard(question) == question.text


@pytest.mark.parametrize("grant", ["turn", "session"])
def test_a_destructive_call_is_asked_for_alone(grant: Grant) -> None:
    question = ask("delete_file", grant, destructive=True, path="a.txt")
    assert question.text == "Shall I delete the file a dot txt?"
    assert question.grant == "call"


def test_of_an_ordinary_call_the_deed_and_the_risky_values_must_have_been_heard() -> None:
    question = ask("read_file", "call", path="/home/a.txt", limit=10, colour="blue")
    assert heard(question) == "Shall I read the file a dot txt in the folder slash home"
    assert question.text == f"{heard(question)} with colour blue and limit 10?"


def test_of_a_destructive_call_every_value_must_have_been_heard() -> None:
    question = ask("delete_file", "call", destructive=True, path="a.txt", limit=10)
    assert heard(question) == question.text == "Shall I delete the file a dot txt with limit 10?"


def test_that_details_can_be_had_need_not_have_been_heard() -> None:
    question = ask("delete_files", "call", destructive=True, paths=[f"/a/b{n}/c.txt" for n in range(60)])
    assert question.text.endswith("; say details to hear all?")
    assert heard(question) == question.text.removesuffix(" say details to hear all?")


def test_a_grant_comes_before_the_offer_of_details_and_counts() -> None:
    call = freeze("github", "search_code", "d", {f"value{n}": n for n in range(40)})
    question = phrase(call, Settings(grant="turn"), False)
    assert ", in github, and look up more there; say details to hear all?" in question.text
    assert heard(question).endswith("and look up more there;")

"""No word of a tool's name that could be a deed is left out of the question."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings
from sayso.consent.spoken.names import word_set
from sayso.consent.spoken.verbs import NOUNS, SAID_AS

WORDS = st.sampled_from(
    sorted(
        word_set(
            "get read list delete remove cancel send pay transfer move create add merge approve archive lock check "
            "find order file files path folder message messages money user account item invoice pull request issue "
            "event and then by to from in with all multiple id name force permanently kubectl git bulk trash "
            "everyone data rid of purge status email off on up browser book image images command page"
        )
    )
)
VALUES: dict[str, Any] = {
    "id": "77", "order_id": "78", "path": "/q/z.txt", "paths": ["/q/z.txt", "/q/y.txt"], "amount": 15,
    "currency": "EUR", "to": "Miriam", "user": "Miriam", "pull_number": 79, "command": "ls", "url": "https://q.example/",
    "source": "/q/z.txt", "destination": "/r/z.txt", "title": "Emma", "ids": ["77", "78"], "query": "cats",
    "message_id": "80", "date": "2026-11-24", "invoice_id": "81", "name": "Cleo", "file": "z.txt",
}  # fmt: skip
MONEY = {"money": "euros"}
DROPPED = {"multiple"}
"""Said by the number of things."""


def ask(tool: str, arguments: dict[str, Any], server: str = "x") -> str:
    return phrase(freeze(server, tool, "d", arguments), Settings(), True).text


def heard(word: str, said: set[str], text: str) -> bool:
    if word in said or f"{word}s" in said or word in DROPPED:
        return True
    if NOUNS.get(word, "?") in text or SAID_AS.get(word, "?") in text:
        return True
    return (word == "money" and "amount" in said) or MONEY.get(word, "?") in said


@settings(max_examples=1500, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.sets(st.sampled_from(sorted(VALUES)), max_size=4))
@example(["approve", "and", "merge", "pull", "request"], {"pull_number"})
@example(["delete", "all"], {"path"})
@example(["move", "to", "trash"], {"id"})
@example(["send", "money", "to", "all"], {"amount", "currency"})
@example(["delete", "images"], {"paths"})
@example(["force", "delete", "file"], {"path"})
@example(["email", "to", "everyone"], {"to"})
def test_every_word_of_a_tools_name_is_heard_or_the_question_says_that_more_is_to_hear(
    words: list[str], keys: set[str]
) -> None:
    text = ask("_".join(words), {key: VALUES[key] for key in sorted(keys)})
    if ", marked " in text and "; say details to hear all" in text:
        return
    if words[:3] == ["create", "or", "update"]:
        words = ["write", *words[3:]]
    if len(words) > 2 and words[-2] == "by":
        words = words[:-2]
    said = set(text.lower().replace("?", " ").replace(",", " ").replace(":", " ").replace("'s", " ").split())
    assert [word for word in words if not heard(word, said, text)] == []


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("approve_and_merge_pull_request", {"pull_number": 7}, "approve and merge the pull request 7"),
        ("check_and_pay_invoice", {"invoice_id": "7"}, "check and pay the invoice 7"),
        ("get_and_delete_message", {"id": "7"}, "get and delete the message 7"),
        ("read_and_archive", {"id": "7"}, "read and archive the id 7"),
        ("fetch_then_lock_task", {"task_id": "7"}, "fetch and then lock the task 7"),
        ("archive_and_delete", {"id": "7"}, "archive and delete the id 7"),
        ("receive_and_delete", {"queue": "q"}, "receive and delete in the queue q"),
    ],
)
def test_two_deeds_of_one_name_are_both_said(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask(tool, arguments) == f"Shall I {said}?"


@pytest.mark.parametrize(
    ("tool", "name"),
    [
        ("lookup_delete_customer", "lookup delete customer"),
        ("read_delete_file", "read delete file"),
        ("preview_send", "preview send"),
        ("get&delete", "get delete"),
    ],
)
def test_a_second_deed_that_would_pass_for_a_thing_makes_the_name_be_said_as_a_name(tool: str, name: str) -> None:
    assert ask(tool, {}) == f"Shall I use {name} of x?"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("delete_all", {"path": "docs"}, "delete all in the folder docs"),
        ("delete_all_files", {"path": "docs"}, "delete all the files in the folder docs"),
        ("move_to_trash", {"id": "7"}, "move the id 7 to the trash"),
        ("send_money_to_all", {"amount": 5, "currency": "EUR"}, "send 5 euros to all"),
        ("permanently_delete_file", {"path": "a"}, "permanently delete the file a"),
        ("delete_file_permanently", {"path": "a"}, "permanently delete the file a"),
        ("force_push", {"branch": "main"}, "force push in the branch main"),
    ],
)
def test_how_and_how_many_and_where_to_are_kept(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask(tool, arguments) == f"Shall I {said}?"


def test_a_number_of_another_thing_is_said_as_that_things() -> None:
    text = ask("cancel_order_item", {"order_id": "7"})
    assert text == "Shall I cancel the order item for the order 7?"


def test_a_server_whose_tools_repeat_its_name_is_not_named_twice() -> None:
    assert ask("slack_delete_message", {"id": "7"}, server="slack") == "Shall I delete the message 7?"

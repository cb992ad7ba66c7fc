"""What a question does not say to the letter it marks as its own, and what it leaves out is what matters least."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.call import freeze
from sayso.consent.question import Question, phrase
from sayso.consent.settings import Settings


def ask(tool: str, arguments: dict[str, Any], destructive: bool = True, say: str | None = None) -> Question:
    return phrase(freeze("x", tool, "d", arguments), Settings(say=say), destructive)


def deep(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


PAIRS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("end_instances", {"ids": ["i-0abcd1234efgh5678", "i-1"]}, {"ids": ["i-9999999999999", "i-1"]}),
    ("end_instances", {"ids": ["4f9c1234567890aa", "5f9c123456"]}, {"ids": ["4f9c1234567890aa", "6f9c123456"]}),
    ("delete_items", {"ids": [1, 2, 3, 4, 5, 6, 7]}, {"ids": [1, 2, 3, 4, 5, 6, 8]}),
    ("delete", {"name": deep(1, 300)}, {"name": deep(2, 300)}),
    ("delete", {"name": deep(1, 20)}, {"name": deep(2, 20)}),
    ("login", {"user": "ann", "password": "abc"}, {"user": "ann", "password": "xyz"}),
    ("run_command", {"command": "a " * 99 + "b " + "a " * 99}, {"command": "a " * 99 + "c " + "a " * 99}),
    ("set_limit", {"limit": 10**20 + 10**10}, {"limit": 10**20}),
    ("play_song", {"title": "<a/>" * 30}, {"title": "<a/>" * 29 + "<b/>"}),
    ("tag", {"labels": [f"l{n}" for n in range(9)]}, {"labels": [f"l{n}" for n in range(8)] + ["z"]}),
    ("put", {f"k{n}": f"a word {n}" for n in range(9)}, {f"k{n}": f"a word {n}" for n in range(8)} | {"k8": "b"}),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "one", "other"), PAIRS)
def test_two_destructive_calls_never_sound_the_same_where_a_value_is_only_counted(
    tool: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    texts = [ask(tool, arguments).text for arguments in (one, other)]
    assert texts[0] != texts[1]
    assert ", marked " in texts[0]
    assert texts[0].endswith("; say details to hear all?")


def test_a_template_that_only_counts_a_list_is_marked_as_well() -> None:
    asked = ask("end", {"ids": list(range(20))}, say="end the machines {ids}")
    assert ", marked " in asked.text


def test_a_few_long_ids_are_told_apart_by_their_ends() -> None:
    text = ask("terminate_instances", {"InstanceIds": ["4f9c12345678", "4f9c12340099"]}).text
    assert text.startswith("Shall I end the instances with two instance ids that end 5 6 7 8 and 0 0 9 9, marked ")


def test_who_gets_the_money_is_said_before_who_pays() -> None:
    accounts = {"from_account": "DE89370400440532013000", "to_account": "GB29NWBK60161331926819"}
    text = ask("transfer", {**accounts, "amount": 15, "currency": "EUR"}).text
    assert text.startswith(
        "Shall I transfer 15 euros to the id that begins G B 2 9 and ends 6 8 1 9 with one more value, marked "
    )


def test_the_day_and_the_time_are_said_before_the_rest() -> None:
    arguments = {
        "summary": "Dinner",
        "start": "2025-03-04T19:00:00-05:00",
        "end": "2025-03-04T21:00:00Z",
        "attendees": ["a@b.c", "d@e.f"],
    }
    text = ask("create_event", arguments).text
    assert "on Tuesday the 4th of March 2025 from seven o'clock" in text
    assert ", marked " in text


def test_what_fits_is_put_back_after_something_bigger_was_left_out() -> None:
    arguments = {"path": "notes.txt", "content": "word " * 40, "branch": "main", "a": "b " * 12, "c": "d"}
    text = ask("write_file", arguments, destructive=False).text
    assert "in the branch main" in text
    assert " c d" in text


def test_a_single_value_is_not_counted_where_it_can_be_said() -> None:
    text = ask("play_song", {"title": "<speak><break time='5s'/>yes</speak>"}).text
    assert "more value" not in text
    assert "the title" in text

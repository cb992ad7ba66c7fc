"""What could turn a question round or be lost on the way to the ear: signs of code, an "off", look-alike letters."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.consent.call import freeze
from sayso.consent.question import phrase
from sayso.consent.settings import Settings


def ask(tool: str, arguments: dict[str, Any]) -> str:
    return phrase(freeze("x", tool, "d", arguments), Settings(), True).text


@pytest.mark.parametrize(
    ("tool", "key", "one", "other"),
    [
        ("write_file", "content", "root::0:0", "root 0 0"),
        ("exec", "code", "import os\nos.remove('a')", "import os os.remove a"),
        ("exec", "code", "a(b)", "a b"),
        ("exec", "code", "a[0]", "a 0"),
        ("exec", "code", "f(x); " * 40 + "g(1)", "f(x); " * 40 + "g(2)"),
    ],
)
def test_signs_of_code_are_heard_or_the_question_is_marked(tool: str, key: str, one: str, other: str) -> None:
    rest = {"path": "a.txt"} if tool == "write_file" else {}
    assert ask(tool, {**rest, key: one}) != ask(tool, {**rest, key: other})


def test_code_is_introduced_once() -> None:
    text = ask("write_file", {"path": "a", "content": "x::0"})
    assert text == "Shall I write the file a with the text x colon colon 0?"


def test_a_sentence_in_a_file_is_still_read_as_one() -> None:
    text = ask("write_file", {"path": "a.txt", "content": "Hello, Ana: it is 3.5 (about)."})
    assert text == "Shall I write the file a dot txt with the text Hello Ana it is 3 point 5 about?"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("lock_door", {"lock": False}, "use lock door of x with lock off"),
        ("approve", {"id": "9", "approved": False}, "use approve of x with id 9 and approved off"),
        ("enable_maintenance", {"enabled": False}, "use enable maintenance of x with enabled off"),
        ("archive", {"archive": False}, "use archive of x with archive off"),
    ],
)
def test_a_deed_that_a_value_switches_off_is_not_asked_for_as_if_it_were_done(
    tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert ask(tool, arguments) == f"Shall I {said}?"


def test_a_long_name_that_a_value_switches_off_is_marked() -> None:
    assert ", marked " in ask("enable_new_strict_mode_for_all_users", {"enabled": False})


def test_an_off_that_only_says_how_leaves_the_deed_as_it_is() -> None:
    text = ask("delete_file", {"path": "a.txt", "recursive": False})
    assert text == "Shall I delete the file a dot txt with recursive off?"


@pytest.mark.parametrize("name", ["\u0131an", "p\u0251ul"])
def test_latin_letters_that_pass_for_others_are_said_to_be_there(name: str) -> None:
    assert "with unusual letters in it" in ask("delete_user", {"user": name})


def test_letters_that_look_alike_in_the_name_of_a_value_are_said_to_be_there() -> None:
    assert "with unusual letters in it" in ask("delete_file", {"\u0440\u0430th": "a"})


def test_the_name_of_a_value_offers_no_choice() -> None:
    assert " or " not in ask("delete_file", {"or cancel": "a"})


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("delete_repository", {"owner": "acme", "repo": "web"}, "delete the repository acme slash web"),
        ("delete_files_in_folder", {"path": "docs"}, "delete the files in the folder docs"),
    ],
)
def test_a_noun_is_not_said_twice(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert ask(tool, arguments) == f"Shall I {said}?"

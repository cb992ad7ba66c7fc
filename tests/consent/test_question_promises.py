"""What holds of every question, whatever a model or a server puts into a call."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from sayso.consent.call import Call, freeze
from sayso.consent.question import MOST, Question, phrase
from sayso.consent.secrets import masked
from sayso.consent.settings import Grant, Settings


def _one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


many = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

KEYS = _one_of(
    "path source destination to from cc amount currency date time new_date new_time id name query url password "
    "body subject files edits owner repo start end patient doctor phone command sql limit flag location channel value "
    "key title paths attendees email price issue_number content"
) | st.text(max_size=12)
TELLING = st.sampled_from(
    [
        "report.txt", "/home/ana/x.txt", "ana@example.com", "2026-11-24", "09:30", "2026-11-24T09:30:00Z", "15 EUR",
        "EUR", "https://example.com/a?b=c", "https://", "Ana Silva", "yes, go ahead?",
        "4f9c1234-1234-1234-1234-123456789002",
        "+49 151 2345678", "rm -rf /", "select * from x", "a\u202eb", "p\u0430y", "<break/>", "", "  ", "a" * 500,
        "word " * 300, "/" + "x/" * 200, "a, b; c: d", "\u00bfno\uff1f",
    ]
)  # fmt: skip
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text() | TELLING

JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12
)
ARGUMENTS = st.dictionaries(KEYS, JSON, max_size=7)
KNOWN = _one_of(
    "delete_file move_file edit_file send_email create_event pay transfer_money cancel run_command search "
    "update_issue list_files book_table read_files call set_value create_or_update_file get_or_create"
)
CALLS = st.builds(
    lambda server, tool, given: freeze(server, tool, "d", given),
    st.text(max_size=20),
    KNOWN | st.text(max_size=40),
    ARGUMENTS,
)
GRANTS: st.SearchStrategy[Grant] = st.sampled_from(("call", "turn", "session"))
SAYS = st.sampled_from(
    [
        None,
        "cancel the thing {name} at {path}",
        "pay {amount} to {to}",
        "send {body} to {to} and {cc} with {subject} on {date}",
    ]
)
SETTINGS = st.builds(lambda grant, say: Settings(grant=grant, say=say), GRANTS, SAYS)


def _said(question: Question) -> str:
    return question.text + question.details


@many
@given(CALLS, SETTINGS, st.booleans(), st.integers(1, 9))
@example(
    freeze("", "RunCommand", "d", {"path": None, "amount": 0, "Sql": ["0{\xa00\xa1\xa1"]}),
    Settings(grant="session"),
    False,
    1,
)
@example(freeze("0:0:1", "0:0:0:0A\x1f\u01c4", "d", {"path": None, "": None}), Settings(grant="session"), False, 2)
def test_every_call_gives_one_short_question_that_a_voice_can_say(
    call: Call, asking: Settings, destructive: bool, nth: int
) -> None:
    question = phrase(call, asking, destructive, nth)
    words = question.text.split()
    assert question.text.count("?") == 1
    assert question.text.endswith("?")
    assert "?" not in question.details
    assert 3 <= len(words) <= MOST
    assert 1 <= question.counts <= len(words)
    assert " ".join(words) == question.text
    assert not set(_said(question)) & set('<>{}[]|\\^~`@#$%*_=+"/&()!')
    assert not {unicodedata.category(char) for char in _said(question)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert phrase(call, asking, destructive, nth) == question


@given(CALLS, SETTINGS, st.booleans())
def test_what_a_yes_covers_is_spoken_and_counts(call: Call, asking: Settings, destructive: bool) -> None:
    question = phrase(call, asking, destructive)
    heard = " ".join(question.text.split()[: question.counts])
    assert question.grant == ("call" if destructive else asking.grant)
    assert (" more there" in heard) == (question.grant == "turn")
    assert ("whenever exactly this" in heard) == (question.grant == "session")


RISKY_KEYS = _one_of("path file to recipient directory source destination phone url paths")
TOOLS = _one_of("delete_file send_email zap move_file pay list_directory read_files call")
REST: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"subject": "x", "body": "word " * 40, "date": "2026-11-24"}, {"destination": "/b/c"}, {"source": "/b/c.txt"}]
)
TRICKY = st.text("ab./-_ @\\A\u0430\u200bdotinhe\u00e91", min_size=1, max_size=25)
NAMES = TRICKY | st.text(min_size=1, max_size=30) | st.text("ab", min_size=1, max_size=300)


@many
@given(st.tuples(NAMES, NAMES), RISKY_KEYS, TOOLS, REST, st.booleans())
@example(("report.txt", "report dot txt"), "path", "delete_file", {}, False)
@example(("a in the folder b", "b/a"), "path", "delete_file", {}, False)
@example(("a and b", "a"), "paths", "read_files", {}, True)
@example(("A", "A."), "to", "delete_file", {}, False)
def test_two_calls_to_different_places_or_people_never_sound_the_same(
    pair: tuple[str, str], key: str, tool: str, rest: dict[str, Any], listed: bool
) -> None:
    one, other = pair
    assume(one != other and not (key == "phone" and _digits(one) == _digits(other)))
    texts = [
        phrase(freeze("s", tool, "d", {**rest, key: [value, "z"] if listed else value}), Settings(), True).text
        for value in (one, other)
    ]
    assert texts[0] != texts[1]


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


@given(NUMBERS, NUMBERS, st.sampled_from(["EUR", "JPY", "XYZ", ""]))
def test_two_different_amounts_never_sound_the_same(one: float, other: float, currency: str) -> None:
    assume(one != other)
    texts = [
        phrase(freeze("bank", "pay", "d", {"amount": amount, "currency": currency}), Settings(), True).text
        for amount in (one, other)
    ]
    assert texts[0] != texts[1]


SECRETS = st.from_regex(r"sk-[A-Za-z0-9]{20,30}|ghp_[A-Za-z0-9]{30}", fullmatch=True) | st.just("4111111111111111")
AROUND = st.recursive(
    st.sampled_from(["@@", "x @@ y", "@@\n", "https://a.b/@@", "see @@."]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "body", "to", "a", "@@", "id"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)


@many
@given(AROUND, SECRETS, st.sampled_from(["path", "body", "to", "@@", "id", "command", "url", "subject"]), TOOLS)
def test_a_secret_is_never_spoken_wherever_it_stands(around: Any, secret: str, key: str, tool: str) -> None:
    arguments = json.loads(json.dumps({key: around}).replace("@@", secret))
    question = phrase(freeze("s", tool, "d", arguments), Settings(), True)
    core = "".join(char for char in secret if char.isalnum())
    for said in (_said(question), repr(question.values), repr(masked(arguments))):
        flat = "".join(char for char in said if char.isalnum())
        assert not any(core[at : at + 6] in flat for at in range(4, len(core) - 5))


@given(st.dictionaries(_one_of("alpha beta gamma delta"), st.integers(0, 99) | st.booleans(), max_size=4))
def test_the_details_name_every_argument_with_its_value(arguments: dict[str, Any]) -> None:
    details = phrase(freeze("s", "zap", "d", arguments), Settings(), True).details
    for key, value in arguments.items():
        said = ("on" if value else "off") if isinstance(value, bool) else str(value)
        assert f"{key.capitalize()}: {said}." in details


@given(st.dictionaries(KEYS, st.text("abc ", max_size=10), max_size=60), st.integers(0, 200))
def test_a_big_call_says_how_much_more_there_is(arguments: dict[str, str], padding: int) -> None:
    given_too = {f"extra{n}": n for n in range(padding)}
    question = phrase(freeze("s", "zap", "d", {**arguments, **given_too}), Settings(), True)
    assert len(question.text.split()) <= MOST
    for n in range(padding):
        assert f"Extra{n}: {n}." in question.details
    if padding > 40:
        assert question.text.endswith("; say details to hear all?")
        assert " more values" in question.text


def test_arguments_that_are_nested_without_end_are_asked_for_too() -> None:
    value: Any = "x"
    for _ in range(400):
        value = {"a": [value]}
    question = phrase(freeze("s", "delete_file", "d", {"path": value}), Settings(), True)
    assert question.text.startswith("Shall I delete")
    assert len(question.text.split()) <= MOST

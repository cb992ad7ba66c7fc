"""What the rehearsal model makes of a call that was not approved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

import pytest
from livekit.agents import llm

from agent.offline.rehearsal import RehearsalLLM, ToolFacts, phrases, suggest
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Call, Say
from agent.offline.rehearsal.refused import SAYS, changed, refused
from sayso.consent.effects import Reason
from sayso.consent.wording import told
from tests.offline.rehearsal.others import FILESYSTEM
from tests.offline.rehearsal.unseen import MUSIC, SALON

NOW = datetime(2026, 11, 20, 10, 0)
BOOKED = {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"}
MOVED = {"source": "/home/ana/note.txt", "destination": "/home/ana/old.txt"}


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_of_the_gate_has_a_sentence_of_its_own_wording(reason: Reason) -> None:
    answered = refused(told(reason))
    assert answered is not None
    assert answered.reason == reason
    assert SAYS[reason].endswith(".")
    assert "call" not in SAYS[reason]


def test_the_persons_words_come_with_the_refusal() -> None:
    answered = refused(told("edited", 'no, say "hello" instead'))
    assert answered is not None
    assert answered.words == 'no, say "hello" instead'


def test_another_error_is_no_refusal() -> None:
    assert refused("There is no such booking.") is None


def as_changed(words: str, name: str, arguments: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    found = changed(words, name, arguments, Catalogue().read([*SALON, *FILESYSTEM, *MUSIC]), NOW)
    return None if found is None else (found[0].facts.short_name, found[1].arguments)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("no, at ten thirty", BOOKED | {"time": "10:30"}),
        ("yes, but on wednesday", BOOKED | {"date": "2026-11-25"}),
        ("No, wait, Ben Miller.", BOOKED | {"client": "Ben Miller"}),
    ],
)
def test_a_changed_value_takes_the_place_of_the_one_before(words: str, expected: Mapping[str, Any]) -> None:
    assert as_changed(words, "salon__drop_booking", BOOKED) == ("drop_booking", expected)


def test_a_file_that_is_named_alone_is_in_the_folder_of_the_one_before() -> None:
    name, arguments = as_changed("no, to archive.txt", "files__move_file", MOVED) or ("", {})
    assert name == "move_file"
    assert arguments == MOVED | {"destination": "/home/ana/archive.txt"}


def test_another_deed_is_done_with_the_same_things_and_a_day_that_is_not_said_stays() -> None:
    name, arguments = as_changed("no wait, shift it. Eleven o'clock", "salon__drop_booking", BOOKED) or ("", {})
    assert name == "shift_booking"
    assert arguments == BOOKED | {"new_date": "2026-11-24", "new_time": "11:00"}


@pytest.mark.parametrize("words", ["no, the other one", "no, not like that", "no, on tuesday at half past nine"])
def test_words_that_change_nothing_make_no_call(words: str) -> None:
    assert as_changed(words, "salon__drop_booking", BOOKED) is None


def waiting(*more: llm.ChatItem) -> llm.ChatContext:
    """The person was asked about a call, and said more."""
    call = llm.FunctionCall(name="salon__drop_booking", call_id="1", arguments=json.dumps(BOOKED))
    update = "The tool `salon__drop_booking` has updated, message: The person is asked."
    output = llm.FunctionCallOutput(name=call.name, call_id="1", output=update, is_error=False, reply_required=False)
    chat = llm.ChatContext.empty()
    chat.add_message(role="user", content="drop the booking of ana silva on tuesday at half past nine")
    chat.items += [call, output, *more]
    return chat


def result(text: str, *, error: bool = True) -> list[llm.ChatItem]:
    call = llm.FunctionCall(name="salon__drop_booking", call_id="1_final", arguments=json.dumps(BOOKED))
    return [call, llm.FunctionCallOutput(name=call.name, call_id=call.call_id, output=text, is_error=error)]


def said(text: str) -> llm.ChatMessage:
    return llm.ChatMessage(role="user", content=[text])


def next_step(chat: llm.ChatContext, choice: str = "auto") -> Say | Call:
    tools: list[llm.Tool] = [llm.function_tool(nothing, raw_schema=schema(one)) for one in [*SALON, *MUSIC]]
    return RehearsalLLM(now=lambda: NOW).next(chat, tools, choice)


async def nothing(raw_arguments: dict[str, object]) -> str:
    return ""


def schema(facts: ToolFacts) -> dict[str, Any]:
    return {"name": facts.name, "description": facts.description, "parameters": dict(facts.parameters)}


def test_after_an_edit_it_proposes_the_changed_call() -> None:
    chat = waiting(said("no, at ten thirty"), *result(told("edited", "no, at ten thirty")))
    assert next_step(chat) == Call("salon__drop_booking", BOOKED | {"time": "10:30"})


def test_after_an_edit_that_it_cannot_follow_it_says_so() -> None:
    chat = waiting(said("no, the other one"), *result(told("edited", "no, the other one")))
    assert next_step(chat) == Say(SAYS["edited"])


def test_a_no_with_another_value_after_it_is_followed_too() -> None:
    chat = waiting(said("no, Ben Miller"), *result(told("denied", "no, Ben Miller")))
    assert next_step(chat) == Call("salon__drop_booking", BOOKED | {"client": "Ben Miller"})


def test_a_no_with_its_reason_is_accepted() -> None:
    words = "no, because i will see her on wednesday anyway"
    assert next_step(waiting(said(words), *result(told("denied", words)))) == Say(SAYS["denied"])


def test_where_it_may_not_call_an_edit_makes_no_call() -> None:
    chat = waiting(said("no, at ten thirty"), *result(told("edited", "no, at ten thirty")))
    assert next_step(chat, "none") == Say(SAYS["edited"])


def test_a_refusal_is_told_in_plain_words_and_again_the_next_time() -> None:
    chat = waiting(said("no"), *result(told("denied", "no")))
    assert next_step(chat) == Say("Okay, I left it.")
    chat.add_message(role="assistant", content="Okay, I left it.")
    chat.items += [said("drop it after all"), *waiting(said("no")).items[1:], *result(told("denied", "no"))]
    chat.add_message(role="system", content="New results arrived from background tool calls (call_ids: ['1_final']).")
    assert next_step(chat) == Say("Okay, I left it.")


def test_after_an_approval_it_tells_the_result() -> None:
    assert next_step(waiting(said("yes"), *result("Dropped.", error=False))) == Say("Dropped.")


def test_a_call_that_waits_is_not_told_as_a_result() -> None:
    chat = waiting()
    assert next_step(chat) != Say("The person is asked.")
    chat.items.append(said("which bookings are there on tuesday"))
    assert next_step(chat) == Call("salon__lookup_bookings", {"date": "2026-11-24"})


def test_a_question_about_what_waits_that_it_cannot_answer_gets_a_short_answer() -> None:
    chat = waiting(said("what colour is it?"))
    chat.add_message(role="system", content='The person has been asked: "Shall I drop it?"')
    assert next_step(chat) == Say(phrases.NO_MORE_KNOWN)


def test_the_last_thing_to_try_is_one_that_asks() -> None:
    tools = [
        ToolFacts(one.name, one.description, one.parameters, asks="notify" in one.name) for one in [*SALON, *MUSIC]
    ]
    assert len(suggest(tools)) == 3
    assert "notify" in suggest(tools)[-1].lower()

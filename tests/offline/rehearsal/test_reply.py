"""Results as sentences."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from agent.offline.rehearsal import ToolFacts
from agent.offline.rehearsal.reply import LIMIT, Outcome, report

TODAY = date(2026, 11, 20)


def said(text: str, **more: Any) -> str:
    return report([Outcome(text, **more)], TODAY)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ana Silva at 9:30 with Marie.", "Ana Silva at 9:30 with Marie."),
        ("the door is open", "The door is open."),
        ("7", "7."),
        ("true", "Yes."),
        ('"hello"', "Hello."),
        ('{"result": "It is open."}', "It is open."),
        ('{"result": 7}', "7."),
        ('["a", "b", "c"]', "There are 3: a, b and c."),
        ("[]", "There is nothing."),
        ('{"bookings": []}', "There are no bookings."),
        ('{"name": "Ana", "age": 34, "member": true}', "Ana, age 34, member."),
        ("{'name': 'Ana', 'age': 34}", "Ana, age 34."),
        (
            '{"bookings": [{"client": "Ana", "time": "09:30"}, {"client": "Tom", "time": "10:00"}]}',
            "There are 2 bookings: client Ana, time 09:30. client Tom, time 10:00.",
        ),
        ("(the tool ended without a result)", "The tool ended without a result."),
        ("Booked for 2026-11-24 at 09:30.", "Booked for Tuesday, November 24 at 09:30."),
        ("On 2027-01-05.", "On Tuesday, January 5, 2027."),
        ("2026-11-24T09:30:00+00:00", "Tuesday, November 24 at 09:30."),
        (
            "# Parking\n\nThere are **two** places [behind](x.md) the house.",
            "Parking: There are two places behind the house.",
        ),
        ("- apples\n- pears", "Apples; pears."),
        ("notes.txt", "notes.txt."),
    ],
)
def test_a_result_becomes_a_sentence(text: str, sentence: str) -> None:
    assert said(text) == sentence


def test_text_is_preferred_to_the_same_as_data() -> None:
    assert said('Ana has one booking.\n{"bookings":[{"client":"Ana"}]}') == "Ana has one booking."


def test_a_long_list_is_counted_and_cut() -> None:
    assert said(json.dumps(list(range(40)))) == "There are 40: 0, 1, 2, 3, 4 and 35 more."


def test_a_long_text_is_cut_at_a_sentence_and_says_that_there_is_more() -> None:
    reply = said("This is a sentence of some length. " * 40)
    assert len(reply) < LIMIT + 30
    assert reply.endswith("length. There is more.")


def test_a_long_text_without_a_full_stop_is_cut_at_a_word() -> None:
    reply = said("word " * 400)
    assert len(reply) < LIMIT + 30
    assert reply.endswith("There is more.")


def test_an_error_is_told_as_what_went_wrong() -> None:
    assert said("Error executing tool x: No such file", error=True) == "That didn't work: No such file."
    assert said("", error=True) == "That didn't work, and no reason came with it."


def test_a_refusal_is_told_and_the_note_to_the_model_is_not() -> None:
    refused = "This tool needs approval, and approval is not available yet. Tell the user so. Do not call it again."
    assert said(refused) == "This tool needs approval, and approval is not available yet."


REFUSED = "This needs approval, and approval is not available yet, so it was not run and nothing happened."
UNKNOWN = "It is not known whether this happened: no answer came."


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (f"{REFUSED} Tell the person so, and don't call it again.", REFUSED),
        (f"{UNKNOWN} Tell the person that it may have happened or not, and don't call it again.", UNKNOWN),
        (
            "It is not known whether this happened, because of an error. Say so.",
            "It is not known whether this happened, because of an error.",
        ),
        (
            "The call was cancelled; it may have happened in part.",
            "The call was cancelled; it may have happened in part.",
        ),
        (
            "The call was not sent: its arguments hold no text. Call it again with plain text.",
            "The call was not sent: its arguments hold no text.",
        ),
        (
            "The call failed: the server is gone. Say so; don't call it again with the same arguments.",
            "That didn't work: The server is gone.",
        ),
        ("The disk is full; don't call this again.", "That didn't work: The disk is full."),
        (
            "The call failed: the paper is too strong\nSay so; don't call it again with the same arguments.",
            "That didn't work: The paper is too strong.",
        ),
        (
            'The call failed: {"error": "no such book"}\nSay so; don\'t call it again with the same arguments.',
            "That didn't work: Error no such book.",
        ),
    ],
)
def test_what_became_of_a_call_is_told_as_it_is_and_without_orders_to_the_model(text: str, spoken: str) -> None:
    assert said(text, error=True) == spoken


def test_advice_in_a_result_is_no_note_to_the_model() -> None:
    assert said("Do not eat before the visit. Drink water.") == "Do not eat before the visit. Drink water."


def test_an_empty_result_is_not_made_into_more_than_it_is() -> None:
    assert said("") == "It came back empty."
    assert said("", reads=False) == "Done."


def test_an_update_of_a_running_call_is_told_without_its_wrapping() -> None:
    update = (
        "The tool `x` has updated, message: two of five sent\n"
        "The task is still running, so DON'T make up or give information not included in the message above."
    )
    assert said(update) == "Two of five sent."


def test_several_results_are_told_in_one_reply_each_with_its_name() -> None:
    outcomes = [
        Outcome("3 bookings.", tool=ToolFacts("salon__lookup_bookings")),
        Outcome("No such track.", error=True, tool=ToolFacts("jukebox__play_track")),
    ]
    assert report(outcomes, TODAY) == "Lookup bookings: 3 bookings. Play track: That didn't work: No such track."

"""Questions for what is missing, answers, changes of mind, and requests that no tool fits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from agent.offline.rehearsal import ToolFacts, phrases
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Ask, Call, Say, respond
from agent.offline.rehearsal.history import Called, Event, Returned, Said
from tests.offline.rehearsal.unseen import MUSIC, PARCELS, SALON, text, tool

NOW = datetime(2026, 11, 20, 10, 0)
ALL = [*MUSIC, *PARCELS, *SALON]
AWAY = ToolFacts(
    "almanac__not_connected",
    "Stands for every tool of almanac (the town's calendar of fairs), which is not connected yet. "
    "Call this when the request needs almanac.",
    {"type": "object", "properties": {}},
)


class Talk:
    """A conversation that goes on as a session's would."""

    def __init__(self, tools: Sequence[ToolFacts] = ALL) -> None:
        self.events: list[Event] = []
        self.known = Catalogue().read(tools)

    def hears(self, said: str) -> Any:
        self.events.append(Said("user", said))
        step = respond(self.events, self.known, NOW)
        if isinstance(step, Call):
            self.events.append(Called(step.name, "call", json.dumps(dict(step.arguments))))
            self.events.append(Returned(step.name, "call", "fine"))
            self.events.append(Said("assistant", "Fine."))
            return step.name.partition("__")[2], dict(step.arguments)
        self.events.append(Said("assistant", step.text))
        return step.text


def test_what_is_missing_is_asked_for_and_the_answer_completes_the_call() -> None:
    talk = Talk()
    assert talk.hears("make a booking for ana silva") == "What is the day?"
    assert talk.hears("on tuesday") == "Please tell me when it begins."
    assert talk.hears("half past nine") == (
        "make_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"},
    )


def test_an_answer_may_say_more_than_was_asked() -> None:
    talk = Talk()
    assert talk.hears("make a booking") == "What is the client's full name?"
    assert talk.hears("it's for ana silva on tuesday at half past nine please") == (
        "make_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"},
    )


@pytest.mark.parametrize("said", ["never mind", "Forget it.", "no, never mind", "cancel that please", "leave it"])
def test_a_question_can_be_dropped(said: str) -> None:
    talk = Talk()
    talk.hears("make a booking for ana silva")
    assert talk.hears(said) == phrases.DROPPED
    assert talk.hears("on tuesday at nine") not in ("make_booking",)
    assert "booking" not in str([event for event in talk.events if isinstance(event, Called)])


def test_another_request_instead_of_an_answer_is_served() -> None:
    talk = Talk()
    talk.hears("make a booking for ana silva")
    assert talk.hears("which playlists are there") == ("list_playlists", {})


def test_an_answer_that_fits_nothing_is_asked_for_once_more_and_then_left() -> None:
    talk = Talk()
    assert talk.hears("set the volume") == "What is the volume in percent? It can be from 0 to 100."
    assert talk.hears("purple").startswith(phrases.NOT_UNDERSTOOD)
    assert talk.hears("elephant") == phrases.GIVEN_UP


def test_a_second_try_can_succeed() -> None:
    talk = Talk()
    talk.hears("set the volume")
    talk.hears("a hundred and fifty")
    assert talk.hears("okay fifteen") == ("set_volume", {"level": 15})


def test_options_are_named_in_the_question() -> None:
    tools = [tool("lamp__set_mode", "Set the mode of the lamp.", "mode", mode={"enum": ["warm", "cold", "party_time"]})]
    talk = Talk(tools)
    assert talk.hears("set the lamp") == "What is the mode? It can be warm, cold or party time."
    assert talk.hears("party time") == ("set_mode", {"mode": "party_time"})


def test_a_yes_or_no_question_takes_yes_or_no() -> None:
    tools = [tool("lamp__set_timer", "Set a timer for the lamp.", "repeat", repeat={"type": "boolean"})]
    for answer, value in (("yes please", True), ("no", False)):
        talk = Talk(tools)
        assert talk.hears("set a timer for the lamp") == "Should it be with the repeat?"
        assert talk.hears(answer) == ("set_timer", {"repeat": value})


def test_a_question_that_was_cut_off_still_counts() -> None:
    known = Catalogue().read(ALL)
    events = [
        Said("user", "make a booking for ana silva on tuesday"),
        Said("assistant", "Please tell me", interrupted=True),
        Said("user", "half past nine"),
    ]
    assert respond(events, known, NOW) == Call(
        "salon__make_booking", {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"}
    )


def test_a_reply_that_was_thrown_away_leaves_no_trace() -> None:
    """Preemptive generation asks the model about half a sentence and drops what it says."""
    known = Catalogue().read(ALL)
    respond([Said("user", "make a booking")], known, NOW)
    assert isinstance(respond([Said("user", "show me all my playlists")], known, NOW), Call)
    assert isinstance(respond([Said("user", "half past nine")], known, NOW), Say)


def test_words_that_nothing_answered_belong_to_the_next_ones() -> None:
    events = [Said("user", "set the volume"), Said("user", "to twenty")]
    assert respond(events, Catalogue().read(ALL), NOW) == Call("jukebox__set_volume", {"level": 20})


def test_another_agents_words_are_no_question_of_ours() -> None:
    events = [
        Said("user", "make a booking for ana silva"),
        Said("assistant", "I'm somebody else. Lovely weather, isn't it?"),
        Said("user", "on tuesday at nine"),
    ]
    assert isinstance(respond(events, Catalogue().read(ALL), NOW), Say)


def test_a_tool_that_went_away_while_it_was_asked_about_is_not_called() -> None:
    events = [
        Said("user", "make a booking for ana silva"),
        Said("assistant", "What is the day?"),
        Said("user", "tuesday"),
    ]
    assert not isinstance(respond(events, Catalogue().read(MUSIC), NOW), Call)


def test_a_look_up_is_repeated_for_another_day() -> None:
    talk = Talk()
    assert talk.hears("what bookings are there tomorrow for ana silva") == (
        "lookup_bookings",
        {"client": "Ana Silva", "date": "2026-11-21"},
    )
    assert talk.hears("and on friday?") == ("lookup_bookings", {"client": "Ana Silva", "date": "2026-11-27"})


def test_a_deed_is_not_repeated_for_another_day() -> None:
    talk = Talk()
    talk.hears("book ana silva on tuesday at nine o'clock")
    assert talk.hears("and on friday?").startswith("I found no tool for that.")


@pytest.mark.parametrize("said", ["what is the weather like", "tell me a joke", "xyzzy", "do my taxes", "book"])
def test_without_a_tool_it_says_so_and_names_what_it_can_do(said: str) -> None:
    reply = Talk(MUSIC).hears(said)
    assert reply == "I found no tool for that. I can, for example, play track, pause playback or set volume."


def test_two_tools_that_fit_equally_are_not_guessed_between() -> None:
    tools = [
        tool("zoo__feed_lions", "Feed the lions."),
        tool("zoo__feed_tigers", "Feed the tigers."),
    ]
    reply = Talk(tools).hears("feed them")
    assert reply == "I found no single tool for that. Do you mean feed lions or feed tigers?"
    assert Talk(tools).hears("feed the tigers") == ("feed_tigers", {})


def test_the_same_tool_under_two_labels_is_no_doubt() -> None:
    tools = [tool("north__feed_lions", "Feed the lions."), tool("south__feed_lions", "Feed the lions.")]
    assert Talk(tools).hears("feed the lions") == ("feed_lions", {})
    assert respond([Said("user", "feed the lions in the south")], Catalogue().read(tools), NOW) == Call(
        "south__feed_lions", {}
    )


def test_a_verb_is_not_taken_for_its_opposite() -> None:
    talk = Talk([one for one in SALON if "drop" not in one.name])
    assert not isinstance(talk.hears("cancel the booking of ana silva on tuesday at nine"), tuple)


@pytest.mark.parametrize(
    "said", ["what can you do", "What tools are there?", "help", "please help me", "what can i say"]
)
def test_it_says_what_tools_there_are_server_by_server(said: str) -> None:
    assert Talk([*SALON[:2], *MUSIC[:1], AWAY]).hears(said) == (
        "With jukebox I can play track. With salon I can lookup bookings and open times. "
        "The almanac isn't connected yet."
    )


def test_a_long_list_of_tools_is_cut_short() -> None:
    assert "and 4 more." in Talk(MUSIC).hears("what can you do")


def test_without_tools_it_says_that_there_are_none() -> None:
    assert Talk([]).hears("what can you do") == "No tools are connected, so there is nothing I can do yet."
    assert Talk([]).hears("play yellow") == "I have no tool for that: none is connected."


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hello", "Hello. What can I do for you?"),
        ("Hi there!", "Hello. What can I do for you?"),
        ("thanks", "You're welcome."),
        ("okay thank you very much", "You're welcome."),
        ("bye", "Goodbye."),
        ("yes", "Okay. What can I do for you?"),
        ("no", "Okay."),
        ("who are you", phrases.WHO),
        ("...", "Sorry, I didn't catch that."),
    ],
)
def test_small_talk_gets_a_short_reply(said: str, reply: str) -> None:
    assert Talk().hears(said) == reply


def test_a_stand_in_is_called_when_its_server_is_named() -> None:
    assert Talk([*ALL, AWAY]).hears("what does the almanac say about fairs") == ("not_connected", {})


def test_a_stand_in_is_called_for_what_its_server_is_described_to_know() -> None:
    assert Talk([*SALON, AWAY]).hears("when is the next fair in town") == ("not_connected", {})


def test_a_stand_in_does_not_take_requests_from_connected_tools() -> None:
    assert Talk([*ALL, AWAY]).hears("what bookings are there tomorrow") == (
        "lookup_bookings",
        {"date": "2026-11-21"},
    )
    for said in ("call every tool", "is it connected yet", "what is the weather"):
        assert Talk([*ALL, AWAY]).hears(said) != ("not_connected", {})


def test_a_server_that_connects_takes_over_from_its_stand_in() -> None:
    almanac = tool("almanac__find_fairs", "Find fairs in the town's calendar.", month=text("The month"))
    assert Talk([*ALL, almanac]).hears("find fairs in the almanac") == ("find_fairs", {})


def test_what_words_cannot_give_is_said_to_be_so() -> None:
    shape = {"type": "array", "items": {"type": "array", "items": {"type": "number"}}, "description": "The corners"}
    assert Talk([tool("draw__draw_shape", "Draw a shape.", "shape", shape=shape)]).hears("draw a shape") == (
        "To draw shape I need the corners, and I can't make that out of words."
    )


def test_every_question_is_one_that_the_model_finds_again() -> None:
    known = Catalogue().read(ALL)
    for one in ALL:
        step = respond([Said("user", one.spoken_name)], known, NOW)
        if isinstance(step, Ask):
            events: list[Event] = [
                Said("user", one.spoken_name),
                Said("assistant", step.text),
                Said("user", "forget it"),
            ]
            assert respond(events, known, NOW) == Say(phrases.DROPPED)

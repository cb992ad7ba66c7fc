"""The right tool with the right arguments, on servers that the model has never seen, typed and as transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from agent.offline.rehearsal import ToolFacts
from agent.offline.rehearsal.choose import Catalogue
from agent.offline.rehearsal.dialogue import Call, respond
from agent.offline.rehearsal.history import Said
from tests.offline.rehearsal.unseen import MUSIC, PARCELS, SALON

NOW = datetime(2026, 11, 20, 10, 0)
"""A Friday."""

Row = tuple[str, str, dict[str, Any]]

MUSIC_ROWS: list[Row] = [
    ("Play Yellow by Coldplay", "play_track", {"track": "Yellow", "artist": "Coldplay"}),
    ("play the track blue monday in the kitchen", "play_track", {"track": "blue monday", "room": "kitchen"}),
    ("Pause the music in the living room.", "pause_playback", {"room": "living_room"}),
    ("pause the music everywhere please", "pause_playback", {"room": "everywhere"}),
    ("Set the volume to 35", "set_volume", {"level": 35}),
    ("could you set the volume in the bedroom to twenty percent", "set_volume", {"level": 20, "room": "bedroom"}),
    ('Search the library for "hounds of love"', "search_library", {"query": "hounds of love"}),
    ("search for albums about the sea", "search_library", {"query": "sea", "kind": "album"}),
    ('Create a playlist called "Road Trip"', "create_playlist", {"name": "Road Trip"}),
    ("create a new playlist called sunday morning", "create_playlist", {"name": "sunday morning"}),
    ("Add Heroes to the Road Trip playlist.", "add_to_playlist", {"track": "Heroes", "playlist": "Road Trip"}),
    (
        "add paper planes to the playlist road trip",
        "add_to_playlist",
        {"track": "paper planes", "playlist": "road trip"},
    ),
    ("Please delete the playlist Old Stuff", "delete_playlist", {"playlist": "Old Stuff"}),
    ("remove the summer hits playlist", "delete_playlist", {"playlist": "summer hits"}),
    ("Which playlists are there?", "list_playlists", {}),
    ("show me all my playlists", "list_playlists", {}),
    ("Set a sleep timer for 30 minutes", "set_sleep_timer", {"minutes": 30}),
    ("set the sleep timer to one and a half hours", "set_sleep_timer", {"minutes": 90}),
    ("What songs by Nina Simone are in the library?", "search_library", {"query": "Nina Simone", "kind": "song"}),
    ("stop the music after forty five minutes", "set_sleep_timer", {"minutes": 45}),
]

PARCEL_ROWS: list[Row] = [
    ("Where is parcel AB123456?", "track_parcel", {"tracking_number": "AB123456"}),
    ("track parcel a b one two three four five six", "track_parcel", {"tracking_number": "AB123456"}),
    ("Which parcels are in transit?", "find_parcels", {"status": "in_transit"}),
    (
        "find the parcels that were returned since last monday",
        "find_parcels",
        {"status": "returned", "since": "2026-11-16"},
    ),
    ("Find parcels for Ana Silva", "find_parcels", {"recipient": "Ana Silva"}),
    ("list the delivered parcels for ana silva", "find_parcels", {"status": "delivered", "recipient": "Ana Silva"}),
    (
        "Schedule a pickup at 5 Mill Lane tomorrow",
        "schedule_pickup",
        {"address": "5 Mill Lane", "date": "2026-11-21"},
    ),
    (
        "schedule a pickup of three parcels at the old town hall on wednesday",
        "schedule_pickup",
        {"address": "old town hall", "date": "2026-11-25", "parcels": 3},
    ),
    (
        'Send parcel AB123456 to another address: "12 High Street"',
        "reroute_parcel",
        {"tracking_number": "AB123456", "new_address": "12 High Street"},
    ),
    (
        "reroute parcel ab123456 to twelve high street",
        "reroute_parcel",
        {"tracking_number": "AB123456", "new_address": "twelve high street"},
    ),
    ("What is the price of sending 2.5 kg to Norway?", "quote_price", {"weight_kg": 2.5, "country": "Norway"}),
    (
        "quote the price for three kg to portugal by express",
        "quote_price",
        {"weight_kg": 3, "country": "Portugal", "express": True},
    ),
    (
        "Report damage to parcel AB123456: the box is wet and torn",
        "report_damage",
        {"tracking_number": "AB123456", "description": "the box is wet and torn"},
    ),
    (
        "report that parcel ab123456 arrived damaged saying the lid is broken",
        "report_damage",
        {"tracking_number": "AB123456", "description": "the lid is broken"},
    ),
    ("What are the opening hours in Porto?", "opening_hours", {"city": "Porto"}),
    ("what are the opening hours in new york", "opening_hours", {"city": "New York"}),
    (
        "Print labels for Ana Silva, Tom Berg and Li Wei",
        "print_labels",
        {"recipients": ["Ana Silva", "Tom Berg", "Li Wei"]},
    ),
    ("print large labels for ana and tom", "print_labels", {"recipients": ["Ana", "Tom"], "size": "large"}),
    (
        "Find everything that was sent since November 1, 2026 to Tom Berg",
        "find_parcels",
        {"recipient": "Tom Berg", "since": "2026-11-01"},
    ),
    ("what parcels are waiting", "find_parcels", {"status": "waiting"}),
]

SALON_ROWS: list[Row] = [
    ("What bookings are there tomorrow?", "lookup_bookings", {"date": "2026-11-21"}),
    ("what bookings are there tomorrow", "lookup_bookings", {"date": "2026-11-21"}),
    ("Show me the bookings of Ana Silva", "lookup_bookings", {"client": "Ana Silva"}),
    ("look up the bookings for ana silva on tuesday", "lookup_bookings", {"client": "Ana Silva", "date": "2026-11-24"}),
    ("Which times are open on November 24?", "open_times", {"date": "2026-11-24"}),
    (
        "what times are still open next monday with stylist marie",
        "open_times",
        {"date": "2026-11-23", "stylist": "Marie"},
    ),
    (
        "Book Ana Silva with Marie on Tuesday at 9:30",
        "make_booking",
        {"client": "Ana Silva", "stylist": "Marie", "date": "2026-11-24", "time": "09:30"},
    ),
    (
        "book ana silva with marie on tuesday at half past nine",
        "make_booking",
        {"client": "Ana Silva", "stylist": "Marie", "date": "2026-11-24", "time": "09:30"},
    ),
    (
        "Please make a booking for Tom Berg on the 24th at 3 pm",
        "make_booking",
        {"client": "Tom Berg", "date": "2026-11-24", "time": "15:00"},
    ),
    (
        "make a booking for tom berg tomorrow at eleven o'clock",
        "make_booking",
        {"client": "Tom Berg", "date": "2026-11-21", "time": "11:00"},
    ),
    (
        "Move Ana Silva's booking from Tuesday at 9:30 to Thursday at 11:00",
        "shift_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30", "new_date": "2026-11-26", "new_time": "11:00"},
    ),
    (
        "move the booking of ana silva on tuesday at half past nine to eleven o'clock the same day",
        "shift_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30", "new_date": "2026-11-24", "new_time": "11:00"},
    ),
    (
        "Cancel Ana Silva's booking on Tuesday at 9:30",
        "drop_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"},
    ),
    (
        "i'd like to cancel the booking for ana silva on november twenty fourth at nine thirty",
        "drop_booking",
        {"client": "Ana Silva", "date": "2026-11-24", "time": "09:30"},
    ),
    ("Notify the clients of tomorrow", "notify_clients", {"date": "2026-11-21"}),
    ("notify all clients about monday", "notify_clients", {"date": "2026-11-23"}),
    ("Does stylist Marie have bookings on Friday?", "lookup_bookings", {"stylist": "Marie", "date": "2026-11-27"}),
    ("when are open times on the day after tomorrow", "open_times", {"date": "2026-11-22"}),
    (
        "Delete the booking of Tom Berg on 2026-12-01 at 14:00",
        "drop_booking",
        {"client": "Tom Berg", "date": "2026-12-01", "time": "14:00"},
    ),
    (
        "reschedule tom berg from monday at ten to wednesday at quarter past two",
        "shift_booking",
        {"client": "Tom Berg", "date": "2026-11-23", "time": "10:00", "new_date": "2026-11-25", "new_time": "14:15"},
    ),
]

ALL = [*MUSIC, *PARCELS, *SALON]
ROWS = [
    (label, said, name, arguments)
    for label, rows in (("jukebox", MUSIC_ROWS), ("courier", PARCEL_ROWS), ("salon", SALON_ROWS))
    for said, name, arguments in rows
]


def answer(said: str, tools: Sequence[ToolFacts]) -> Any:
    return respond([Said("user", said)], Catalogue().read(tools), NOW)


@pytest.mark.parametrize(("label", "said", "name", "arguments"), ROWS, ids=[row[1] for row in ROWS])
def test_a_request_to_an_unseen_server_calls_the_right_tool(
    label: str, said: str, name: str, arguments: dict[str, Any]
) -> None:
    """All three servers are connected at once, so each tool is chosen among twenty-three."""
    step = answer(said, ALL)
    assert isinstance(step, Call), step
    assert (step.name, dict(step.arguments)) == (f"{label}__{name}", arguments)
    schema = next(one.parameters for one in ALL if one.name == step.name)
    jsonschema.validate(dict(step.arguments), dict(schema))


def test_each_unseen_server_gets_ten_requests_typed_and_ten_as_transcripts() -> None:
    for label in ("jukebox", "courier", "salon"):
        said = [row[1] for row in ROWS if row[0] == label]
        transcripts = [one for one in said if one == one.lower() and not any(mark in one for mark in '.?!:"')]
        assert len(said) - len(transcripts) >= 10, label
        assert len(transcripts) >= 9, label


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("whats bookings are there tomorrow", "salon__lookup_bookings"),
        ("what booking are their tomorrow", "salon__lookup_bookings"),
        ("uh show me all my playlits", "jukebox__list_playlists"),
        ("what bookings are there to morrow", "salon__lookup_bookings"),
        ("show me my play lists", "jukebox__list_playlists"),
        ("show me my playlist", "jukebox__list_playlists"),
        ("track parcels ab123456", "courier__track_parcel"),
        ("so um could you pause the music please", "jukebox__pause_playback"),
    ],
)
def test_a_word_that_was_misheard_or_mistyped_is_still_understood(said: str, name: str) -> None:
    step = answer(said, ALL)
    assert isinstance(step, Call), step
    assert step.name == name
    if "bookings" in name:
        assert dict(step.arguments) == {"date": "2026-11-21"}

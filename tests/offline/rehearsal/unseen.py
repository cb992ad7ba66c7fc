"""Servers that the rehearsal model has never seen: a music player, a parcel service, and a desk under other names."""

from __future__ import annotations

from typing import Any

from agent.offline.rehearsal import ToolFacts

Schema = dict[str, Any]


def tool(name: str, description: str, required: str = "", /, **properties: Schema) -> ToolFacts:
    parameters = {"type": "object", "properties": properties, "required": required.split()}
    return ToolFacts(name, description, parameters)


def text(description: str = "", **more: Any) -> Schema:
    return {"type": "string"} | ({"description": description} if description else {}) | more


TRACK = text("Title of the track")
PLAYLIST = text("Name of the playlist")
ROOM = {"type": "string", "enum": ["kitchen", "living_room", "bedroom", "everywhere"], "description": "Where it plays"}

MUSIC = [
    tool(
        "jukebox__play_track",
        "Start playing a track.",
        "track",
        track=TRACK,
        artist=text("Who performs it"),
        room=ROOM,
        shuffle={"type": "boolean", "default": False, "description": "Play in random order afterwards"},
    ),
    tool("jukebox__pause_playback", "Pause the music.", room=ROOM),
    tool(
        "jukebox__set_volume",
        "Set how loud the music is.",
        "level",
        level={"type": "integer", "minimum": 0, "maximum": 100, "description": "Volume in percent"},
        room=ROOM,
    ),
    tool(
        "jukebox__search_library",
        "Search songs, albums and artists in the music library.",
        "query",
        query=text("What to search for"),
        kind={"type": "string", "enum": ["song", "album", "artist"]},
        limit={"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
    ),
    tool("jukebox__create_playlist", "Create an empty playlist.", "name", name=PLAYLIST, public={"type": "boolean"}),
    tool(
        "jukebox__add_to_playlist",
        "Add a track to a playlist.",
        "track playlist",
        track=TRACK,
        playlist=PLAYLIST,
    ),
    tool("jukebox__delete_playlist", "Delete a playlist for good.", "playlist", playlist=PLAYLIST),
    tool("jukebox__list_playlists", "List all playlists."),
    tool(
        "jukebox__set_sleep_timer",
        "Stop the music after some minutes.",
        "minutes",
        minutes={"type": "integer", "minimum": 1, "maximum": 240},
    ),
]

NUMBER = text("The parcel's tracking number", pattern="^[A-Z]{2}[0-9]{6}$")
PARCELS = [
    tool("courier__track_parcel", "Tell where a parcel is.", "tracking_number", tracking_number=NUMBER),
    tool(
        "courier__find_parcels",
        "Find parcels by status or by the person they go to.",
        status={"type": "string", "enum": ["in_transit", "delivered", "returned", "waiting"]},
        recipient=text("The person it goes to"),
        since=text("Only parcels sent on or after this day", format="date"),
    ),
    tool(
        "courier__schedule_pickup",
        "Schedule a pickup of parcels at an address.",
        "address date",
        address=text("Where to pick up"),
        date=text("The day of the pickup", format="date"),
        parcels={"type": "integer", "minimum": 1, "default": 1, "description": "How many parcels there are"},
    ),
    tool(
        "courier__reroute_parcel",
        "Send a parcel to another address.",
        "tracking_number new_address",
        tracking_number=NUMBER,
        new_address=text("The address it should go to instead"),
    ),
    tool(
        "courier__quote_price",
        "Quote the price of sending a parcel.",
        "weight_kg country",
        weight_kg={"type": "number", "exclusiveMinimum": 0, "maximum": 30},
        country=text("The country it goes to"),
        express={"type": "boolean", "description": "Whether it goes by express"},
    ),
    tool(
        "courier__report_damage",
        "Report that a parcel arrived damaged.",
        "tracking_number description",
        tracking_number=NUMBER,
        description=text("What is damaged, and how"),
    ),
    tool("courier__opening_hours", "Opening hours of a branch.", "city", city=text("The city of the branch")),
    tool(
        "courier__print_labels",
        "Print labels for several parcels at once.",
        "recipients",
        recipients={"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "The people's names"},
        size={"type": "string", "enum": ["small", "medium", "large"], "default": "medium"},
    ),
]

CLIENT = text("The client's full name")
STYLIST = text("Who cuts the hair")
DAY = text("The day, as YYYY-MM-DD", format="date")
TIME = text("When it begins, as HH:MM", format="time")
SALON = [
    tool(
        "salon__lookup_bookings",
        "Look up bookings by day, client or stylist.",
        date=DAY,
        client=CLIENT,
        stylist=STYLIST,
    ),
    tool("salon__open_times", "The times that are still open on a day.", "date", date=DAY, stylist=STYLIST),
    tool(
        "salon__make_booking",
        "Make a booking for a client.",
        "client date time",
        client=CLIENT,
        stylist=STYLIST,
        date=DAY,
        time=TIME,
    ),
    tool(
        "salon__shift_booking",
        "Shift a booking to another day or time.",
        "client date time new_date new_time",
        client=CLIENT,
        date=DAY,
        time=TIME,
        new_date=text("The new day, as YYYY-MM-DD", format="date"),
        new_time=text("The new time, as HH:MM", format="time"),
    ),
    tool("salon__drop_booking", "Drop a booking.", "client date time", client=CLIENT, date=DAY, time=TIME),
    tool("salon__notify_clients", "Notify all clients of a day of their bookings.", "date", date=DAY),
]

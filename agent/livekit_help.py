"""What LiveKit's own commands do and take, told without importing LiveKit, which takes seconds.

A test holds the options against those that LiveKit really has.
"""

from __future__ import annotations

SERVER = (
    ("--url URL", "The server; LIVEKIT_URL when left out."),
    ("--api-key KEY", "LIVEKIT_API_KEY when left out."),
    ("--api-secret SECRET", "LIVEKIT_API_SECRET when left out."),
)
LOGS = ("--log-level LEVEL", "trace, debug, info, warn, error or critical.")

ABOUT = {
    "console": "Talk by microphone and loudspeaker on this machine.",
    "dev": "Join rooms of a LiveKit server, with logs to read.",
    "start": "Join rooms of a LiveKit server, as one of a fleet.",
    "connect": "Join one room of a LiveKit server at once.",
    "download-files": "Fetch model files before a worker needs them.",
}

OPTIONS = {
    "console": (
        ("--text", "Type instead of speaking; Ctrl-T changes in between."),
        ("--list-devices", "List the microphones and loudspeakers."),
        ("--input-device NAME", "The microphone, by its number or a part of its name."),
        ("--output-device NAME", "The loudspeaker, likewise."),
        ("--record", "Keep a recording in console-recordings/."),
        LOGS,
    ),
    "dev": (*SERVER, LOGS),
    "start": (*SERVER, ("--drain-timeout SECONDS", "How long conversations may go on at the end."), LOGS),
    "connect": (
        ("--room NAME", "The room; it is made when there is none. Needed."),
        ("--participant-identity NAME", "The agent's identity in it."),
        *SERVER,
        LOGS,
    ),
    "download-files": (),
}


def help_text(command: str) -> str:
    """The one-line description, and the options as LiveKit has them."""
    if not OPTIONS[command]:
        return ABOUT[command]
    lines = [f"  {option:<29}{text}" for option, text in OPTIONS[command]]
    return "\n".join([ABOUT[command], "", "\b", "Options of LiveKit's command:", *lines])

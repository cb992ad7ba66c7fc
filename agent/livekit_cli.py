"""LiveKit's own commands (console, dev, start, connect, download-files) without their rough edges.

Seen with livekit-agents 1.8.9: `console` raises without PortAudio and ends silently without a device; `dev` and `start`
exit with 0 when LIVEKIT_URL is missing or the worker failed; every command prints that it is deprecated.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Sequence

from sayso.problems import Problem, SaysoError

NEEDED = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
OPTIONS = {"LIVEKIT_URL": "--url", "LIVEKIT_API_KEY": "--api-key", "LIVEKIT_API_SECRET": "--api-secret"}

HELP = {
    "console": "Talk to the agent by microphone and loudspeaker, or with --text, on this machine.",
    "dev": "Join rooms of a LiveKit server, with logs for reading.",
    "start": "Join rooms of a LiveKit server as one worker of a fleet.",
    "connect": "Join one room of a LiveKit server and end with it.",
    "download-files": "Fetch the model files of the plugins before a worker needs them.",
}


def run_livekit(command: str, arguments: Sequence[str]) -> int:
    """Runs one of LiveKit's commands with our worker; returns the exit code that it should have had."""
    if not {"--help", "-h"} & set(arguments):
        check(command, arguments)
    from livekit.agents.cli import _legacy

    from agent.worker import server

    failure = Failure()
    for logger in ("livekit.agents", "livekit"):
        logging.getLogger(logger).addFilter(no_deprecation)
    logging.getLogger("livekit.agents").addHandler(failure)
    console = _legacy.AgentsConsole.get_instance()
    show = console.print
    console.print = lambda *a, **k: None if k.get("tag") == "Deprecated" else show(*a, **k)  # type: ignore[method-assign]
    app = _legacy._build_cli(server)
    for registered in app.registered_commands:
        name = registered.name or (registered.callback.__name__.replace("_", "-") if registered.callback else "")
        registered.help = HELP.get(name, registered.help)
    code = app(args=[command, *arguments], prog_name="python -m agent", standalone_mode=False)
    return code if isinstance(code, int) and code else int(failure.seen)


def check(command: str, arguments: Sequence[str]) -> None:
    """Says what is missing before LiveKit finds out in its own way."""
    if command in ("dev", "start", "connect"):
        missing = [
            name for name in NEEDED if not os.environ.get(name, "").strip() and not has_option(arguments, OPTIONS[name])
        ]
        if missing:
            what = f"{command} joins rooms of a LiveKit server and needs {', '.join(missing)}"
            cure = "set them in .env.local (a server in --dev takes devkey and secret), or talk without one: chat"
            raise SaysoError(Problem("livekit-not-configured", "", what, cure))
    if command == "start":
        check_port(os.environ.get("SAYSO_HTTP_PORT", "").strip() or "8081")
    if command == "console" and "--text" not in arguments:
        check_audio(list_only="--list-devices" in arguments)


def has_option(arguments: Sequence[str], option: str) -> bool:
    return any(argument == option or argument.startswith(f"{option}=") for argument in arguments)


def check_port(port: str) -> None:
    if not port.isdigit():
        return  # the settings say so
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", int(port)))
        except (OSError, OverflowError):
            cure = "stop what runs there, or set SAYSO_HTTP_PORT to another one (0 for any)"
            raise SaysoError(Problem("port-taken", "", f"port {port} for the worker's health is taken", cure)) from None


def check_audio(*, list_only: bool) -> None:
    try:
        import sounddevice
    except OSError:
        cure = "apt-get install libportaudio2, or talk by keyboard: chat"
        raise SaysoError(Problem("no-portaudio", "", "console needs PortAudio, which is not installed", cure)) from None
    if list_only:
        return
    missing = []
    for kind, name in (("input", "microphone"), ("output", "loudspeaker")):
        try:
            sounddevice.query_devices(kind=kind)
        except (sounddevice.PortAudioError, ValueError):
            missing.append(name)
    if missing:
        what = f"console finds no {' and no '.join(missing)} on this machine"
        raise SaysoError(
            Problem("no-audio-device", "", what, "connect one, or talk by keyboard: chat, or console --text")
        )


def no_deprecation(record: logging.LogRecord) -> bool:
    """Whether a log line is worth showing to somebody who did not choose LiveKit's command line."""
    message = record.getMessage()
    return "is deprecated and will be removed" not in message and "auto-reload has been removed" not in message


class Failure(logging.Handler):
    """Remembers that LiveKit logged its worker's failure, because its exit code does not tell."""

    seen = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == "worker failed":
            self.seen = True
